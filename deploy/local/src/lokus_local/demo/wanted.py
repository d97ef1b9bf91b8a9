"""What the demo city asks of the APIs, in the order in which each thing may refer to earlier ones.

Each entry names the person whose work it is: the operator makes organisations and areas, owners
their sites, zones and grants, the vendor the cameras of others, a partner its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from lokus_local.demo import city

OWNERS = {
    city.KPU: "kpu.admin",
    city.TRANSPORT_AGENCY: "opd.operator",
    city.PARTNER: "partner.owner",
}
"""Who acts for an organisation that owns sites."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that must exist: `PUT /v1/COLLECTION/ID` with `body` by `person` at `service`."""

    service: Literal["registry", "gateway"]
    collection: str
    id: str
    person: str
    body: dict[str, Any]


def wanted_things(cameras_url: str, camera_password: str) -> Iterator[Wanted]:
    """Return everything, with the cameras at `cameras_url` (`rtsp://HOST:PORT`)."""
    yield from _organisations()
    yield from _areas()
    yield from _sites()
    yield from _zones()
    yield from _cameras(cameras_url, camera_password)
    yield from _grants()


def _organisations() -> Iterator[Wanted]:
    for organisation in city.ORGANISATIONS:
        body = {"name": organisation.name, "kind": organisation.kind}
        yield Wanted("registry", "organisations", organisation.id, "operator", body)


def _areas() -> Iterator[Wanted]:
    for area in city.AREAS:
        body = {"name": area.name, "level": area.level, "parent": area.parent}
        yield Wanted("registry", "areas", area.code, "operator", body)


def _sites() -> Iterator[Wanted]:
    for site in city.SITES:
        body = {
            "name": site.name,
            "kind": site.kind,
            "owner": site.owner,
            "area": site.area,
            "address": site.address,
            "latitude": site.latitude,
            "longitude": site.longitude,
        }
        yield Wanted("registry", "sites", site.id, OWNERS[site.owner], body)


def _zones() -> Iterator[Wanted]:
    owners = {site.id: site.owner for site in city.SITES}
    for zone in city.ZONES:
        body = {"name": zone.name, "kind": zone.kind, "site": zone.site, "private": zone.private}
        yield Wanted("registry", "zones", zone.id, OWNERS[owners[zone.site]], body)


def _cameras(cameras_url: str, password: str) -> Iterator[Wanted]:
    sites = {site.id: site for site in city.SITES}
    zones = {zone.id: sites[zone.site] for zone in city.ZONES}
    for number, camera in enumerate(city.CAMERAS):
        site = zones[camera.zone]
        own = site.owner == city.PARTNER
        body = {
            "name": camera.name,
            "zone": camera.zone,
            "vendor": None if own else city.VENDOR,
            "streams": [{"name": "main", "url": f"{cameras_url}/{number}", "transport": "tcp"}],
            "credentials": {"username": city.CAMERA_USER, "password": password},
            "motion_analytics": True,
            "latitude": site.latitude,
            "longitude": site.longitude,
        }
        yield Wanted("registry", "cameras", camera.id, OWNERS[site.owner] if own else "vendor.tech", body)


def _grants() -> Iterator[Wanted]:
    for grant in city.GRANTS:
        body = {
            "owner": grant.owner,
            "grantee": grant.grantee,
            "locus": {"areas": list(grant.areas), "sites": list(grant.sites), "zones": [], "cameras": []},
            "purpose": grant.purpose,
            "actions": list(grant.actions),
            "not_before": city.NOT_BEFORE,
            "not_after": city.NOT_AFTER,
            "letter": grant.letter,
        }
        yield Wanted("gateway", "grants", grant.id, OWNERS[grant.owner], body)
