"""Whether a browser can play what a stream delivers now: H.264 without B-frames."""

from typing import Final

from lokus_access_gateway.domain.refusal import NotPlayable
from lokus_kit.errors import Conflict, NotFound
from lokus_proto.media import Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraRecord
from lokus_proto.v1.stream_state import Phase, StreamState

RETRY_AFTER_SECONDS: Final = 5


def check_playable(camera: CameraRecord, stream: StreamName, state: StreamState | None) -> None:
    """Conflict (with Retry-After) while nothing is delivered; NotPlayable, NotFound if it never will be."""
    if stream not in camera.streams:
        raise NotFound(f"camera {camera.id} has no stream {stream}")
    if state is None or state.phase is not Phase.DELIVERING:
        told = "nothing is known of it yet" if state is None else f"it is {state.phase}"
        raise Conflict(
            f"camera {camera.id} delivers no video now: {told}",
            reason="unknown" if state is None else state.phase,
        ).with_headers(Retry_After=str(RETRY_AFTER_SECONDS))
    if state.measured is None:
        return
    if state.measured.codec is not Codec.H264:
        raise NotPlayable(f"the camera sends {state.measured.codec}: set it to H.264", reason="codec")
    if state.measured.reordered:
        raise NotPlayable("the camera sends B-frames: turn them off in it", reason="reordered")
