"""The swarm as the bench sees it."""

from ipaddress import ip_address, ip_network

from bench.fleet.swarm_process import address_of


def test_each_camera_has_an_address_of_its_own_and_twenty_share_a_segment() -> None:
    addresses = [ip_address(address_of(camera)) for camera in range(12_000)]
    assert len(set(addresses)) == len(addresses)
    assert all(address in ip_network("127.0.0.0/8") for address in addresses)
    segments = [ip_network(f"{address}/24", strict=False) for address in addresses]
    assert all(segments.count(segment) == 20 for segment in set(segments[:100]))
