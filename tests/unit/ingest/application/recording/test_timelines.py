import asyncio

from lokus_ingest.application.recording.policies import Policies
from lokus_ingest.application.recording.timelines import MOST_SPANS, Timelines
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


def test_what_is_too_much_for_one_answer_is_told_up_to_a_moment() -> None:
    footage = MemoryFootage()
    first = footage.record(encoded(Codec.H264))
    footage.index = [
        first.model_copy(
            update={"run": n, "start": first.start + 10 * n * SECOND, "end": first.end + 10 * n * SECOND}
        )
        for n in range(MOST_SPANS + 5)
    ]
    clock = VirtualClock((NOON + 50_000 * SECOND).timestamp())
    timelines = Timelines(footage, Policies(), clock)
    told = asyncio.run(timelines.timeline(KEY, NOON, NOON + 40_000 * SECOND))
    assert (len(told.spans), told.told_until) == (MOST_SPANS, NOON + 10 * MOST_SPANS * SECOND)
    assert told.gaps[-1].end == told.told_until
    rest = asyncio.run(timelines.timeline(KEY, NOON + 10 * MOST_SPANS * SECOND, NOON + 40_000 * SECOND))
    assert (len(rest.spans), rest.told_until) == (5, None)
