"""What the pages say is so: links lead somewhere, commands exist, the glossary is whole."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lint.lokus_command import why_not_understood
from lint.source_tree import ROOT, Found, lines, told

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
INLINE_MAKE = re.compile(r"`make ([^`]+)`")
TARGET = re.compile(r"^([.a-z0-9-]+):", re.MULTILINE)
GLOSSARY = (
    *("camera", "stream", "track", "run", "GOP", "key frame", "interest", "reader", "viewer", "event"),
    *("area", "site", "zone", "locus", "request", "approval", "grant", "lease", "decider"),
    *("TPS", "kelurahan", "kecamatan", "gudang logistik", "rekapitulasi", "Bawaslu", "KPU", "OPD"),
    "surat permintaan",
)


@cache
def _pages() -> tuple[Path, ...]:
    ours = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "proto/README.md")]
    return tuple(path for path in [*ours, *sorted((ROOT / "docs").rglob("*.md"))] if path.exists())


def _fenced(path: Path) -> Iterator[tuple[int, str]]:
    """(line number, command) of every line in fenced blocks, with continued lines joined."""
    inside, begun, command = False, 0, ""
    for number, line in enumerate(lines(path), 1):
        if line.startswith("```"):
            inside = not inside
        elif inside:
            begun = begun if command else number
            command += line.removesuffix("\\")
            if not line.endswith("\\"):
                yield begun, command
                command = ""


def _anchors(path: Path) -> set[str]:
    titles = (line.lstrip("#").strip() for line in lines(path) if line.startswith("#"))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def _leads_nowhere(page: Path, link: str) -> bool:
    if re.match(r"[a-z]+:", link):
        return False
    place, _, anchor = link.partition("#")
    target = (page.parent / place).resolve() if place else page
    if not target.exists():
        return True
    return bool(anchor) and anchor not in _anchors(target)


def _inline_make(page: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines(page), 1):
        for command in INLINE_MAKE.findall(line):
            yield number, f"make {command}"


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command, comments=True)
    except ValueError:
        return []


def test_links_lead_somewhere() -> None:
    found = [
        Found(page, number, link)
        for page in _pages()
        for number, line in enumerate(lines(page), 1)
        for link in LINK.findall(line)
        if _leads_nowhere(page, link)
    ]
    assert not found, told("these links lead nowhere", found)


def test_lokus_commands_are_understood() -> None:
    found = [
        Found(page, number, f"{command.strip()}: {why}")
        for page in _pages()
        for number, line in _fenced(page)
        for command in re.findall(r"(?:^|\$\()\s*(lokus [^)|]*)", line)
        if (why := why_not_understood(_words(command)[1:])) is not None
    ]
    assert not found, told("the command line does not know these", found)


def test_make_targets_exist() -> None:
    targets = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    found = [
        Found(page, number, word)
        for page in _pages()
        for number, text in [
            *((number, line.strip()) for number, line in _fenced(page)),
            *_inline_make(page),
        ]
        if text.startswith("make ")
        for word in _words(text)[1:]
        if "=" not in word and word not in targets
    ]
    assert not found, told("the Makefile has no such target", found)


def test_the_glossary_has_the_words() -> None:
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    missing = [word for word in GLOSSARY if not re.search(rf"^\| .*\b{word}\b", text, re.MULTILINE)]
    assert not missing


def test_a_glossary_entry_stands_once() -> None:
    rows = [line for line in lines(ROOT / "docs/glossary.md") if line.startswith("| ")]
    entries = [row.split("|")[1].strip() for row in rows]
    entries = [entry for entry in entries if entry not in {"word", "---"}]
    assert len(entries) == len(set(entries))


def test_the_help_of_make_names_every_target_a_person_calls() -> None:
    described = set(re.findall(r"^([.a-z0-9-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    wanted = {"help", "setup", "run", "test", "lint", "unit", "e2e", "bench", "generate", "images", "clean"}
    assert wanted <= described
