"""Callers and things that the unit tests of the registry speak of."""

from dataclasses import replace
from datetime import UTC, datetime

from lokus_identity.caller import Caller, Role
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import SiteKind
from lokus_registry.domain.announcement import PlacedCamera
from lokus_registry.domain.area import Area, AreaLevel
from lokus_registry.domain.camera import Camera, Credentials, Stream
from lokus_registry.domain.life.life import Author, Life, born
from lokus_registry.domain.life.state import LifeState
from lokus_registry.domain.organisation import Organisation, OrganisationKind
from lokus_registry.domain.place import Site, Zone


def caller(organisation: str, *roles: Role) -> Caller:
    """Somebody of an organisation in the tenant `jakarta`."""
    return Caller(
        subject=f"somebody@{organisation}",
        name="Somebody",
        tenant="jakarta",
        organisation=organisation,
        roles=frozenset(roles),
        expires_at=datetime(2030, 1, 1, tzinfo=UTC),
    )


OPERATOR = caller("lokus", Role.PLATFORM_OPERATOR)
OWNER = caller("kpu", Role.OWNER_ADMIN)
OTHER_OWNER = caller("dishub", Role.OWNER_ADMIN)
PARTNER = caller("plaza", Role.PARTNER)
VENDOR = caller("nusantara", Role.VENDOR)
OTHER_VENDOR = caller("rival", Role.VENDOR)
AUDITOR = caller("auditors", Role.AUDITOR)
POLICE = caller("polda", Role.AGENCY_OPERATOR)
OBSERVER = caller("bawaslu", Role.OBSERVER)

KPU = Organisation("kpu", "KPU", OrganisationKind.ELECTION_COMMISSION)
DISHUB = Organisation("dishub", "Dishub", OrganisationKind.AGENCY)
NUSANTARA = Organisation("nusantara", "Nusantara", OrganisationKind.VENDOR)
PROVINCE = Area("31", "Jakarta", AreaLevel.PROVINCE, None)
SITE = Site("tps-1", "TPS 1", SiteKind.TPS, "kpu", "31")
OTHER_SITE = Site("halte", "Halte", SiteKind.PUBLIC_PLACE, "dishub", "31")
HALL = Zone("hall", "Hall", "hall", "tps-1", private=False)
OFFICE = Zone("office", "Office", "meeting_room", "tps-1")
STREAM = Stream(StreamName.MAIN, "rtsp://192.0.2.10/1")
CAMERA = Camera("c1", "Camera", "hall", "nusantara", (STREAM,))
MOMENT = datetime(2026, 2, 1, tzinfo=UTC)
SECRET = Credentials("viewer", "hunter2")


def living(state: LifeState = LifeState.IN_SERVICE, *, consented: bool = True) -> Life:
    """The life of `CAMERA`."""
    return replace(born("c1", Author("somebody", "nusantara"), MOMENT, consented=consented), state=state)


def placed(
    camera: Camera = CAMERA, zone: Zone = HALL, site: Site = SITE, life: Life | None = None
) -> PlacedCamera:
    """A camera in its place, in service unless it is said otherwise."""
    return PlacedCamera(camera, zone, site, life or living())
