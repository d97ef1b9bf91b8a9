"""What a reader takes of the machine while the swarm plays: CPU from /proc, memory as PSS, pictures lost."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bench.fleet.swarm.clip import FRAMES_PER_SECOND
from bench.fleet.swarm_process import Swarm
from lokus_kit.clock import SystemClock
from lokus_local.status.usage import Process, cpu_seconds, family, memory_bytes, process_table

_POLL_SECONDS = 0.2
_clock = SystemClock()


@dataclass(frozen=True, slots=True)
class Observed:
    """A window of time. `due`: pictures that the cameras had; `taken`: those that the reader counted."""

    cameras: int
    seconds: float
    reader_cpu_seconds: float
    swarm_cpu_seconds: float
    pss_bytes: int
    due: int
    taken: int
    late_ms: float

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds of the reader for each camera and second."""
        return self.reader_cpu_seconds * 1000 / self.seconds / self.cameras

    @property
    def cameras_per_core(self) -> float:
        """How many cameras a whole core would serve at this cost."""
        return 1000 / self.cpu_ms

    @property
    def lost_percent(self) -> float:
        """The share of the pictures due that was not taken; counting makes it uncertain by 0.05."""
        return max(0.0, 100 * (1 - self.taken / self.due))

    def how(self) -> str:
        """Say what a figure's reader needs to know."""
        reader, swarm = self.reader_cpu_seconds / self.seconds, self.swarm_cpu_seconds / self.seconds
        return (
            f"{self.cameras} cameras, {self.seconds:.0f} s; reader {reader:.2f} cores, "
            f"swarm {swarm:.2f}, at most {self.late_ms:.0f} ms late"
        )


async def observe(
    swarm: Swarm,
    pids: Sequence[int],
    cameras: int,
    window_seconds: float,
    count_taken: Callable[[], Awaitable[int]] | None = None,
) -> Observed:
    """Watch the readers `pids` and their children, which pull so many cameras.

    A camera has pictures at all times: a session that breaks off loses those that it would have sent.
    Without `count_taken`, what the reader counts, a picture counts as taken when the reader's side of the
    connection had room for it.
    """

    async def count_at_the_swarm() -> int:
        return swarm.count().taken

    count = count_taken or count_at_the_swarm
    await count()  # the first time takes longer
    before = await _counted(count)
    table, began_seconds = process_table(), _clock.monotonic_seconds()
    readers_before, swarm_before = _used(pids, table), cpu_seconds([swarm.pid], table)
    await _clock.sleep(window_seconds)
    table, ended_seconds = process_table(), _clock.monotonic_seconds()
    after = await _counted(count)
    return Observed(
        cameras=cameras,
        seconds=ended_seconds - began_seconds,
        reader_cpu_seconds=_used(pids, table) - readers_before,
        swarm_cpu_seconds=cpu_seconds([swarm.pid], table) - swarm_before,
        pss_bytes=pss_bytes(pids),
        due=round(cameras * FRAMES_PER_SECOND * (after.at_seconds - before.at_seconds)),
        taken=after.pictures - before.pictures,
        late_ms=swarm.count().late_ms,
    )


class _Counted(NamedTuple):
    pictures: int
    at_seconds: float


async def _counted(count: Callable[[], Awaitable[int]]) -> _Counted:
    """Count; the moment is the middle of the time that it took."""
    asked_seconds = _clock.monotonic_seconds()
    pictures = await count()
    return _Counted(pictures, (asked_seconds + _clock.monotonic_seconds()) / 2)


async def until(reached: Callable[[], bool], limit_seconds: float, what: str) -> float:
    """Wait for it; return how many seconds. TimeoutError says what did not come."""
    began_seconds = _clock.monotonic_seconds()
    while not reached():
        if _clock.monotonic_seconds() - began_seconds > limit_seconds:
            raise TimeoutError(f"not within {limit_seconds:g} s: {what}")
        await _clock.sleep(_POLL_SECONDS)
    return _clock.monotonic_seconds() - began_seconds


def pss_bytes(pids: Sequence[int]) -> int:
    """Return the memory of processes and their children."""
    table = process_table()
    return memory_bytes([member for pid in pids for member in family(pid, table)]) or 0


def _used(pids: Sequence[int], table: dict[int, Process]) -> float:
    return sum(cpu_seconds(family(pid, table), table) for pid in pids)
