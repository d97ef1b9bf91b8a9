from pathlib import Path

import pytest

from lokus_local.log.memory import FolderMemory
from lokus_log.witness import NOTHING, Seen


def test_what_was_kept_is_there_for_the_next_process_and_for_its_own_log(tmp_path: Path) -> None:
    memory = FolderMemory(tmp_path / "witness")
    assert memory.seen("log.example/jakarta") == NOTHING
    memory.keep("log.example/jakarta", Seen(7, bytes(range(32))))
    memory.keep("log.example/jakarta", Seen(8, bytes(32)))
    again = FolderMemory(tmp_path / "witness")
    assert again.seen("log.example/jakarta") == Seen(8, bytes(32))
    assert again.seen("log.example/bandung") == NOTHING


def test_a_file_that_somebody_else_wrote_is_not_believed(tmp_path: Path) -> None:
    memory = FolderMemory(tmp_path)
    memory.keep("a", Seen(1, bytes(32)))
    (file,) = tmp_path.iterdir()
    file.write_text("nonsense")
    with pytest.raises(ValueError, match="unpack"):
        memory.seen("a")
