from lokus_ingest.application.recording.policies import OFF, Policies
from lokus_ingest.domain.recording.retention import Keeping
from lokus_ingest.domain.stream_key import StreamKey
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraSource, StreamSource
from lokus_proto.v1.recording import RecordingHold, RecordingMode, RecordingPolicy
from unit.ingest.samples import NOON

ALWAYS = RecordingPolicy(mode=RecordingMode.CONTINUOUS)


def source(*names: StreamName, removed: bool = False) -> CameraSource:
    streams = tuple(StreamSource(name=name, url="rtsp://camera/1") for name in names)
    return CameraSource(id="c1", version=1, streams=streams, recording=ALWAYS, removed=removed)


def test_the_main_stream_is_recorded_or_the_only_one() -> None:
    policies = Policies()
    main, sub = (StreamKey("jakarta", "c1", name) for name in (StreamName.MAIN, StreamName.SUB))
    policies.learn("jakarta", source(StreamName.MAIN, StreamName.SUB))
    assert (policies.of(main), policies.of(sub)) == (ALWAYS, OFF)
    policies.learn("jakarta", source(StreamName.SUB))
    assert (policies.of(main), policies.of(sub)) == (OFF, ALWAYS)


def test_a_camera_of_another_tenant_with_the_same_name_is_another() -> None:
    policies = Policies()
    policies.learn("jakarta", source(StreamName.MAIN))
    assert policies.of(StreamKey("bandung", "c1", StreamName.MAIN)) == OFF


def test_a_removed_camera_is_not_recorded() -> None:
    policies = Policies()
    policies.learn("jakarta", source(StreamName.MAIN))
    policies.learn("jakarta", source(StreamName.MAIN, removed=True))
    assert policies.of(StreamKey("jakarta", "c1", StreamName.MAIN)) == OFF


def test_what_stays_is_known_of_cameras_that_were_told_of_also_when_they_are_gone() -> None:
    policies, key = Policies(), StreamKey("jakarta", "c1", StreamName.MAIN)
    hold = RecordingHold(id="h1", start=NOON)
    assert policies.keeping(key) is None
    policies.learn("jakarta", source(StreamName.MAIN))
    assert policies.keeping(key) == Keeping(72)
    policies.learn("jakarta", source(removed=True).model_copy(update={"holds": (hold,)}))
    assert policies.keeping(key) == Keeping(72, (hold,))
    assert policies.keeping(StreamKey("bandung", "c1", StreamName.MAIN)) is None


def test_of_a_camera_in_doubt_nothing_is_known_but_it_is_recorded() -> None:
    policies, key = Policies(), StreamKey("jakarta", "c1", StreamName.MAIN)
    policies.learn("jakarta", source(StreamName.MAIN))
    policies.doubt("jakarta", "c1")
    assert policies.keeping(key) is None
    assert policies.of(key) == ALWAYS
