"""What stands around cameras and zones (versions, lives, privacy), looked up and written many at a time."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import partial

from lokus_registry.adapters.cameras import CameraTable
from lokus_registry.adapters.imports.journal import Journal, drop_last, restore
from lokus_registry.adapters.life.lives import LifeTable
from lokus_registry.adapters.zone_privacy import PrivacyTable
from lokus_registry.domain.announcement import PlacedCamera
from lokus_registry.domain.life.life import Life, LifeChange
from lokus_registry.domain.place import PrivacyChange
from lokus_registry.domain.policy.scope import Scope


class BatchHistory:
    """The versions of cameras, and where cameras stand, looked up for many at once."""

    def __init__(self, cameras: CameraTable, flush: Callable[[], Awaitable[None]]) -> None:
        self._cameras = cameras
        self._flush = flush
        self._versions: dict[str, int] = {}
        self._known: set[str] = set()
        self._empty: set[tuple[str, str]] = set()

    async def load(self, keys: Collection[str]) -> None:
        """Look up the last versions of removed cameras."""
        self._versions |= await self._cameras.last_versions(keys)
        self._known |= set(keys)

    async def load_zones(self, zones: Collection[str]) -> None:
        """Look up which zones, held for change, have cameras."""
        occupied = await self._cameras.occupied_zones(zones)
        self._empty |= {("zone", zone) for zone in zones if zone not in occupied}

    async def load_sites(self, sites: Collection[str]) -> None:
        """Look up which sites, held for change, have cameras."""
        occupied = await self._cameras.occupied_sites(sites)
        self._empty |= {("site", site) for site in sites if site not in occupied}

    async def last_version(self, key: str) -> int:
        """From memory, as a rule."""
        if key not in self._known:
            await self.load([key])
        return self._versions.get(key, 0)

    async def renumber_zone(self, zone: str) -> Sequence[PlacedCamera]:
        """Count up, after what was kept is written, so that the cameras are seen as they now stand."""
        if ("zone", zone) in self._empty:
            return ()
        await self._flush()
        return await self._cameras.renumber_zone(zone)

    async def renumber_site(self, site: str) -> Sequence[PlacedCamera]:
        """The same for all zones of a site."""
        if ("site", site) in self._empty:
            return ()
        await self._flush()
        return await self._cameras.renumber_site(site)


class BatchLives:
    """The lives of cameras, many at a time."""

    def __init__(self, lives: LifeTable, journal: Journal) -> None:
        self._lives = lives
        self._journal = journal
        self._found: dict[str, Life] = {}
        self._unwritten: dict[str, Life] = {}
        self._untold: list[LifeChange] = []

    async def load(self, cameras: Collection[str]) -> None:
        """Look up the lives of cameras that there are."""
        self._found |= await self._lives.get_many(cameras)

    async def get(self, camera: str) -> Life:
        """From memory, as a rule."""
        if camera not in self._found:
            self._found[camera] = await self._lives.get(camera)
        return self._found[camera]

    async def get_many(self, cameras: Collection[str]) -> Mapping[str, Life]:
        """The same for many."""
        return {camera: await self.get(camera) for camera in cameras}

    async def put(self, life: Life) -> None:
        """Keep it for the end."""
        for known in (self._found, self._unwritten):
            self._journal.undo.append(partial(restore, known, life.camera, known.get(life.camera)))
            known[life.camera] = life

    async def tell(self, change: LifeChange) -> None:
        """Keep it for the end."""
        self._untold.append(change)
        self._journal.undo.append(lambda: drop_last(self._untold))

    async def flush(self) -> None:
        """Write what was kept."""
        if self._unwritten:
            await self._lives.put_many(list(self._unwritten.values()))
        if self._untold:
            await self._lives.tell_many(self._untold)
        self._unwritten.clear()
        self._untold.clear()


class BatchPrivacy:
    """The privacy changes of zones, many at a time."""

    def __init__(self, privacy: PrivacyTable, journal: Journal) -> None:
        self._privacy = privacy
        self._journal = journal
        self._last: dict[str, int] = {}
        self._unwritten: list[PrivacyChange] = []

    async def load(self, zones: Collection[str]) -> None:
        """Look up how often zones changed."""
        self._last |= dict.fromkeys(zones, 0) | dict(await self._privacy.last_of(zones))

    async def last(self, zone: str) -> int:
        """From memory, as a rule."""
        if zone not in self._last:
            await self.load([zone])
        return self._last[zone]

    async def add(self, change: PrivacyChange) -> None:
        """Keep it for the end."""
        self._journal.undo.append(partial(restore, self._last, change.zone, self._last.get(change.zone)))
        self._last[change.zone] = change.number
        self._unwritten.append(change)
        self._journal.undo.append(lambda: drop_last(self._unwritten))

    async def read(self, zone: str, limit: int, after: int, scope: Scope) -> Sequence[PrivacyChange]:
        """Read what is written."""
        return await self._privacy.read(zone, limit, after, scope)

    async def flush(self) -> None:
        """Write and tell what was kept."""
        if self._unwritten:
            await self._privacy.add_many(self._unwritten)
        self._unwritten.clear()
