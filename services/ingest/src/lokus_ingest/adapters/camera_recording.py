"""Puts together what records, in the order in which a picture travels to the store."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from lokus_ingest.adapters.card_replay import RtspReplays
from lokus_ingest.adapters.late.demuxing import ChildDemuxer
from lokus_ingest.adapters.late.parcels import BusParcels
from lokus_ingest.adapters.late.states import LateStates
from lokus_ingest.adapters.late.watched_folder import WatchedFolder
from lokus_ingest.adapters.metrics import SpoolMetrics
from lokus_ingest.adapters.recording.announcements import Announcements
from lokus_ingest.adapters.recording.footage import StoredFootage
from lokus_ingest.adapters.recording.late_bench import LateFolder
from lokus_ingest.adapters.recording.local_disks import watch_disks
from lokus_ingest.adapters.recording.object_store import SegmentStore, open_store
from lokus_ingest.adapters.recording.shelves import StoredHours
from lokus_ingest.adapters.recording.spool import DiskSpool
from lokus_ingest.application.approach import Approach
from lokus_ingest.application.card.fetching import CardFetching
from lokus_ingest.application.card.ports import Cards
from lokus_ingest.application.recording.drop_folder import DropFolder
from lokus_ingest.application.recording.expiry import Expiry
from lokus_ingest.application.recording.keeper import Keeper
from lokus_ingest.application.recording.late_footage import LateWriter
from lokus_ingest.application.recording.late_intake import LateIntake
from lokus_ingest.application.recording.policies import Policies
from lokus_ingest.application.recording.recorder import Recorder
from lokus_ingest.application.recording.recorders import Recorders
from lokus_ingest.application.recording.sweeper import Sweeper
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.recording.disk import Marks
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_kit.root import Root, Stage

_LOOK_SECONDS: Final = 0.1


class RecordingPart:
    """All of recording in one process; `recorders` makes each stream's, `footage` reads what is kept."""

    def __init__(
        self,
        url: str,
        spool: Path,
        segment_seconds: int,
        marks: Marks,
        policies: Policies,
        clock: Clock,
        tally: Tally,
    ) -> None:
        self._store = open_store(url)
        self.footage = StoredFootage(self._store)
        self._spool_folder = spool
        self._spool = DiskSpool(spool)
        self._late = LateFolder(spool / "late")
        self._segment_seconds = segment_seconds
        self._marks = marks
        self.recorders = Recorders(self._recorder)
        self._policies = policies
        self._clock = clock
        self._tally = tally

    def start(
        self,
        root: Root,
        bus: Bus,
        service: str,
        owns: Callable[[StreamKey], bool],
        heard_all: Callable[[], Awaitable[bool]],
    ) -> None:
        """Hang its tasks on the root, and give the spool up when all tasks have ended.

        `owns`, `heard_all`: see `Expiry`.
        """
        root.resources.callback(self._spool.stop)
        root.resources.callback(self._late.stop)
        told = Announcements(bus, service, self._clock)
        keeper = Keeper(self._spool, SegmentStore(self._store), told, self._clock, self._tally)
        root.task("keep segments", keeper.run())

        async def bring_away() -> None:
            """A spool may go with its machine: what is in it goes to the store first, if it can."""
            keeper.hurry()
            while self._spool.waiting_count:
                await self._clock.sleep(_LOOK_SECONDS)

        root.at_stop(Stage.QUEUES, "closed segments", bring_away, limit_seconds=10.0)
        watch = watch_disks(
            self._spool_folder,
            self._store,
            self._marks,
            self._spool.accept,
            root.health.condition("recordings"),
            self._tally,
        )
        shelves = StoredHours(self._store)
        sweeper = Sweeper(shelves, self._policies, heard_all, watch, self._clock, self._tally)
        root.task("sweep recordings", sweeper.run())
        expiry = Expiry(shelves, self._policies, owns, heard_all, self._clock, self._tally)
        root.task("expire recordings", expiry.run())
        root.task("stray recordings", expiry.run_strays())

    def late(self, bus: Bus, service: str) -> LateIntake:
        """What stores late footage."""
        writer = self._late_writer(bus, service)
        return LateIntake(writer, self._policies, BusParcels(bus), ChildDemuxer(), self._late.bench)

    def drop_folder(self, folder: Path, late: LateIntake, states: LateStates) -> DropFolder:
        """What stores what is laid into a folder."""
        watched, bench = WatchedFolder(folder), self._late.bench
        return DropFolder(watched, late, self._policies, states, bench, self._clock)

    def metrics(self) -> SpoolMetrics:
        """What there is to tell of it."""
        spool = self._spool
        return SpoolMetrics(lambda: spool.waiting_count, spool.waiting_since, self._clock)

    def cards(
        self, cards: Cards, approach: Approach, bus: Bus, service: str, kilobits_per_second: int
    ) -> CardFetching:
        """What fetches from cameras' cards, each no faster than so."""
        return CardFetching(
            cards,
            RtspReplays(),
            approach,
            self._late_writer(bus, service),
            self._late.bench,
            self._clock,
            bytes_per_second=kilobits_per_second * 1000 // 8,
        )

    def _late_writer(self, bus: Bus, service: str) -> LateWriter:
        told, store = Announcements(bus, service, self._clock), SegmentStore(self._store)
        return LateWriter(store, told, self._clock, self._tally, segment_seconds=self._segment_seconds)

    def _recorder(self, key: StreamKey) -> Recorder:
        seconds = self._segment_seconds
        return Recorder(key, self._policies, self._spool, self._clock, self._tally, segment_seconds=seconds)
