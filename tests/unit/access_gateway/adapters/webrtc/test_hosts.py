"""What is offered as ICE host candidates."""

from collections.abc import Iterator

import aioice.ice
import pytest

from lokus_access_gateway.adapters.webrtc.hosts import offer_hosts


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine with one address, put back as it was afterwards."""
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda *_: ["192.0.2.7"])
    yield


def test_the_chosen_addresses_are_offered_by_version() -> None:
    offer_hosts(("127.0.0.1", "2001:db8::1"))
    ask = aioice.ice.get_host_addresses
    assert ask(use_ipv4=True, use_ipv6=True) == ["127.0.0.1", "2001:db8::1"]
    assert ask(use_ipv4=True, use_ipv6=False) == ["127.0.0.1"]


def test_without_a_choice_it_is_the_machines_own() -> None:
    offer_hosts(())
    assert aioice.ice.get_host_addresses(use_ipv4=True, use_ipv6=True) == ["192.0.2.7"]


def test_a_machine_without_a_network_serves_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda *_: [])
    offer_hosts(())
    assert aioice.ice.get_host_addresses(use_ipv4=True, use_ipv6=True) == ["127.0.0.1"]
