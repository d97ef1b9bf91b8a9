"""What must exist in the demo city, in the order in which each thing may refer to earlier ones.

Each entry names the person whose work it is: the operator makes organisations and areas, owners
their sites, zones and grants, the vendors the cameras of others, a partner its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, Final, Literal

from lokus_local.demo import city, election

OWNERS = {
    city.KPU: "kpu.admin",
    city.TRANSPORT_AGENCY: "opd.operator",
    city.PARTNER: "partner.owner",
}
"""Who acts for an organisation that owns sites."""

_VENDORS = {city.VENDOR: "vendor.tech", city.WEAK_VENDOR: "sentosa.tech"}

_RECORDED: Final = {"mode": "continuous", "retention_hours": 24, "purpose": "security"}
"""How the cameras that are kept by their owner are recorded."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that must exist: `PUT /v1/COLLECTION/ID` with `body` by `person` at `service`."""

    service: Literal["registry", "gateway"]
    collection: str
    id: str
    person: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Feeds:
    """Where the cameras are played (`rtsp://HOST:PORT`), and what they ask for."""

    url: str
    weak_url: str
    password: str


def wanted_things(feeds: Feeds) -> Iterator[Wanted]:
    """Return everything, with the cameras at their feeds."""
    yield from _areas()
    yield from _organisations()
    yield from _people()
    yield from _sites()
    yield from _zones()
    yield from _elections()
    yield from _cameras(feeds)
    yield from _grants()


def _organisations() -> Iterator[Wanted]:
    for organisation in city.ORGANISATIONS:
        body = {
            "name": organisation.name,
            "kind": organisation.kind,
            "jurisdiction": organisation.jurisdiction,
        }
        yield Wanted("registry", "organisations", organisation.id, "operator", body)


def _people() -> Iterator[Wanted]:
    for person in election.PEOPLE:
        body = {
            "name": person.name,
            "organisation": person.organisation,
            "title": person.title,
            "subject": person.subject,
        }
        yield Wanted("registry", "people", person.id, "operator", body)


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
            "variant": site.variant,
            "command_post": site.command_post,
        }
        yield Wanted("registry", "sites", site.id, OWNERS[site.owner], body)


def _zones() -> Iterator[Wanted]:
    owners = {site.id: site.owner for site in city.SITES}
    for zone in city.ZONES:
        body = {"name": zone.name, "kind": zone.kind, "site": zone.site, "private": zone.private}
        yield Wanted("registry", "zones", zone.id, OWNERS[owners[zone.site]], body)


def _elections() -> Iterator[Wanted]:
    for vote in election.ELECTIONS:
        milestones = [{"name": each.name, "due_on": each.due_on} for each in vote.milestones]
        body = {"name": vote.name, "kind": "general", "voting_on": vote.voting_on, "milestones": milestones}
        yield Wanted("registry", "elections", vote.id, "operator", body)
    for station in election.STATIONS:
        found = {
            "number": station.number,
            "area": station.area,
            "site": station.site,
            "special": station.special,
            "vulnerability": station.vulnerability,
        }
        place = f"elections/{station.election}/polling-stations"
        yield Wanted("registry", place, station.code, "operator", found)


def _cameras(feeds: Feeds) -> Iterator[Wanted]:
    sites = {site.id: site for site in city.SITES}
    zones = {zone.id: sites[zone.site] for zone in city.ZONES}
    numbers = {True: count(), False: count()}
    for camera in city.CAMERAS:
        site = zones[camera.zone]
        own = site.owner == city.PARTNER
        url = f"{feeds.weak_url if camera.weak else feeds.url}/{next(numbers[camera.weak])}"
        vendor = city.WEAK_VENDOR if camera.weak else city.VENDOR
        body = {
            "name": camera.name,
            "zone": camera.zone,
            "vendor": None if own else vendor,
            "streams": [{"name": "main", "url": url, "transport": "tcp"}],
            "credentials": {"username": city.CAMERA_USER, "password": feeds.password},
            "motion_analytics": True,
            "recording": _RECORDED if own else None,
            "latitude": site.latitude,
            "longitude": site.longitude,
        }
        yield Wanted("registry", "cameras", camera.id, OWNERS[site.owner] if own else _VENDORS[vendor], body)


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
