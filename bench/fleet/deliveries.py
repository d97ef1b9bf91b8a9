"""What ingest says of each camera, with the moment at which it was heard."""

from dataclasses import dataclass

from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_kit.follow import Kept, Start
from lokus_proto import jetstream, subjects
from lokus_proto.envelope import open_envelope
from lokus_proto.v1.stream_state import Phase, StreamState


@dataclass(frozen=True, slots=True)
class Heard:
    """One state of one camera."""

    at_seconds: float
    phase: Phase
    run: int | None


class Deliveries:
    """`run` is a task of the town; only changes of phase and run are kept."""

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus = bus
        self._clock = clock
        self._heard: dict[int, list[Heard]] = {}

    async def run(self) -> None:
        """Listen until cancelled."""
        await self._bus.follow(
            jetstream.STATE, subjects.all_stream_states(), self._take, start=Start.latest()
        )

    def all(self) -> list[tuple[int, list[Heard]]]:
        """All that was heard of each camera."""
        return list(self._heard.items())

    def delivering(self) -> set[int]:
        """The cameras that are said to deliver now."""
        return {camera for camera, heard in self._heard.items() if heard[-1].phase is Phase.DELIVERING}

    def first_after(self, camera: int, after_seconds: float) -> float | None:
        """When a camera was first said to deliver a new run after a moment; None: not yet."""
        heard = self._heard.get(camera, [])
        old = {each.run for each in heard if each.at_seconds < after_seconds}
        return next(
            (
                each.at_seconds
                for each in heard
                if each.at_seconds >= after_seconds and each.phase is Phase.DELIVERING and each.run not in old
            ),
            None,
        )

    async def _take(self, kept: Kept) -> None:
        state = open_envelope(kept.payload, StreamState).data
        heard = self._heard.setdefault(int(state.camera.removeprefix("cam-")), [])
        if not heard or (heard[-1].phase, heard[-1].run) != (state.phase, state.run):
            heard.append(Heard(self._clock.monotonic_seconds(), state.phase, state.run))
