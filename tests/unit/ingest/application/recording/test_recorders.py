from lokus_ingest.application.recording.policies import Policies
from lokus_ingest.application.recording.recorder import Recorder
from lokus_ingest.application.recording.recorders import Recorders
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.stream_key import StreamKey
from support.clock import VirtualClock
from unit.ingest.application.recording.test_recorder import MemorySpool
from unit.ingest.samples import KEY


def recorder(key: StreamKey) -> Recorder:
    return Recorder(key, Policies(), MemorySpool(), VirtualClock(), Tally(), segment_seconds=60)


def test_an_event_reaches_its_camera_and_no_camera_of_another_tenant() -> None:
    recorders = Recorders(recorder)
    ours, theirs = recorders.of(KEY), recorders.of(StreamKey("bandung", KEY.camera, KEY.stream))
    recorders.event_begins(KEY.tenant, KEY.camera, "e1")
    assert (ours._going_on, theirs._going_on) == ({"e1"}, set())
    recorders.event_ends("bandung", KEY.camera, "e1")
    assert ours._going_on == {"e1"}
    recorders.event_ends(KEY.tenant, KEY.camera, "e1")
    assert ours._going_on == set()


def test_an_event_of_a_camera_that_is_not_here_is_no_matter() -> None:
    Recorders(recorder).event_begins("jakarta", "cam-9", "e1")
