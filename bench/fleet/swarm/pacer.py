"""Sends each picture when it is due: 25 a second for each camera, spread over the frame interval."""

from typing import Final

from bench.fleet.swarm.clip import FRAMES_PER_SECOND, GOP_PICTURES, Clip
from bench.fleet.swarm.numbered import PICTURE_TICKS, NumberedPictures
from bench.fleet.swarm.street import SLOTS, Street
from lokus_kit.clock import Clock

_SLOT_SECONDS: Final = 1 / FRAMES_PER_SECOND / SLOTS


class Pacer:
    """`run` is a task of the swarm; it never skips a slot: it is late, and `Street` says how late."""

    def __init__(self, street: Street, clip: Clip, clock: Clock) -> None:
        self._street = street
        self._pictures = {
            1: NumberedPictures(clip.pictures),
            GOP_PICTURES: NumberedPictures(clip.pictures[::GOP_PICTURES], GOP_PICTURES * PICTURE_TICKS),
        }
        self._clock = clock
        self._slot = 0

    def next_slot(self) -> int:
        """Which slot is served next, counted since the start."""
        return self._slot

    async def run(self) -> None:
        """Send until cancelled."""
        began_seconds = self._clock.monotonic_seconds()
        while True:
            due_seconds = began_seconds + self._slot * _SLOT_SECONDS
            wait_seconds = due_seconds - self._clock.monotonic_seconds()
            await self._clock.sleep(max(0.0, wait_seconds))
            late_seconds = self._clock.monotonic_seconds() - due_seconds
            self._street.latest_seconds = max(self._street.latest_seconds, late_seconds)
            self._send(*divmod(self._slot, SLOTS))
            self._slot += 1

    def _send(self, number: int, slot: int) -> None:
        street, pictures = self._street, self._pictures
        for player in street.players[slot]:
            place, rest = divmod(number + player.ahead, player.every)
            if rest or player.camera in street.stalled:
                continue
            street.due += 1
            if player.transport.get_write_buffer_size():  # the reader is slow: a camera has no room for more
                street.dropped += 1
                continue
            picture = pictures[player.every].at(place)
            player.transport.write(picture)
            street.sent_bytes += len(picture)
