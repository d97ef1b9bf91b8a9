"""Which of a camera's streams is recorded, and whether its sound is: what its owner had the registry say."""

from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraSource
from lokus_proto.v1.recording import RecordingMode


def recorded_stream(camera: CameraSource) -> StreamName:
    """`main`, or the only stream that there is."""
    names = {source.name for source in camera.streams}
    return StreamName.MAIN if StreamName.MAIN in names else StreamName.SUB


def is_heard(camera: CameraSource, name: StreamName) -> bool:
    """Whether the sound of a stream is to be asked for: only where it is recorded, never by itself."""
    policy = camera.recording
    if policy is None or policy.mode is RecordingMode.OFF:
        return False
    return policy.sound and name is recorded_stream(camera)
