import pytest

from lokus_ingest.application.open_files import OpenFiles
from support.clock import VirtualClock


def test_a_worker_with_more_cameras_than_it_may_open_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    cameras = 100
    files = OpenFiles(1024, lambda: cameras, VirtualClock())
    files.look()
    assert not caplog.messages
    cameras = 300
    files.look()
    files.look()
    (told,) = caplog.messages
    assert "300 cameras may need 1456 open files and the limit is 1024" in told
    cameras = 600
    files.look()
    assert len(caplog.messages) == 2
