"""What imports want of the outside, beyond what single things do."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from lokus_registry.application.elections.ports import ElectionRegisters
from lokus_registry.application.geography.ports import GeographyRegisters
from lokus_registry.application.ports import (
    CameraHistory,
    LifeRegister,
    Lock,
    OrganisationRegister,
    PrivacyHistory,
    Register,
    Registers,
    Window,
)
from lokus_registry.domain.area import Area
from lokus_registry.domain.camera import Camera
from lokus_registry.domain.imports.job import Import, RowError
from lokus_registry.domain.organisation import Organisation
from lokus_registry.domain.person import Person
from lokus_registry.domain.place import Site, Zone
from lokus_registry.domain.policy.scope import Scope

T = TypeVar("T")
Stored_contra = TypeVar("Stored_contra", contravariant=True)
Asked_co = TypeVar("Asked_co", covariant=True)

PIECE_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Claim:
    """A job to work on; `attempts` is how often its next batch was begun."""

    tenant: str
    key: str
    attempts: int


class Queue(Protocol):
    """The jobs of all tenants."""

    async def claim(self) -> Claim | None:
        """The job that is served next; None when none waits that nobody works on."""
        ...

    async def is_backed_up(self) -> bool:
        """Whether the bus is so far behind that it should not be given more now."""
        ...

    async def sweep(self) -> None:
        """End those whose sender is gone."""
        ...


class Jobs(Protocol):
    """The imports of a tenant."""

    async def find(self, key: str, lock: Lock = Lock.NONE) -> Import | None:
        """The job of that id."""
        ...

    async def read(self, window: Window, scope: Scope) -> Sequence[Import]:
        """Some of those that the scope covers, the newest first."""
        ...

    async def put(self, job: Import, *, new: bool) -> None:
        """Write it; one that has ended keeps no file."""
        ...

    async def waiting(self, organisation: str) -> int:
        """How many of an organisation's have not ended."""
        ...


class TakenJobs(Jobs, Protocol):
    """The same for who works on them."""

    async def take(self, key: str) -> Import | None:
        """The job, ours until the end; None when another works on it, or it has ended."""
        ...


class Bodies(Protocol):
    """The files as they came, sealed, and the errors of their rows."""

    async def append(self, key: str, number: int, piece: bytes) -> None:
        """Keep the next piece, of `PIECE_BYTES` unless it is the last; `number` counts them from 0."""
        ...

    async def read(self, key: str, offset: int, least_bytes: int) -> bytes:
        """What stands from there on: at least so much of it, if there is so much."""
        ...

    async def add_errors(self, key: str, errors: Sequence[RowError]) -> None:
        """Keep errors, as long as there are not too many."""
        ...

    async def errors(self, key: str, limit: int, after: int) -> Sequence[tuple[int, RowError]]:
        """Some of the errors with their numbers, in the order of the file."""
        ...


class BatchRegister(Register[T], Protocol):
    """A collection whose things are looked up and written many at a time."""

    async def load(self, keys: Collection[str], lock: Lock = Lock.NONE) -> Mapping[str, T]:
        """Look up many at once, so that `find` answers for each of them from memory."""
        ...


class BatchOrganisations(BatchRegister[Organisation], OrganisationRegister, Protocol):
    """The organisations, many at a time."""


class BatchHistory(CameraHistory, Protocol):
    """The versions of cameras, and where cameras stand, looked up for many at once."""

    async def load(self, keys: Collection[str]) -> None:
        """Look up the last versions of removed cameras."""
        ...

    async def load_zones(self, zones: Collection[str]) -> None:
        """Look up which zones, held for change, have cameras."""
        ...

    async def load_sites(self, sites: Collection[str]) -> None:
        """Look up which sites, held for change, have cameras."""
        ...


class BatchLives(LifeRegister, Protocol):
    """The lives of cameras, many at a time."""

    async def load(self, cameras: Collection[str]) -> None:
        """Look up the lives of cameras that there are."""
        ...


class BatchPrivacy(PrivacyHistory, Protocol):
    """The privacy changes of zones, many at a time."""

    async def load(self, zones: Collection[str]) -> None:
        """Look up how often zones changed."""
        ...


@dataclass(frozen=True, slots=True)
class BatchRegisters(Registers):
    """The registers of single things, in a form that looks up and writes many at a time."""

    organisations: BatchOrganisations
    areas: BatchRegister[Area]
    people: BatchRegister[Person]
    sites: BatchRegister[Site]
    zones: BatchRegister[Zone]
    cameras: BatchRegister[Camera]
    history: BatchHistory
    lives: BatchLives
    privacy: BatchPrivacy


@dataclass(slots=True)
class RowOutcome:
    """Whether a row changed anything; known when it has ended."""

    wrote: bool = False


class Attempt(Protocol):
    """What is written and told within it stays, unless it is a dry run: then it never was."""

    def __call__(self, *, dry_run: bool) -> AbstractAsyncContextManager[None]:
        """Begin one."""
        ...


class Batch(Protocol):
    """Many rows in one transaction."""

    @property
    def registers(self) -> BatchRegisters:
        """What the use cases work on; nothing is written before `flush`."""
        ...

    def row(self) -> AbstractContextManager[RowOutcome]:
        """One row: when it fails, it never was."""
        ...

    async def flush(self) -> None:
        """Write and tell all that the rows did."""
        ...


@dataclass(frozen=True, slots=True)
class JobRegisters:
    """What those who send imports, and look at them, work on."""

    jobs: Jobs
    bodies: Bodies


@dataclass(frozen=True, slots=True)
class ImportGeography(GeographyRegisters):
    """Areas and their boundaries, with a way back."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class ImportElections(ElectionRegisters):
    """Elections and their polling stations, with a way back."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class WorkRegisters:
    """What the worker works on."""

    jobs: TakenJobs
    bodies: Bodies
    batch: Batch
    elections: ImportElections
    geography: ImportGeography


BeginJobs = Callable[[str], AbstractAsyncContextManager[JobRegisters]]
BeginWork = Callable[[str], AbstractAsyncContextManager[WorkRegisters]]


class BadRowError(Exception):
    """A row breaks its schema; each fault is a member (None: the row) and what is wrong."""

    def __init__(self, faults: Sequence[tuple[str | None, str]]) -> None:
        super().__init__("; ".join(f"{member}: {what}" for member, what in faults))
        self.faults = faults


class Reader(Protocol[Stored_contra, Asked_co]):
    """The schema of a collection's rows: that of its PUT, and the id."""

    @property
    def members(self) -> frozenset[str]:
        """The names that a row may give."""
        ...

    def key(self, row: Mapping[str, Any]) -> str:
        """The id; BadRowError when it is none."""
        ...

    def asked(self, row: Mapping[str, Any]) -> Asked_co:
        """What the row asks for; BadRowError says what is wrong with it."""
        ...

    def row(self, stored: Stored_contra) -> dict[str, Any]:
        """The row that asks for what is there."""
        ...
