"""The board of workers on NATS: a key-value bucket, where a key is gone four seconds after its last value."""

from collections.abc import Callable
from typing import Final

from lokus_ingest.application.ownership import Hear
from lokus_ingest.domain.workers.membership import Member
from lokus_kit.bus import Bus
from lokus_kit.follow import Kept, Start
from lokus_proto import subjects
from lokus_proto.jetstream import INGEST_WORKERS
from lokus_proto.v1.ingest_worker import IngestWorker

_DELETED: Final = {"KV-Operation": "DEL"}


class WorkerBoard:
    """The port `Board`."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def follow(self, hear: Hear, caught_up: Callable[[], None]) -> None:
        """Follow until cancelled; a deleted key comes as an empty value."""

        async def take(kept: Kept) -> None:
            worker = subjects.parse_ingest_worker(kept.subject)
            said = IngestWorker.model_validate_json(kept.payload) if kept.payload else None
            hear(worker, None if said is None else Member(said.weight, said.since, said.draining), kept.seq)

        await self._bus.follow(
            INGEST_WORKERS, [subjects.all_ingest_workers()], take, start=Start.latest(), caught_up=caught_up
        )

    async def say(self, worker: str, member: Member) -> None:
        """Put our value; nobody waits for the answer, for the next comes in a second."""
        said = IngestWorker(weight=member.weight, since=member.since, draining=member.draining)
        await self._bus.publish(subjects.ingest_worker(worker), said.model_dump_json().encode())

    async def leave(self, worker: str) -> None:
        """Delete our key."""
        await self._bus.publish(subjects.ingest_worker(worker), b"", _DELETED)
