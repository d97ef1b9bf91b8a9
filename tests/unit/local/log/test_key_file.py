from pathlib import Path

import pytest

from lokus_local.log.key_file import new_key, read_key
from lokus_log.keys import Kind


def test_a_key_is_read_back_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "witness.key"
    key = new_key(file, "bawaslu.example/w", Kind.WITNESS)
    assert file.stat().st_mode & 0o777 == 0o600
    assert read_key(file, Kind.WITNESS).verifier == key.verifier


def test_no_key_is_written_over(tmp_path: Path) -> None:
    file = tmp_path / "witness.key"
    new_key(file, "a", Kind.WITNESS)
    with pytest.raises(FileExistsError):
        new_key(file, "a", Kind.WITNESS)


def test_a_name_that_is_none_writes_no_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is no key"):
        new_key(tmp_path / "witness.key", "a b", Kind.WITNESS)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", ["", "a", "a AAAA", "a !", "a b c"])
def test_what_is_no_key_file_is_refused_without_showing_it(tmp_path: Path, content: str) -> None:
    file = tmp_path / "witness.key"
    file.write_text(content)
    with pytest.raises(ValueError, match="is no key file") as refused:
        read_key(file, Kind.WITNESS)
    assert "AAAA" not in str(refused.value)
