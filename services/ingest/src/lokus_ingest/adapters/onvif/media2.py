"""The newer media service (Media2, ver20), which alone tells of H.265 profiles and of masks.

The library has no WSDL of it, so its four operations are written and read here: elements are known
by their local names, whatever prefix or namespace version a device gives them.
"""

from itertools import islice
from typing import Any, Final

from lxml import etree

from lokus_ingest.adapters.onvif.failures import ODDITIES, WRONG_PASSWORD, failure_of
from lokus_ingest.adapters.onvif.reading import reading
from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_proto.v1.probe import Encoder, ProbedMask, ProbeReason

_ENVELOPE: Final = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
    'xmlns:t="http://www.onvif.org/ver20/media/wsdl"><s:Header/><s:Body/></s:Envelope>'
)
_NAMESPACE: Final = "{http://www.onvif.org/ver20/media/wsdl}"
_MOST: Final = 64
_HEADERS: Final = {"Content-Type": "application/soap+xml; charset=utf-8"}


class Media2:
    """`transport` sends, `signature` signs an envelope."""

    def __init__(self, address: str, transport: Any, signature: Any | None) -> None:
        self._address = address
        self._transport = transport
        self._signature = signature

    async def profiles(self) -> list[tuple[str, str, Encoder | None]]:
        """Token, name and encoder of each profile."""
        reply = await self._ask("GetProfiles", ("Type", "VideoEncoder"))
        with reading("GetProfiles"):
            return [
                (each.get("token") or "", _text(each, "Name") or "", _encoder(each))
                for each in islice(reply.iterfind("{*}Profiles"), _MOST)
            ]

    async def stream_uri(self, profile: str) -> str | None:
        """Where a profile is pulled from, as the device says."""
        reply = await self._ask("GetStreamUri", ("Protocol", "RTSP"), ("ProfileToken", profile))
        return _text(reply, "Uri")

    async def snapshot_uri(self, profile: str) -> str | None:
        """Where a picture of a profile is, as the device says."""
        return _text(await self._ask("GetSnapshotUri", ("ProfileToken", profile)), "Uri")

    async def masks(self) -> tuple[ProbedMask, ...]:
        """The privacy masks that are set."""
        reply = await self._ask("GetMasks")
        return tuple(
            ProbedMask(token=(each.get("token") or "")[:200], enabled=_text(each, "Enabled") in {"true", "1"})
            for each in islice(reply.iterfind("{*}Masks"), _MOST)
        )

    async def set_synchronization_point(self, profile: str) -> None:
        """Have the next picture of a profile be a key frame."""
        await self._ask("SetSynchronizationPoint", ("ProfileToken", profile))

    async def _ask(self, operation: str, *parameters: tuple[str, str]) -> Any:
        try:
            envelope = etree.fromstring(_ENVELOPE)
            asked = etree.SubElement(envelope[1], f"{_NAMESPACE}{operation}")
            for name, value in parameters:
                etree.SubElement(asked, f"{_NAMESPACE}{name}").text = value
            if self._signature is not None:
                envelope, _ = self._signature.apply(envelope, {})
            _, body = await self._transport.send(self._address, etree.tostring(envelope), dict(_HEADERS))
            return _answer(operation, body)
        except DeviceFailure:
            raise
        except ODDITIES as error:
            raise failure_of(operation, error) from None


def _answer(operation: str, body: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    answer = etree.fromstring(body, parser).find("{*}Body")[0]
    if etree.QName(answer).localname != f"{operation}Response":
        if "NotAuthorized" in "".join(answer.itertext()):
            raise DeviceFailure(ProbeReason.AUTHENTICATION, WRONG_PASSWORD)
        raise DeviceFailure(ProbeReason.FAULT, f"{operation}: the device says no")
    return answer


def _encoder(profile: Any) -> Encoder | None:
    found = profile.find("{*}Configurations/{*}VideoEncoder")
    if found is None:
        return None
    codec, gop = (_text(found, "Encoding") or "").lower(), found.get("GovLength")
    fps, bitrate = _text(found, "FrameRateLimit"), _text(found, "BitrateLimit")
    return Encoder(
        codec=codec,
        width=int(_text(found, "Width") or 0),
        height=int(_text(found, "Height") or 0),
        fps=None if fps is None else float(fps),
        bitrate_kbps=None if bitrate is None else int(bitrate),
        gop_frames=None if gop is None else int(gop),
    )


def _text(whole: Any, name: str) -> str | None:
    found = whole.find(f".//{{*}}{name}")
    return None if found is None or found.text is None else (found.text.strip()[:2048] or None)
