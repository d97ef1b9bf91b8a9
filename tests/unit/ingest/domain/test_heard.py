import pytest

from lokus_ingest.domain.heard import is_heard, recorded_stream
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraSource, StreamSource
from lokus_proto.v1.recording import RecordingMode, RecordingPolicy

MAIN, SUB = StreamName.MAIN, StreamName.SUB


def camera(policy: RecordingPolicy | None, *names: StreamName) -> CameraSource:
    streams = tuple(StreamSource(name=name, url="rtsp://camera/1") for name in names)
    return CameraSource(id="c1", version=1, streams=streams, recording=policy)


def test_the_main_stream_is_recorded_or_the_only_one() -> None:
    assert recorded_stream(camera(None, SUB, MAIN)) is MAIN
    assert recorded_stream(camera(None, SUB)) is SUB


def test_the_sound_of_the_recorded_stream_alone_is_asked_for() -> None:
    talking = camera(RecordingPolicy(mode=RecordingMode.EVENT, sound=True), MAIN, SUB)
    assert is_heard(talking, MAIN)
    assert not is_heard(talking, SUB)


@pytest.mark.parametrize(
    "policy",
    [None, RecordingPolicy(sound=True), RecordingPolicy(mode=RecordingMode.CONTINUOUS)],
    ids=["no-policy", "not-recorded", "nothing-said"],
)
def test_nobody_is_heard_whose_owner_did_not_say_so(policy: RecordingPolicy | None) -> None:
    assert not is_heard(camera(policy, MAIN), MAIN)
