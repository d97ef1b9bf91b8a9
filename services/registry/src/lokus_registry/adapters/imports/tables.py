"""Collections of which much is known at once, and to which much is written at once."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, Generic, TypeVar, cast

from lokus_registry.adapters.imports.journal import Journal
from lokus_registry.adapters.register import TableRegister
from lokus_registry.application.ports import Lock, OrganisationRegister, Window
from lokus_registry.domain.organisation import Organisation
from lokus_registry.domain.policy.scope import Scope

T = TypeVar("T")

_STRENGTH: Final = {Lock.NONE: 0, Lock.KEEP: 1, Lock.CHANGE: 2}


class BatchTable(Generic[T]):
    """A collection of which much is known and to which much is yet to be written."""

    def __init__(self, table: TableRegister[T], journal: Journal) -> None:
        self._table = table
        self._journal = journal
        self._found: dict[str, T | None] = {}
        self._locked: dict[str, Lock] = {}
        self._unwritten: dict[str, bool] = {}

    async def load(self, keys: Collection[str], lock: Lock = Lock.NONE) -> Mapping[str, T]:
        """Look up those that are not known, or not held so."""
        missing = [key for key in dict.fromkeys(keys) if not self._knows(key, lock)]
        if missing:
            found = await self._table.find_many(missing, lock)
            self._found |= {key: found.get(key) for key in missing}
            self._locked |= dict.fromkeys(missing, lock)
        return {key: item for key in keys if (item := self._found[key]) is not None}

    async def find(self, key: str, lock: Lock = Lock.NONE) -> T | None:
        """From memory, as a rule."""
        if not self._knows(key, lock):
            await self.load([key], lock)
        return self._found[key]

    async def read(self, window: Window, scope: Scope) -> Sequence[T]:
        """Read what is written."""
        return await self._table.read(window, scope)

    async def put(self, item: T, *, new: bool) -> None:
        """Keep it for the end."""
        key: str = getattr(item, "id")  # noqa: B009 (every item has one, which T does not say)
        before, unwritten = self._found.get(key), self._unwritten.get(key)

        def undo() -> None:
            self._found[key] = before
            if unwritten is None:
                self._unwritten.pop(key, None)

        self._journal.undo.append(undo)
        self._found[key] = item
        self._unwritten.setdefault(key, new)

    async def remove(self, key: str) -> dict[str, int]:
        """Remove what is written."""
        return await self._table.remove(key)

    async def flush(self) -> None:
        """Write what was kept."""
        for new in (True, False):
            keys = [key for key, is_new in self._unwritten.items() if is_new is new]
            items = [item for key in keys if (item := self._found[key]) is not None]
            if items:
                await self._table.put_many(items, new=new)
        self._unwritten.clear()

    def _knows(self, key: str, lock: Lock) -> bool:
        if key in self._unwritten:
            return True
        return key in self._found and _STRENGTH[self._locked[key]] >= _STRENGTH[lock]


class BatchOrganisationTable(BatchTable[Organisation]):
    """The organisations, whose hierarchy PostgreSQL knows."""

    def __init__(self, table: OrganisationRegister, journal: Journal) -> None:
        super().__init__(cast("TableRegister[Organisation]", table), journal)
        self._hierarchy = table

    async def above(self, key: str) -> Sequence[str]:
        """Those above one, after what was kept is written."""
        await self.flush()
        return await self._hierarchy.above(key)
