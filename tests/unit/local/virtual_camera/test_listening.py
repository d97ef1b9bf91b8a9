import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from lokus_kit.errors import StartError
from lokus_local.virtual_camera.listening import listen


@contextmanager
def _listening(hosts: tuple[str, ...], port: int = 0) -> Iterator[list[tuple[str, int]]]:
    listeners = listen(hosts, port)
    try:
        yield [listener.getsockname()[:2] for listener in listeners]
    finally:
        for listener in listeners:
            listener.close()


def test_by_default_only_the_loopbacks_are_listened_on_with_one_port() -> None:
    with _listening(()) as addresses:
        assert {host for host, _ in addresses} <= {"127.0.0.1", "::1"}
        assert len({port for _, port in addresses}) == 1


def test_the_ipv6_wildcard_takes_ipv4_too() -> None:
    with _listening(("::",)) as [(_, port)]:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()


def test_both_wildcards_go_together() -> None:
    with _listening(("0.0.0.0", "::")) as addresses:
        assert len(addresses) == 2


def test_a_port_in_use_is_refused_with_what_to_do() -> None:
    with _listening(("127.0.0.1",)) as [(_, port)], pytest.raises(StartError, match="choose another"):
        listen(("127.0.0.1",), port)


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(StartError, match="address of this machine"):
        listen(("203.0.113.7",), 0)
