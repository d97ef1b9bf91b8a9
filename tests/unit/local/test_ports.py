"""Ports: a block from the gateway's on, or free ones."""

import socket

import pytest

from lokus_local.ports import Ports, PortTakenError, WorkerPorts


def test_a_block_starts_at_the_gateway() -> None:
    ports = Ports.choose(9000)
    assert (ports.gateway, ports.registry, ports.ingest, ports.analytics) == (9000, 9001, 9002, 9003)


def test_further_workers_of_ingest_have_ports_of_their_own() -> None:
    ports = Ports.choose(9000, ingest_workers=3)
    assert ports.more_workers == (WorkerPorts(9020, 9021), WorkerPorts(9022, 9023))
    assert ports.by_name()["ingest_3_metrics"] == 9023


def test_zero_draws_a_different_free_port_for_each() -> None:
    numbers = list(Ports.choose(0, ingest_workers=4).by_name().values())
    assert len(set(numbers)) == len(numbers)
    assert all(0 < number < 32768 for number in numbers)


def test_a_taken_port_is_named_with_the_option_that_changes_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = listener.getsockname()[1]
        free = Ports.choose(0)
        ports = Ports(**(free.by_name() | {"registry": taken}))
        with pytest.raises(PortTakenError, match=rf"port {taken} \(registry\).*--port-base"):
            ports.check_free()
