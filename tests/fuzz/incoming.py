"""Fuzzes what takes the bytes of cameras, with Atheris, which learns from the code it reaches.

Atheris is no part of the workspace; run it with
`uv run --with atheris python tests/fuzz/incoming.py FOLDER -max_total_time=300`
from the root. FOLDER keeps what was found worth trying. An error is written beside it as `crash-...`.
"""

import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))

with atheris.instrument_imports(include=["lokus_ingest.domain"]):
    from unit.ingest.domain.rtp.hostile import endure


def fuzz_one(given: bytes) -> None:
    """The first byte says in how large pieces the others come."""
    if given:
        endure(given[1:], given[0] * 4 + 1)


if __name__ == "__main__":
    atheris.Setup(sys.argv, fuzz_one)
    atheris.Fuzz()
