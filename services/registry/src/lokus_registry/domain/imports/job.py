"""An import: a file that somebody sent, the rights that they sent it with, and how far it has come.

`receiving -> queued -> running -> done`; it ends as `failed` when the file cannot be read on, and as
`cancelled` when somebody wants it so. A row that breaks a rule is counted and told, and stops nothing.
What was committed before an end stays.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from lokus_identity.caller import Caller
from lokus_kit.errors import BadInput, Conflict, UnsupportedMedia

MAX_BYTES = 256 * 1024 * 1024
BATCH_ROWS = 1000
MAX_ERRORS_KEPT = 10_000
"""Further failed rows are counted only."""


class ImportState(StrEnum):
    """Where a job stands."""

    RECEIVING = "receiving"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether nothing more comes."""
        return self in {ImportState.DONE, ImportState.FAILED, ImportState.CANCELLED}


class ImportMode(StrEnum):
    """What a row does."""

    UPSERT = "upsert"
    """Creates or replaces, as a PUT does."""
    UPDATE = "update"
    """Changes the members that it gives of a thing that is there."""


class ImportCollection(StrEnum):
    """What may be imported."""

    ORGANISATIONS = "organisations"
    AREAS = "areas"
    BOUNDARIES = "boundaries"
    SITES = "sites"
    ZONES = "zones"
    CAMERAS = "cameras"
    POLLING_STATIONS = "polling-stations"


class ImportFormat(StrEnum):
    """How the file is written."""

    CSV = "text/csv"
    NDJSON = "application/x-ndjson"
    GEO_JSON = "application/geo+json"
    """A FeatureCollection, of boundaries."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a file was read: bytes of it, and the number of the line that comes next, from 1."""

    offset: int = 0
    line: int = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0

    @property
    def rows(self) -> int:
        """All of them."""
        return self.created + self.updated + self.unchanged + self.failed

    def plus(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.failed + other.failed,
        )


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants imported, and how."""

    collection: ImportCollection
    mode: ImportMode
    format: ImportFormat
    dry_run: bool = False
    election: str | None = None
    """Whose polling stations they are."""


@dataclass(frozen=True, slots=True)
class Import:
    """One job. `caller` is who sent it, with the rights of that moment; `columns` the header, once read."""

    id: str
    order: Order
    caller: Caller
    state: ImportState
    submitted_at: datetime
    size_bytes: int = 0
    place: Place = Place()
    columns: tuple[str, ...] | None = None
    counts: Counts = Counts()
    started_at: datetime | None = None
    finished_at: datetime | None = None
    reason: str | None = None

    def advanced(self, place: Place, columns: tuple[str, ...] | None, counts: Counts) -> "Import":
        """The job after another batch."""
        return replace(self, place=place, columns=columns, counts=self.counts.plus(counts))

    def ended(self, state: ImportState, at: datetime, reason: str | None = None) -> "Import":
        """The job at its end."""
        return replace(self, state=state, finished_at=at, reason=reason)


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a row was refused: its line in the file, the member at fault if it is one, what to mend."""

    line: int
    member: str | None
    detail: str


def check_order(order: Order) -> None:
    """BadInput or UnsupportedMedia when the collection is not imported so."""
    _check_election(order)
    _check_format(order)


def _check_election(order: Order) -> None:
    """An election is named for polling stations, and for nothing else."""
    of_election = order.collection is ImportCollection.POLLING_STATIONS
    if of_election and order.election is None:
        raise BadInput("polling stations are those of an election: add &election=ID")
    if not of_election and order.election is not None:
        raise BadInput(f"{order.collection} are of no election: leave out election={order.election}")


def _check_format(order: Order) -> None:
    """Boundaries, and nothing else, are GeoJSON; each is drawn as a whole."""
    of_boundaries = order.collection is ImportCollection.BOUNDARIES
    if of_boundaries and order.format is not ImportFormat.GEO_JSON:
        raise UnsupportedMedia(f"Content-Type: boundaries are a FeatureCollection, {ImportFormat.GEO_JSON}")
    if not of_boundaries and order.format is ImportFormat.GEO_JSON:
        raise UnsupportedMedia(
            f"Content-Type: {order.collection} are {ImportFormat.CSV} or {ImportFormat.NDJSON}"
        )
    if of_boundaries and order.mode is ImportMode.UPDATE:
        raise BadInput("boundaries are drawn as a whole: leave out mode=update")


def check_cancel(job: Import) -> None:
    """Conflict when it has ended."""
    if job.state.ended:
        raise Conflict(f"import {job.id} is {job.state} already", reason="ended")
