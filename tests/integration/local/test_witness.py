"""`lokus witness`: a process that signs what grows, and remembers what it signed over a kill."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from lokus_log.keys import VerifierKey, read_verifier_key
from lokus_log.note import Note, read_signature, signers
from lokus_log.tree import consistency_proof
from lokus_log.witness import Submission
from unit.log.signing import LOG, noted
from unit.log.test_witness import HASHES, at
from unit.log.trees import roots_of

LOKUS = (sys.executable, "-m", "lokus_local", "witness")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A witness with this key and memory, at an address; killed at the end."""
    key, memory = str(folder / "w.key"), str(folder / "memory")
    command = (*LOKUS, "run", "--key", key, "--folder", memory, "--log", str(LOG.verifier), "--port", "0")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            lines = [process.stdout.readline() for _ in range(2)]
            yield lines[1].removeprefix("ready: ").strip()
        finally:
            process.kill()


@pytest.fixture
def key(tmp_path: Path) -> VerifierKey:
    command = (*LOKUS, "key", "bawaslu.example/w", "--file", str(tmp_path / "w.key"))
    return read_verifier_key(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def submit(url: str, old: int, new: int) -> httpx.Response:
    proof = consistency_proof(old, new, roots_of(HASHES))
    return httpx.post(
        f"{url}/add-checkpoint", content=Submission(old, tuple(proof), noted(at(new))).to_bytes()
    )


def test_a_witness_signs_what_grows_and_remembers_it_when_it_was_killed(
    tmp_path: Path, key: VerifierKey
) -> None:
    with serving(tmp_path) as url:
        line = submit(url, 0, 20).text
        (signed,) = signers(Note(at(20).text(), (read_signature(line[:-1]),)), [key])
        assert signed.at is not None
    with serving(tmp_path) as url:
        stale = submit(url, 0, 30)
        assert (stale.status_code, stale.text) == (409, "20\n")
        assert stale.headers["Content-Type"].startswith("text/x.tlog.size")
        assert submit(url, 20, 30).status_code == 200
        assert httpx.post(f"{url}/add-checkpoint", content=b"nonsense").status_code == 400
        assert httpx.post(f"{url}/add-checkpoint", content=bytes(100_000)).status_code == 413
        assert httpx.get(f"{url}/add-checkpoint").status_code == 405


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("key", "a b"), "is no key"),
        (("key", "a", "--file", "/nowhere/w.key"), "No such file"),
        (("run", "--log", "x", "--key", __file__), "no key file"),
    ],
)
def test_what_cannot_be_is_told_and_ends_with_1(tmp_path: Path, arguments: tuple[str, ...], why: str) -> None:
    found = subprocess.run((*LOKUS, *arguments), capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (found.returncode, why in found.stderr) == (1, True)
