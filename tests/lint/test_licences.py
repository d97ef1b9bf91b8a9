"""What we ship may be used by a city without strings: no GPL in it that is not known and decided on.

The facts are those of the installed distributions, walked from our own members; libraries that a
wheel bundles are known by file name (docs/decisions says why two of them are accepted).
"""

import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from lint.source_tree import DISTS, ROOT

COPYLEFT = re.compile(r"\b(A?GPL|SSPL|BUSL|Affero|General Public License)", re.IGNORECASE)
LESSER = re.compile(r"\b(LGPL|Lesser General Public License)", re.IGNORECASE)
GPL_LIBRARIES = ("libx264", "libx265", "libxvid", "librubberband", "libvidstab", "libfdk", "libpostproc")
ACCEPTED = {"av": {"libx264", "libx265"}}
DECISION = ROOT / "docs/decisions/0008-x264-in-the-wheel.md"
MEMBERS = tuple(f"lokus-{name.replace('_', '-')}" for name in DISTS)


def _shipped() -> dict[str, metadata.Distribution]:
    found: dict[str, metadata.Distribution] = {}
    wanted = [(name, frozenset({"postgres", "crypto", "asyncio"})) for name in MEMBERS]
    while wanted:
        name, extras = wanted.pop()
        distribution = metadata.distribution(name)
        key = str(distribution.name).lower()
        if key in found:
            continue
        found[key] = distribution
        requirements = [Requirement(text) for text in distribution.requires or ()]
        wanted += [(each.name, frozenset(each.extras)) for each in requirements if _applies(each, extras)]
    return found


def _applies(requirement: Requirement, extras: frozenset[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))


def _licences(distribution: metadata.Distribution) -> list[str]:
    facts = distribution.metadata
    classifiers = [each for each in facts.get_all("Classifier") or [] if each.startswith("License ::")]
    return [*(facts.get_all("License-Expression") or []), *(facts.get_all("License") or []), *classifiers]


def _bundled(distribution: metadata.Distribution) -> set[str]:
    names = {Path(str(file)).name for file in distribution.files or ()}
    return {library for library in GPL_LIBRARIES if any(name.startswith(library) for name in names)}


def test_everything_shipped_says_its_licence() -> None:
    silent = [name for name, distribution in _shipped().items() if not _licences(distribution)]
    assert not silent


def test_nothing_shipped_is_under_a_strong_copyleft() -> None:
    found = {
        name: licences
        for name, distribution in _shipped().items()
        if (licences := [each for each in _licences(distribution) if COPYLEFT.search(LESSER.sub("", each))])
    }
    assert not found


def test_gpl_libraries_in_wheels_are_the_known_ones() -> None:
    found = {name: libraries for name, each in _shipped().items() if (libraries := _bundled(each))}
    assert found == ACCEPTED
    assert DECISION.exists()


@pytest.mark.parametrize("encoder", ["libx264", "libx265"])
def test_only_the_virtual_camera_encodes(encoder: str) -> None:
    users = {
        name
        for name, folder in DISTS.items()
        for path in folder.rglob("*.py")
        if encoder in path.read_text(encoding="utf-8")
    }
    assert users <= {"local"}
