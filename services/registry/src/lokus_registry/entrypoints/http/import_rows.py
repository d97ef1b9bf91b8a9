"""The rows of imports: each is the body of a PUT and its `id`, read by the very model of that PUT."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Annotated, Any, Final, Generic, TypeVar

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from lokus_proto.envelope import Token
from lokus_registry.application.imports.intakes import AskedCamera, AskedZone, Readers
from lokus_registry.application.imports.ports import BadRowError
from lokus_registry.domain.area import CODE_PATTERN, Area
from lokus_registry.domain.camera import Camera
from lokus_registry.domain.elections.polling_station import PollingStation
from lokus_registry.domain.organisation import Organisation
from lokus_registry.domain.place import Site, Zone
from lokus_registry.entrypoints.http.areas import AreaBody
from lokus_registry.entrypoints.http.cameras import CameraBody
from lokus_registry.entrypoints.http.elections.polling_stations import PollingStationBody, station_reply
from lokus_registry.entrypoints.http.organisations import OrganisationBody
from lokus_registry.entrypoints.http.sites import SiteBody
from lokus_registry.entrypoints.http.zones import ZoneBody

B = TypeVar("B", bound=BaseModel)
Stored = TypeVar("Stored")
Asked = TypeVar("Asked")

_MAX_SHOWN: Final = 200
_TOKENS: Final = TypeAdapter(Token)
AREA_CODES: Final = TypeAdapter(Annotated[str, Field(pattern=CODE_PATTERN)])


class BodyReader(Generic[B, Stored, Asked]):
    """Reads rows by a PUT's model (`Reader`)."""

    def __init__(
        self,
        body: type[B],
        keys: TypeAdapter[str],
        asked: Callable[[str, B], Asked],
        row: Callable[[Stored], dict[str, Any]],
        normal: Callable[[dict[str, Any]], dict[str, Any]] = dict,
    ) -> None:
        """`normal` brings what the columns of a CSV file give into the form of the body."""
        self._body = body
        self._keys = keys
        self._asked = asked
        self._row = row
        self._normal = normal
        self.members = frozenset({"id", *body.model_fields})

    def key(self, row: Mapping[str, Any]) -> str:
        """The id."""
        if "id" not in row:
            raise BadRowError([("id", "it is missing")])
        try:
            return self._keys.validate_python(row["id"])
        except ValidationError as error:
            raise BadRowError([("id", shown(error.errors()[0]["msg"]))]) from None

    def asked(self, row: Mapping[str, Any]) -> Asked:
        """What it asks for."""
        key = self.key(row)
        members = self._normal({name: value for name, value in row.items() if name != "id"})
        try:
            return self._asked(key, self._body.model_validate(members))
        except ValidationError as error:
            faults = error.errors(include_url=False, include_context=False, include_input=False)
            raise BadRowError([(where(each["loc"]), shown(each["msg"])) for each in faults]) from None

    def row(self, stored: Stored) -> dict[str, Any]:
        """The row that asks for what is there."""
        return self._row(stored)


def organisation_rows() -> BodyReader[OrganisationBody, Organisation, Organisation]:
    """The rows of organisations."""
    return BodyReader(
        OrganisationBody, _TOKENS, lambda key, body: Organisation(id=key, **body.model_dump()), asdict
    )


def area_rows() -> BodyReader[AreaBody, Area, Area]:
    """The rows of areas."""
    return BodyReader(
        AreaBody, AREA_CODES, lambda key, body: Area(key, body.name, body.level, body.parent), asdict
    )


def site_rows() -> BodyReader[SiteBody, Site, Site]:
    """The rows of sites."""
    return BodyReader(SiteBody, _TOKENS, lambda key, body: body.site(key), asdict)


def zone_rows() -> BodyReader[ZoneBody, Zone, AskedZone]:
    """The rows of zones."""
    return BodyReader(ZoneBody, _TOKENS, _asked_zone, asdict)


def camera_rows() -> BodyReader[CameraBody, Camera, AskedCamera]:
    """The rows of cameras; in CSV the columns of a stream begin with `streams.main.` or `streams.sub.`."""
    return BodyReader(CameraBody, _TOKENS, _asked_camera, _camera_row, _with_listed_streams)


def station_rows(election: str) -> BodyReader[PollingStationBody, PollingStation, PollingStation]:
    """The rows of an election's polling stations; `id` is their code."""
    return BodyReader(
        PollingStationBody, _TOKENS, lambda key, body: body.station(election, key), _station_row
    )


def readers() -> Readers:
    """The readers of all collections."""
    return Readers(organisation_rows(), area_rows(), site_rows(), zone_rows(), camera_rows())


def _asked_zone(key: str, body: ZoneBody) -> AskedZone:
    return AskedZone(Zone(id=key, **body.model_dump(exclude={"reason"})), body.reason)


def _asked_camera(key: str, body: CameraBody) -> AskedCamera:
    return AskedCamera(body.camera(key), body.said_of_credentials())


def _station_row(station: PollingStation) -> dict[str, Any]:
    return station_reply(station).model_dump(by_alias=True, exclude={"election"})


def _camera_row(camera: Camera) -> dict[str, Any]:
    """All but the credentials, which stay when they are not given."""
    told = asdict(camera)
    for name in ("sealed_credentials", "version"):
        del told[name]
    streams = {stream.name: {"url": stream.url, "transport": stream.transport} for stream in camera.streams}
    return told | {"streams": streams}


def _with_listed_streams(members: dict[str, Any]) -> dict[str, Any]:
    streams = members.get("streams")
    if isinstance(streams, dict):
        listed = [
            {"name": name, **given} if isinstance(given, dict) else given
            for name, given in streams.items()
            if given is not None
        ]
        return members | {"streams": listed}
    return members


def where(place: tuple[int | str, ...]) -> str | None:
    """The member at a place of a body; None: the body as a whole."""
    return shown(".".join(map(str, place))) or None


def shown(text: str) -> str:
    """What came from a stranger's file, short, and such that it can be kept and shown."""
    clean = text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\x00", "\\x00")
    return clean if len(clean) <= _MAX_SHOWN else clean[:_MAX_SHOWN] + "…"
