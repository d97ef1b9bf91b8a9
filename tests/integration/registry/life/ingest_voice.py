"""Ingest as the registry hears it: states of streams on the bus, from a stranger with a NATS client."""

from datetime import datetime
from uuid import uuid4

from integration.registry.kept_plane import KeptPlane
from lokus_kit.clock import SystemClock
from lokus_proto import subjects
from lokus_proto.envelope import envelope
from lokus_proto.media import Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.stream_state import Measured, Phase, StreamState

_clock = SystemClock()


async def tell_pictures(
    bus: KeptPlane,
    tenant: str,
    camera: str = "c1",
    phase: Phase = Phase.DELIVERING,
    since: datetime | None = None,
) -> None:
    """Tell that the camera's main stream delivers 1280x720 at 12.5 fps, since just now."""
    measured = Measured(
        codec=Codec.H264, width=1280, height=720, fps=12.5, bitrate_bps=900_000, gop_seconds=1.0
    )
    state = StreamState(
        camera=camera,
        stream=StreamName.MAIN,
        phase=phase,
        since=since or _clock.now(),
        run=1,
        measured=measured if phase is Phase.DELIVERING else None,
    )
    message_id = uuid4().hex
    wrapped = envelope(
        state, message_id=message_id, service="test", tenant=tenant, subject=camera, time=_clock.now()
    )
    subject = subjects.stream_state(tenant, camera, StreamName.MAIN)
    await bus.jetstream.publish(subject, wrapped.to_bytes(), headers={"Nats-Msg-Id": message_id})
