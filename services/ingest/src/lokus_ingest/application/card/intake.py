"""Brings in what was ordered from a camera's card: finds the device, fetches, says why not.

One order at a time for each camera, for its card and its line are small. A device that cannot be asked now is
asked again a little later; what would fail again, and a wrong password above all, is refused at once. An
order that is done anew goes by the clock offset of the first time, so that it stores the same again.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final
from weakref import WeakValueDictionary

from lokus_ingest.application.card.devices import KnownDevices
from lokus_ingest.application.card.fetching import CardFetching, CardOrder, Fetched, read_by
from lokus_ingest.application.ports import Vault
from lokus_ingest.application.recording.late_footage import Footage
from lokus_ingest.application.recording.late_intake import Progress
from lokus_ingest.domain.address import Credentials
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_ingest.domain.recording.late import LateResult
from lokus_ingest.domain.recording.refusal import FootageRefused
from lokus_kit.clock import Clock
from lokus_proto.v1.camera import OnvifSource
from lokus_proto.v1.late_footage import LateCardOrder, LateFootageOrder, LateRefusal
from lokus_proto.v1.probe import ProbeReason
from lokus_proto.v1.recording import LateOrigin

PAUSES_SECONDS: Final = (10.0, 60.0)
"""Before the second and the third attempt."""
_MAY_PASS: Final = frozenset(
    {ProbeReason.UNREACHABLE, ProbeReason.REFUSED, ProbeReason.TIMED_OUT, ProbeReason.BUSY}
)


class CardIntake:
    """`footage` says how an order is kept."""

    def __init__(
        self,
        fetching: CardFetching,
        devices: KnownDevices,
        vault: Vault,
        footage: Callable[[str, LateFootageOrder], Footage],
        clock: Clock,
    ) -> None:
        self._fetching = fetching
        self._devices = devices
        self._vault = vault
        self._footage = footage
        self._clock = clock
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def bring(self, tenant: str, order: LateCardOrder, progress: Progress) -> LateResult:
        """What became of it; FootageRefused, or Unavailable: then the same order again, later."""
        footage, card = self._footage(tenant, order), order.card
        wanted = CardOrder(*self._device(tenant, order.camera), card.start, card.until, _ahead(order.origin))
        lock = self._locks.setdefault((tenant, order.camera), asyncio.Lock())
        async with lock:
            fetched = await self._fetch(wanted, footage, _Telling(order, progress))
        if not fetched.stored.segments:
            raise _nothing(fetched)
        return replace(fetched.stored, lacking=fetched.lacking)

    async def forget(self, tenant: str, order: LateCardOrder) -> None:
        """Nothing lies anywhere for an order of a card."""

    def _device(self, tenant: str, camera: str) -> tuple[OnvifSource, Credentials | None]:
        known = self._devices.of(tenant, camera)
        if known is None:
            raise FootageRefused(
                LateRefusal.SOURCE, "the camera's device is not known: name its ONVIF service in `onvif`"
            )
        sealed = known.sealed_credentials
        try:
            return known.onvif, None if sealed is None else self._vault.open(sealed)
        except SourceFailure as failure:
            raise FootageRefused(LateRefusal.SOURCE, failure.detail) from None

    async def _fetch(self, wanted: CardOrder, footage: Footage, telling: "_Telling") -> Fetched:
        for pause_seconds in (*PAUSES_SECONDS, None):
            try:
                return await self._fetching.fetch(wanted, footage, telling)
            except (DeviceFailure, SourceFailure) as failure:
                if pause_seconds is None or not _may_pass(failure):
                    raise FootageRefused(LateRefusal.SOURCE, _sentence(failure)) from None
                await self._clock.sleep(pause_seconds)
        raise AssertionError("the last attempt returns or is refused")


class _Telling:
    """Tells how far a fetch is, in per cent of the range."""

    def __init__(self, order: LateCardOrder, progress: Progress) -> None:
        self._order = order
        self._progress = progress

    async def __call__(self, fetched: Fetched) -> None:
        card = self._order.card
        reached = fetched.reached or card.start
        done = (reached - card.start) / (card.until - card.start)
        origin = read_by(self._order.origin, fetched.ahead)
        self._progress(min(99, max(0, int(100 * done))), fetched.stored, origin)


def _ahead(origin: LateOrigin) -> timedelta | None:
    """The offset that an earlier attempt went by; None if there was none."""
    return -timedelta(milliseconds=origin.clock_offset_milliseconds) if origin.clock_read else None


def _nothing(fetched: Fetched) -> FootageRefused:
    if fetched.stored.left_out:
        return FootageRefused(
            LateRefusal.TOO_OLD,
            "all that the card has of that time is older than recordings of this camera are kept",
        )
    return FootageRefused(LateRefusal.EMPTY, "the card holds nothing of that time")


def _may_pass(failure: DeviceFailure | SourceFailure) -> bool:
    return failure.reason in _MAY_PASS if isinstance(failure, DeviceFailure) else not failure.until_changed


def _sentence(failure: DeviceFailure | SourceFailure) -> str:
    return failure.sentence if isinstance(failure, DeviceFailure) else failure.detail
