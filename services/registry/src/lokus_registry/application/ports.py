"""What the use cases want of the outside.

`Begin` opens a transaction of one tenant and yields its `Registers`; nothing in them can see another
tenant, and nothing is written or announced unless the block ends well.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any, Protocol, TypeVar

from lokus_identity.caller import Caller
from lokus_proto.envelope import Message
from lokus_proto.v1.records_changed import Change
from lokus_registry.domain.announcement import PlacedCamera
from lokus_registry.domain.area import Area
from lokus_registry.domain.camera import Camera, Credentials
from lokus_registry.domain.camera_filter import CameraFilter, ListedCamera
from lokus_registry.domain.file import File, FileReceipt
from lokus_registry.domain.life.life import Life, LifeChange
from lokus_registry.domain.organisation import Organisation
from lokus_registry.domain.person import Person
from lokus_registry.domain.place import PrivacyChange, Site, Zone
from lokus_registry.domain.policy.scope import Scope

T = TypeVar("T")


class Lock(Enum):
    """What others may do to a found thing until our transaction ends."""

    NONE = "none"
    KEEP = "keep"
    """Nobody changes it."""
    CHANGE = "change"
    """Nobody but us changes it, or has it kept."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a collection in the order of ids: at most `limit` behind the id `after`.

    `wanted` are members and what they shall be: a `name` holds the text in any case, an `area` is that area
    or one within it, and anything else is equal.
    """

    limit: int
    after: str = ""
    wanted: Mapping[str, Any] = field(default_factory=dict)

    def narrowed(self, **wanted: Any) -> "Window":
        """The same, of things whose members are as wanted; None wants nothing."""
        given = {member: value for member, value in wanted.items() if value is not None}
        return replace(self, wanted={**self.wanted, **given})


class Register(Protocol[T]):
    """One collection."""

    async def find(self, key: str, lock: Lock = Lock.NONE) -> T | None:
        """The thing of that id."""
        ...

    async def read(self, window: Window, scope: Scope) -> Sequence[T]:
        """A part of what the scope covers."""
        ...

    async def put(self, item: T, *, new: bool) -> None:
        """Write it; Conflict when a new one is there already."""
        ...

    async def remove(self, key: str) -> dict[str, int]:
        """Remove it, unless others refer to it: then return how many do, by collection."""
        ...


class OrganisationRegister(Register[Organisation], Protocol):
    """The organisations, and how they stand above each other."""

    async def above(self, key: str) -> Sequence[str]:
        """Those above one; until the end of the transaction nobody else changes who stands above whom."""
        ...


class FileStore(Protocol):
    """The files of a tenant, for parts whose records refer to them."""

    async def exists(self, sha256: str, organisation: str) -> bool:
        """Tell whether the organisation has put a file of that hash."""
        ...

    async def open(self, sha256: str) -> File | None:
        """The file of that hash, whoever has put it: check first who may read what refers to it."""
        ...


class FileIntake(FileStore, Protocol):
    """The same, for those who put them."""

    async def put(self, file: File, caller: Caller, at: datetime) -> tuple[FileReceipt, bool]:
        """Keep it; True when it is new to the caller's organisation."""
        ...


class CameraHistory(Protocol):
    """The versions of cameras, and what a change around them does to them."""

    async def last_version(self, key: str) -> int:
        """The last version of a removed camera of that id; 0 when there never was one."""
        ...

    async def renumber_zone(self, zone: str) -> Sequence[PlacedCamera]:
        """Count up the versions of a zone's cameras, and return these as they are now."""
        ...

    async def renumber_site(self, site: str) -> Sequence[PlacedCamera]:
        """The same for all zones of a site."""
        ...


class LifeRegister(Protocol):
    """The lives of cameras; every camera has one, which is written after the camera and goes with it."""

    async def get(self, camera: str) -> Life:
        """The life of a camera that there is."""
        ...

    async def get_many(self, cameras: Collection[str]) -> Mapping[str, Life]:
        """The same for many."""
        ...

    async def put(self, life: Life) -> None:
        """Write it, new or not."""
        ...

    async def tell(self, change: LifeChange) -> None:
        """Add to the history."""
        ...


class Voting(Protocol):
    """Where polling stations vote, of all elections."""

    async def at(self, site: str) -> str | None:
        """One that votes at a site, as `<election>/<code>`. While we hold the site, no other comes to it."""
        ...


class PrivacyHistory(Protocol):
    """Who made which zone private or shareable; what was added never changes."""

    async def last(self, zone: str) -> int:
        """The number of a zone's last change; 0 when there was none."""
        ...

    async def add(self, change: PrivacyChange) -> None:
        """Keep a change, and tell it to the plane `audit` once the transaction has committed."""
        ...

    async def read(self, zone: str, limit: int, after: int, scope: Scope) -> Sequence[PrivacyChange]:
        """Some changes of a zone behind the number `after`, made by those in the scope."""
        ...


class Announcer(Protocol):
    """Tells the bus what a transaction changed, once it has committed."""

    async def announce(self, message: Message, camera: str) -> None:
        """Add a camera's record or source to what the transaction tells."""
        ...

    async def changed(
        self, caller: Caller, collection: str, ids: Sequence[str], change: Change = Change.WRITTEN
    ) -> None:
        """Add to the change feed that the caller wrote or removed these things of a collection."""
        ...


@dataclass(frozen=True, slots=True)
class Registers:
    """All that one transaction of one tenant may read and write."""

    organisations: OrganisationRegister
    areas: Register[Area]
    people: Register[Person]
    sites: Register[Site]
    voting: Voting
    zones: Register[Zone]
    cameras: Register[Camera]
    history: CameraHistory
    lives: LifeRegister
    privacy: PrivacyHistory
    files: FileStore
    announcer: Announcer


Begin = Callable[[str], AbstractAsyncContextManager[Registers]]
"""Open a transaction of the tenant; it commits when the block ends well."""


class CameraList(Protocol):
    """The cameras of a tenant as a list to choose from."""

    async def search(self, window: Window, scope: Scope, wanted: CameraFilter) -> Sequence[ListedCamera]:
        """A part of what the scope covers and the filter lets pass."""
        ...


BeginCameraList = Callable[[str], AbstractAsyncContextManager[CameraList]]
"""Open a transaction of the tenant that reads the list."""


class Safe(Protocol):
    """Seals credentials so that only the registry and ingest can read them."""

    def seal(self, credentials: Credentials) -> str:
        """Return the sealed text."""
        ...

    def holds(self, sealed: str, credentials: Credentials) -> bool:
        """Tell whether `sealed` is these credentials."""
        ...


class Plane(Protocol):
    """The kept plane on which cameras are announced."""

    async def life(self) -> str:
        """Name its present life: another one means that what it kept is lost. Unavailable if away."""
        ...


class Archive(Protocol):
    """All cameras of all tenants, for telling them again."""

    async def has_told(self, life: str) -> bool:
        """Tell whether this life of the plane has heard of every camera."""
        ...

    async def tell_behind(self, place: tuple[str, str]) -> tuple[str, str] | None:
        """Announce some cameras behind (tenant, camera); return the last one, None when none are left."""
        ...

    async def remember(self, life: str) -> None:
        """This life has now heard of every camera."""
        ...
