"""Registers for many rows in one transaction, before which the use cases of single things work unchanged.

What they look up was loaded for all rows at once, locked in the house's order; what they write is kept
and goes out at the end, a statement for each collection. A row that fails is undone in memory.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

from lokus_identity.caller import Caller
from lokus_kit.errors import LokusError
from lokus_proto.envelope import Message
from lokus_proto.v1.records_changed import Change
from lokus_registry.adapters.announcer import OutboxAnnouncer
from lokus_registry.adapters.cameras import CameraTable
from lokus_registry.adapters.imports.camera_parts import BatchHistory, BatchLives, BatchPrivacy
from lokus_registry.adapters.imports.journal import Journal, drop, drop_last
from lokus_registry.adapters.imports.tables import BatchOrganisationTable, BatchTable
from lokus_registry.adapters.life.lives import LifeTable
from lokus_registry.adapters.transactions import Work
from lokus_registry.adapters.zone_privacy import PrivacyTable
from lokus_registry.application.imports.ports import BatchRegisters, RowOutcome
from lokus_registry.application.ports import Registers


class BatchAnnouncer:
    """What is told at the end; of the change feed, each thing once."""

    def __init__(self, announcer: OutboxAnnouncer, journal: Journal) -> None:
        self._announcer = announcer
        self._journal = journal
        self._messages: list[tuple[Message, str]] = []
        self._changes: dict[tuple[Caller, str, Change], dict[str, None]] = {}
        self.count = 0

    async def announce(self, message: Message, camera: str) -> None:
        """Keep a camera's record or source for the end."""
        self._messages.append((message, camera))
        self._journal.undo.append(lambda: drop_last(self._messages))

    async def changed(
        self, caller: Caller, collection: str, ids: Sequence[str], change: Change = Change.WRITTEN
    ) -> None:
        """Keep for the end that these were written or removed."""
        about = self._changes.setdefault((caller, collection, change), {})
        new = [key for key in ids if key not in about]
        about |= dict.fromkeys(ids)
        self._journal.undo.append(lambda: drop(about, new))
        self.count += 1

    async def flush(self) -> None:
        """Tell it."""
        await self._announcer.announce_many(self._messages)
        for (caller, collection, change), ids in self._changes.items():
            await self._announcer.changed(caller, collection, list(ids), change)
        self._messages.clear()
        self._changes.clear()


class Batch:
    """One transaction's registers for many rows."""

    def __init__(self, single: Registers, work: Work) -> None:
        """`single` are the registers of the same transaction for single things."""
        journal = self._journal = Journal()
        self._announcer = BatchAnnouncer(work.announcer, journal)
        many: dict[str, BatchTable[Any]] = {
            "organisations": BatchOrganisationTable(single.organisations, journal)
        }
        for name in ("areas", "people", "sites", "zones", "cameras"):
            many[name] = BatchTable(getattr(single, name), journal)
        lives = BatchLives(LifeTable(work.session, work.tenant), journal)
        privacy = BatchPrivacy(PrivacyTable(work.session, work.tenant, work.announcer), journal)
        history = BatchHistory(CameraTable(work.session, work.tenant), self._write)
        self._kept: list[BatchTable[Any] | BatchLives | BatchPrivacy] = [*many.values(), lives, privacy]
        others: dict[str, Any] = {each.name: getattr(single, each.name) for each in fields(single)}
        mine = {"history": history, "lives": lives, "privacy": privacy, "announcer": self._announcer}
        self.registers = BatchRegisters(**others | many | mine)

    @contextmanager
    def row(self) -> Iterator[RowOutcome]:
        """One row: whatever it did is undone when it fails."""
        before = self._announcer.count
        outcome = RowOutcome()
        try:
            yield outcome
        except LokusError:
            self._journal.revert()
            raise
        outcome.wrote = self._announcer.count > before
        self._journal.forget()

    async def flush(self) -> None:
        """Write and tell all that the rows did."""
        await self._write()
        await self._announcer.flush()

    async def _write(self) -> None:
        for kept in self._kept:  # in the order in which they refer to each other
            await kept.flush()
