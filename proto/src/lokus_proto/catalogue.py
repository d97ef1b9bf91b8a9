"""Who sends what to whom: the one table from which schemas and the AsyncAPI page are generated."""

from dataclasses import dataclass
from typing import Final

from lokus_proto.envelope import Message
from lokus_proto.subjects import ROOT, Plane
from lokus_proto.v1.alarm import AlarmEnded, AlarmRaised
from lokus_proto.v1.camera import CameraRecord, CameraSource
from lokus_proto.v1.delivery_report import DeliveryReport
from lokus_proto.v1.event import DeviceEventEnded, DeviceEventRaised, EventEnded, EventRaised
from lokus_proto.v1.footage import ClipPieceRequest, ClipReply, ClipRequest, TimelineReply, TimelineRequest
from lokus_proto.v1.grant_change import GrantChanged
from lokus_proto.v1.late_footage import LateCardOrder, LateFootageOrder, LateFootageState
from lokus_proto.v1.media_interest import InterestReply, InterestRequest
from lokus_proto.v1.probe import ProbeReply, ProbeRequest
from lokus_proto.v1.recording import SegmentClosed
from lokus_proto.v1.records_changed import RecordsChanged
from lokus_proto.v1.stream_state import StreamState
from lokus_proto.v1.zone_privacy import ZonePrivacyChanged


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of message: the subject it travels on (a reply has none), its sender and its readers."""

    message: type[Message]
    plane: Plane
    what: str
    sender: str
    readers: tuple[str, ...]
    reply: type[Message] | None = None

    @property
    def address(self) -> str:
        """The subject with its parameters, as AsyncAPI writes them."""
        return f"{ROOT}.{self.plane}.{{tenant}}.{{entity}}.{self.what}"


CATALOGUE: Final = (
    Entry(CameraRecord, Plane.STATE, "camera", "registry", ("analytics", "access-gateway")),
    Entry(CameraSource, Plane.STATE, "source", "registry", ("ingest",)),
    Entry(StreamState, Plane.STATE, "stream-{stream}", "ingest", ("access-gateway", "registry")),
    Entry(SegmentClosed, Plane.RECORDING, "segment", "ingest", ("consoles and clients",)),
    Entry(LateFootageOrder, Plane.FOOTAGE, "order", "registry", ("ingest",)),
    Entry(LateCardOrder, Plane.FOOTAGE, "card-order", "registry, ingest", ("ingest",)),
    Entry(LateFootageState, Plane.FOOTAGE, "state", "registry, ingest", ("registry",)),
    Entry(DeliveryReport, Plane.DELIVERY, "report", "ingest", ("registry",)),
    Entry(
        InterestRequest,
        Plane.COMMAND,
        "interest-{stream}",
        "access-gateway, analytics",
        ("ingest",),
        reply=InterestReply,
    ),
    Entry(ProbeRequest, Plane.COMMAND, "probe", "registry", ("ingest",), reply=ProbeReply),
    Entry(TimelineRequest, Plane.COMMAND, "timeline", "access-gateway", ("ingest",), reply=TimelineReply),
    Entry(ClipRequest, Plane.COMMAND, "clip", "access-gateway", ("ingest",), reply=ClipReply),
    Entry(ClipPieceRequest, Plane.COMMAND, "clip-piece", "access-gateway", ("ingest",)),
    Entry(EventRaised, Plane.EVENT, "raised", "analytics", ("access-gateway",)),
    Entry(EventEnded, Plane.EVENT, "ended", "analytics", ("access-gateway",)),
    Entry(DeviceEventRaised, Plane.EVENT, "device-raised", "ingest", ("access-gateway",)),
    Entry(DeviceEventEnded, Plane.EVENT, "device-ended", "ingest", ("access-gateway",)),
    Entry(AlarmRaised, Plane.EVENT, "alarm-raised", "registry", ("consoles and clients",)),
    Entry(AlarmEnded, Plane.EVENT, "alarm-ended", "registry", ("consoles and clients",)),
    Entry(RecordsChanged, Plane.CHANGE, "records", "registry", ("consoles and clients",)),
    Entry(ZonePrivacyChanged, Plane.AUDIT, "privacy", "registry", ("consoles and clients",)),
    Entry(GrantChanged, Plane.AUDIT, "grant", "access-gateway", ("access-gateway",)),
)


def messages() -> tuple[type[Message], ...]:
    """Every message type, requests before their replies."""
    found: list[type[Message]] = []
    for entry in CATALOGUE:
        found.append(entry.message)
        if entry.reply is not None:
            found.append(entry.reply)
    return tuple(found)
