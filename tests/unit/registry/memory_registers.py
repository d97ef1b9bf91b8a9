"""The registers in memory, for tests of the use cases: they roll back, refuse and count as the real ones.

`tests/integration/registry/test_registers.py` holds this fake and PostgreSQL to the same sentences.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from lokus_identity.caller import Caller
from lokus_kit.errors import Conflict
from lokus_proto.envelope import Message
from lokus_proto.v1.records_changed import Change
from lokus_registry.application.ports import Lock, Registers, Window
from lokus_registry.domain.announcement import PlacedCamera
from lokus_registry.domain.area import Area, lineage
from lokus_registry.domain.camera import Camera
from lokus_registry.domain.file import File
from lokus_registry.domain.life.life import Life, LifeChange
from lokus_registry.domain.organisation import Organisation
from lokus_registry.domain.person import Person
from lokus_registry.domain.place import PrivacyChange, Site, Zone
from lokus_registry.domain.policy.scope import Scope

T = TypeVar("T")


@dataclass
class _Tenant:
    organisations: dict[str, Organisation] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    zones: dict[str, Zone] = field(default_factory=dict)
    cameras: dict[str, Camera] = field(default_factory=dict)
    privacy: list[PrivacyChange] = field(default_factory=list)
    files: dict[tuple[str, str], File] = field(default_factory=dict)
    voting: dict[str, str] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    lives: dict[str, Life] = field(default_factory=dict)
    life_changes: list[LifeChange] = field(default_factory=list)

    def placed(self, camera: Camera) -> PlacedCamera:
        zone = self.zones[camera.zone]
        return PlacedCamera(camera, zone, self.sites[zone.site], self.lives[camera.id])


def _refers(member: Any, key: str) -> bool:
    return key in member if isinstance(member, tuple) else member == key


def _matches(item: Any, member: str, value: Any) -> bool:
    found = getattr(item, member)
    match member:
        case "name":
            return str(value).casefold() in found.casefold()
        case "area":
            return value in lineage(found)
        case _:
            return bool(found == value)


class _Register(Generic[T]):
    def __init__(
        self,
        items: dict[str, Any],
        covered: Callable[[T, Scope], bool],
        referrers: dict[str, tuple[dict[str, Any], str]],
    ) -> None:
        self._items = items
        self._covered = covered
        self._referrers = referrers

    async def find(self, key: str, lock: Lock = Lock.NONE) -> T | None:
        return self._items.get(key)

    async def read(self, window: Window, scope: Scope) -> Sequence[T]:
        items = [self._items[key] for key in sorted(self._items) if key > window.after]
        wanted = [item for item in items if all(_matches(item, *pair) for pair in window.wanted.items())]
        return [item for item in wanted if self._covered(item, scope)][: window.limit]

    async def put(self, item: T, *, new: bool) -> None:
        key = item.id  # type: ignore[attr-defined]
        if new and key in self._items:
            raise Conflict("created at the same moment")
        self._items[key] = item

    async def remove(self, key: str) -> dict[str, int]:
        counts = {
            name: sum(_refers(getattr(item, member), key) for item in items.values())
            for name, (items, member) in self._referrers.items()
        }
        in_use = {name: count for name, count in counts.items() if count}
        if not in_use:
            self._items.pop(key, None)
        return in_use


class _Organisations(_Register[Organisation]):
    def __init__(self, tenant: _Tenant) -> None:
        referrers: dict[str, tuple[dict[str, Any], str]] = {
            "organisations": (tenant.organisations, "parent"),
            "people": (tenant.people, "organisation"),
            "sites": (tenant.sites, "owner"),
            "cameras": (tenant.cameras, "vendor"),
        }
        super().__init__(tenant.organisations, lambda _, scope: scope.everything, referrers)

    async def above(self, key: str) -> Sequence[str]:
        found: list[str] = []
        at = self._items.get(key)
        while at is not None and at.parent is not None and at.parent not in found:
            found.append(at.parent)
            at = self._items.get(at.parent)
        return found


class _Cameras(_Register[Camera]):
    def __init__(self, tenant: _Tenant) -> None:
        def covered(camera: Camera, scope: Scope) -> bool:
            return scope.covers(tenant.sites[tenant.zones[camera.zone].site].owner, camera.vendor)

        super().__init__(tenant.cameras, covered, {})
        self._tenant = tenant

    async def put(self, item: Camera, *, new: bool) -> None:
        self._tenant.removed.pop(item.id, None)
        await super().put(item, new=new)

    async def remove(self, key: str) -> dict[str, int]:
        self._tenant.removed[key] = self._tenant.cameras[key].version + 1
        self._tenant.lives.pop(key, None)
        return await super().remove(key)

    async def last_version(self, key: str) -> int:
        return self._tenant.removed.get(key, 0)

    async def renumber_zone(self, zone: str) -> Sequence[PlacedCamera]:
        return self._renumber(lambda placed: placed.zone.id == zone)

    async def renumber_site(self, site: str) -> Sequence[PlacedCamera]:
        return self._renumber(lambda placed: placed.site.id == site)

    def _renumber(self, chosen: Callable[[PlacedCamera], bool]) -> Sequence[PlacedCamera]:
        cameras = self._tenant.cameras
        keys = [key for key in sorted(cameras) if chosen(self._tenant.placed(cameras[key]))]
        for key in keys:
            cameras[key] = replace(cameras[key], version=cameras[key].version + 1)
        return [self._tenant.placed(cameras[key]) for key in keys]


class _Lives:
    def __init__(self, tenant: _Tenant) -> None:
        self._lives = tenant.lives
        self._changes = tenant.life_changes

    async def get(self, camera: str) -> Life:
        return self._lives[camera]

    async def get_many(self, cameras: Collection[str]) -> Mapping[str, Life]:
        return {key: life for key, life in self._lives.items() if key in cameras}

    async def put(self, life: Life) -> None:
        self._lives[life.camera] = life

    async def tell(self, change: LifeChange) -> None:
        self._changes.append(change)

    async def history(self, camera: str, limit: int) -> Sequence[LifeChange]:
        return [change for change in reversed(self._changes) if change.camera == camera][:limit]


class _Privacy:
    def __init__(self, changes: list[PrivacyChange]) -> None:
        self._changes = changes

    async def last(self, zone: str) -> int:
        return max((change.number for change in self._changes if change.zone == zone), default=0)

    async def add(self, change: PrivacyChange) -> None:
        self._changes.append(change)

    async def read(self, zone: str, limit: int, after: int, scope: Scope) -> Sequence[PrivacyChange]:
        behind = [change for change in self._changes if change.zone == zone and change.number > after]
        return [change for change in behind if scope.covers(change.organisation)][:limit]


class _Voting:
    def __init__(self, voting: dict[str, str]) -> None:
        self._voting = voting

    async def at(self, site: str) -> str | None:
        return self._voting.get(site)


class _Files:
    def __init__(self, files: dict[tuple[str, str], File]) -> None:
        self._files = files

    async def exists(self, sha256: str, organisation: str) -> bool:
        return (organisation, sha256) in self._files

    async def open(self, sha256: str) -> File | None:
        return next((file for (_, key), file in self._files.items() if key == sha256), None)


class _Announcer:
    def __init__(self) -> None:
        self.told: list[Message] = []

        self.changes: list[tuple[str, Change, str]] = []

    async def announce(self, message: Message, camera: str) -> None:
        self.told.append(message)

    async def changed(
        self, caller: Caller, collection: str, ids: Sequence[str], change: Change = Change.WRITTEN
    ) -> None:
        self.changes += [(collection, change, key) for key in ids]


class MemoryRegistry:
    """All tenants; `told` and `changes` are from transactions that ended well, `begun` counts all."""

    def __init__(self) -> None:
        self._tenants: defaultdict[str, _Tenant] = defaultdict(_Tenant)
        self.told: list[Message] = []
        self.changes: list[tuple[str, Change, str]] = []
        self.begun = 0

    def life_changes(self, tenant: str) -> list[LifeChange]:
        """What the history of a tenant's cameras tells."""
        return list(self._tenants[tenant].life_changes)

    def vote_at(self, tenant: str, site: str, station: str) -> None:
        """A polling station, `<election>/<code>`, votes at a site."""
        self._tenants[tenant].voting[site] = station

    def put_file(self, tenant: str, organisation: str, file: File) -> None:
        """The organisation has put a file."""
        self._tenants[tenant].files[organisation, file.id] = file

    @asynccontextmanager
    async def begin(self, tenant: str) -> AsyncIterator[Registers]:
        self.begun += 1
        work, announcer = deepcopy(self._tenants[tenant]), _Announcer()
        yield _registers(work, announcer)
        self._tenants[tenant] = work
        self.told += announcer.told
        self.changes += announcer.changes


def _registers(tenant: _Tenant, announcer: _Announcer) -> Registers:
    cameras = _Cameras(tenant)
    sites, zones = tenant.sites, tenant.zones
    return Registers(
        organisations=_Organisations(tenant),
        areas=_Register(
            tenant.areas,
            lambda _, scope: scope.everything,
            {
                "areas": (tenant.areas, "parent"),
                "sites": (sites, "area"),
                "organisations": (tenant.organisations, "jurisdiction"),
            },
        ),
        people=_Register(
            tenant.people,
            lambda person, scope: scope.covers(person.organisation),
            {"sites": (sites, "contact")},
        ),
        sites=_Register(
            sites,
            lambda site, scope: scope.covers(site.owner),
            {"zones": (zones, "site"), "sites": (sites, "command_post")},
        ),
        voting=_Voting(tenant.voting),
        zones=_Register(
            zones,
            lambda zone, scope: scope.covers(sites[zone.site].owner),
            {"cameras": (tenant.cameras, "zone")},
        ),
        cameras=cameras,
        history=cameras,
        lives=_Lives(tenant),
        privacy=_Privacy(tenant.privacy),
        files=_Files(tenant.files),
        announcer=announcer,
    )
