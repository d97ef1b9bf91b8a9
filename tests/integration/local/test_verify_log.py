"""`lokus verify-log` against logs that lie in a folder behind a web server, honest ones and others."""

import functools
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lokus_kit.clock import SystemClock
from lokus_local.__main__ import command_line
from lokus_log.checkpoint import Checkpoint
from lokus_log.hashes import leaf_hash
from lokus_log.keys import Kind
from lokus_log.note import Note
from lokus_log.tiles import ENTRIES, Tile, bundle, width_in
from unit.log.served import checkpoint_of, entries_of, story
from unit.log.signing import BAWASLU, CAMPUS, NGO, POLICY, key, noted

LEAVES = entries_of(story(700))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Site:
    """A folder that is served, and what a verifier keeps beside it."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        self.saved = folder.parent / "saved.checkpoint"
        self.policy = folder.parent / "policy"
        self.policy.write_text(POLICY)

    def lay(self, entries: list[bytes], note: Note | None = None) -> None:
        """Serve these entries."""
        hashes = [leaf_hash(entry) for entry in entries]
        for number in range(-(-len(entries) // 256)):
            width = width_in(0, number, len(entries))
            span = slice(number * 256, number * 256 + width)
            self.write(Tile(ENTRIES, number, width).path, bundle(entries[span]))
            self.write(Tile(0, number, width).path, b"".join(hashes[span]))
        self.write("checkpoint", str(note or signed(checkpoint_of(entries))).encode())
        self.write("policy", POLICY.encode())

    def write(self, name: str, content: bytes) -> None:
        """Serve one file."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def check(self, *options: str) -> Result:
        """Run the command, with the policy and what was saved."""
        given = ["--policy", str(self.policy), "--since", str(self.saved), *options]
        return CliRunner().invoke(command_line(["verify-log"]), ["verify-log", self.url, *given])


def signed(checkpoint: Checkpoint, at: datetime | None = None) -> Note:
    return noted(checkpoint, BAWASLU, CAMPUS, at=at or SystemClock().now())


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    folder = tmp_path / "log"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(folder, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_honest_log_is_well_and_stays_so_as_it_grows(site: Site) -> None:
    site.lay(LEAVES[:300])
    found = site.check()
    assert found.exit_code == 0, found.output
    assert "log.example/jakarta, 300 leaves" in found.output
    assert "seen by    bawaslu.example/w at 2" in found.output
    assert "watched    2026-02-14 06:00Z  polda-metro" in found.output
    site.lay(LEAVES)
    assert "all is well" in site.check().output


def test_without_a_policy_it_is_said_whom_one_trusts(site: Site) -> None:
    site.lay(LEAVES[:10])
    found = CliRunner().invoke(command_line(["verify-log"]), ["verify-log", site.url])
    assert found.exit_code == 0
    assert "taken from the log itself" in found.stderr


BAD = {
    "edited": [*LEAVES[:200], LEAVES[200].replace(b'"leases":2', b'"leases":3'), *LEAVES[201:]],
    "removed": [*LEAVES[:200], *LEAVES[201:]],
    "reordered": [*LEAVES[:200], LEAVES[201], LEAVES[200], *LEAVES[202:]],
    "truncated": LEAVES[:250],
    "false leaf": [*LEAVES[:310], b'{"kind":"party"}', *LEAVES[310:]],
}


@pytest.mark.parametrize("name", BAD)
def test_a_log_that_is_signed_anew_after_it_was_changed_is_tampered_with(site: Site, name: str) -> None:
    site.lay(LEAVES[:300])
    assert site.check().exit_code == 0
    kept = site.saved.read_bytes()
    site.lay(BAD[name])
    found = site.check()
    assert found.exit_code == 1
    assert "TAMPERED (" in found.stderr
    assert site.saved.read_bytes() == kept


@pytest.mark.parametrize("name", BAD)
def test_a_log_whose_files_were_changed_is_tampered_with(site: Site, name: str) -> None:
    site.lay(BAD[name], signed(checkpoint_of(LEAVES)))
    assert site.check().exit_code == 1


def test_a_log_that_shows_one_tree_to_some_and_another_to_others_is_tampered_with(site: Site) -> None:
    site.lay(LEAVES[:300])
    assert site.check().exit_code == 0
    site.lay(BAD["edited"])
    found = site.check()
    assert found.exit_code == 1
    assert "TAMPERED (forked)" in found.stderr


def test_witnesses_that_have_stopped_looking_are_told_of(site: Site) -> None:
    long_ago = SystemClock().now() - timedelta(hours=30)
    site.lay(LEAVES[:10], signed(checkpoint_of(LEAVES[:10]), long_ago))
    found = site.check()
    assert (found.exit_code, "TAMPERED (stale)" in found.stderr) == (1, True)
    assert site.check("--oldest-hours", "48").exit_code == 0


def test_too_few_witnesses_and_a_forged_signature_are_told_of(site: Site) -> None:
    checkpoint = checkpoint_of(LEAVES[:10])
    site.lay(LEAVES[:10], noted(checkpoint, NGO, at=SystemClock().now()))
    assert "TAMPERED (quorum)" in site.check().stderr
    site.lay(LEAVES[:10], noted(checkpoint, BAWASLU, CAMPUS, log=key("log.example/other", Kind.LOG)))
    assert "TAMPERED (signature)" in site.check().stderr


def test_a_log_that_is_away_or_is_none_is_unreachable(site: Site) -> None:
    assert site.check().exit_code == 2
    found = CliRunner().invoke(command_line(["verify-log"]), ["verify-log", "http://127.0.0.1:1"])
    assert found.exit_code == 2
    assert "does not answer" in found.stderr
