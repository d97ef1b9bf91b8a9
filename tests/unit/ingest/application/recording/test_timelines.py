import asyncio

from lokus_ingest.application.recording.policies import Policies
from lokus_ingest.application.recording.timelines import Timelines
from lokus_proto.media import Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraSource, StreamSource
from lokus_proto.v1.footage import GapReason
from lokus_proto.v1.recording import RecordingMode, RecordingPolicy
from support.clock import VirtualClock
from unit.ingest.encoded import encoded
from unit.ingest.footage import SECOND, MemoryFootage
from unit.ingest.samples import KEY, NOON


def test_a_timeline_says_what_is_recorded_and_how_the_camera_is_recorded_now() -> None:
    footage, policies = MemoryFootage(), Policies()
    footage.record(encoded(Codec.H264), ending=None, recovered=True)
    clock = VirtualClock((NOON + 200 * SECOND).timestamp())
    timelines = Timelines(footage, policies, clock)
    told = asyncio.run(timelines.timeline(KEY, NOON, NOON + 100 * SECOND))
    assert told.mode is None
    assert [(span.frames, span.end) for span in told.spans] == [(60, told.recorded_until)]
    assert [gap.reason for gap in told.gaps] == [GapReason.WORKER]
    source = StreamSource(name=StreamName.MAIN, url="rtsp://camera/1")
    always = RecordingPolicy(mode=RecordingMode.CONTINUOUS)
    policies.learn(KEY.tenant, CameraSource(id=KEY.camera, version=1, streams=(source,), recording=always))
    assert asyncio.run(timelines.timeline(KEY, NOON, NOON + SECOND)).mode is RecordingMode.CONTINUOUS
