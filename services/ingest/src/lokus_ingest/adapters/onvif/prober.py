"""Looks at a device: what it is, what it offers, what to pull from it.

A wrong password ends the probe at once, so that nobody is locked out; any other part that fails is
left out of the report and named in its notes.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from lokus_ingest.adapters.onvif.card import has_card, summary
from lokus_ingest.adapters.onvif.opening import open_device
from lokus_ingest.adapters.onvif.reading import number, part, reading, text, whole_number
from lokus_ingest.domain.address import Credentials
from lokus_ingest.domain.onvif.choosing import choose
from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_ingest.domain.onvif.target import Target, target_of
from lokus_ingest.domain.onvif.topics import kinds
from lokus_kit.clock import Clock
from lokus_proto.v1.event import EventKind
from lokus_proto.v1.probe import Encoder, ProbedMask, ProbedProfile, ProbeReason, ProbeReport

if TYPE_CHECKING:
    from lokus_ingest.adapters.onvif.device import Device
    from lokus_ingest.adapters.onvif.media2 import Media2

log = logging.getLogger(__name__)

PROBE_SECONDS: Final = 40.0
MAX_PROFILES: Final = 16
_STREAM: Final = {"Stream": "RTP-Unicast", "Transport": {"Protocol": "RTSP"}}
Admit = Callable[[str], Awaitable[str]]
T = TypeVar("T")


class Prober:
    """`admit` gives the address of a host if it may be connected to, else raises DeviceFailure."""

    def __init__(self, admit: Admit, clock: Clock) -> None:
        self._admit = admit
        self._clock = clock

    async def probe(self, address: str, credentials: Credentials | None) -> ProbeReport:
        """What is found at an address; DeviceFailure if that is nothing."""
        target = target_of(address)
        reached = target.at(await self._admit(target.host))
        try:
            async with (
                asyncio.timeout(PROBE_SECONDS),
                open_device(reached, credentials, self._clock) as device,
            ):
                return await _Look(device, target).report()
        except TimeoutError:
            raise DeviceFailure(
                ProbeReason.TIMED_OUT, f"the device did not tell all within {PROBE_SECONDS:.0f} s"
            ) from None


class _Look:
    """One look at one device; `target` is how people call it."""

    def __init__(self, device: "Device", target: Target) -> None:
        self._device = device
        self._target = target
        self._notes: list[str] = []

    async def report(self) -> ProbeReport:
        device = self._device
        facts = await self._optional(lambda: device.call("devicemgmt", "GetDeviceInformation"))
        profiles = await self._profiles()
        main, sub = choose(profiles)
        offset = device.clock_offset
        return ProbeReport(
            manufacturer=text(facts, "Manufacturer"),
            model=text(facts, "Model"),
            firmware=text(facts, "FirmwareVersion"),
            serial=text(facts, "SerialNumber"),
            device_url=self._target.url,
            clock_offset_seconds=None if offset is None else round(offset.total_seconds(), 1),
            profiles=profiles,
            main=main,
            sub=sub,
            masks=await self._masks(),
            events=await self._events(),
            ptz=device.offers("ptz"),
            card=await self._optional(lambda: summary(device)) if has_card(device) else None,
            notes=tuple(self._notes),
        )

    async def _profiles(self) -> tuple[ProbedProfile, ...]:
        newer = self._device.media2()
        found = None if newer is None else await self._optional(newer.profiles)
        if newer is None or not found:
            return await self._older_profiles()
        return tuple([await self._newer_profile(newer, *each) for each in found[:MAX_PROFILES]])

    async def _newer_profile(
        self, newer: "Media2", token: str, name: str, encoder: Encoder | None
    ) -> ProbedProfile:
        stream = await self._optional(lambda: newer.stream_uri(token))
        picture = await self._optional(lambda: newer.snapshot_uri(token))
        return self._profile(token, name or token, encoder, stream, picture)

    async def _older_profiles(self) -> tuple[ProbedProfile, ...]:
        device = self._device

        async def profiles() -> list[Any]:
            found = await device.call("media", "GetProfiles")
            with reading("GetProfiles"):
                return [(each, _encoder(part(each, "VideoEncoderConfiguration"))) for each in found or ()]

        found = await self._optional(profiles) or []
        return tuple([await self._older_profile(*each) for each in found[:MAX_PROFILES]])

    async def _older_profile(self, profile: Any, encoder: Encoder | None) -> ProbedProfile:
        device, token = self._device, text(profile, "token") or ""
        setup = {"StreamSetup": _STREAM, "ProfileToken": token}
        stream = await self._optional(lambda: device.call("media", "GetStreamUri", setup))
        asked = {"ProfileToken": token}
        picture = await self._optional(lambda: device.call("media", "GetSnapshotUri", asked))
        uris = (text(stream, "Uri"), text(picture, "Uri"))
        return self._profile(token, text(profile, "Name") or token, encoder, *uris)

    def _profile(
        self, token: str, name: str, encoder: Encoder | None, stream: str | None, picture: str | None
    ) -> ProbedProfile:
        return ProbedProfile(
            token=token,
            name=name,
            encoder=encoder,
            stream_url=self._target.stream(stream),
            snapshot_url=self._target.picture(picture),
        )

    async def _masks(self) -> tuple[ProbedMask, ...] | None:
        newer = self._device.media2()
        return None if newer is None else await self._optional(newer.masks)

    async def _events(self) -> tuple[EventKind, ...] | None:
        device = self._device
        if not device.offers("events"):
            return None

        async def known() -> tuple[EventKind, ...]:
            found = await device.call("events", "GetEventProperties")
            with reading("GetEventProperties"):
                return kinds(_topics(part(found, "TopicSet")))

        return await self._optional(known)

    async def _optional(self, ask: Callable[[], Awaitable[T]]) -> T | None:
        try:
            return await ask()
        except DeviceFailure as failure:
            if failure.reason is ProbeReason.AUTHENTICATION:
                raise
            self._notes.append(failure.sentence)
            return None


def _encoder(found: Any) -> Encoder | None:
    if found is None:
        return None
    return Encoder(
        codec=(text(found, "Encoding") or "").lower(),
        width=whole_number(found, "Resolution", "Width") or 0,
        height=whole_number(found, "Resolution", "Height") or 0,
        fps=number(found, "RateControl", "FrameRateLimit"),
        bitrate_kbps=whole_number(found, "RateControl", "BitrateLimit"),
        gop_frames=whole_number(found, "H264", "GovLength"),
    )


def _topics(topic_set: Any) -> list[str]:
    """All paths of a topic set, which the library leaves as elements."""
    found: list[str] = []
    open_ends = [("", element) for element in getattr(topic_set, "_value_1", None) or ()]
    while open_ends:
        path, element = open_ends.pop()
        here = f"{path}/{element.tag.rpartition('}')[2]}"
        found.append(here)
        open_ends += [(here, child) for child in element if isinstance(child.tag, str)]
    return found
