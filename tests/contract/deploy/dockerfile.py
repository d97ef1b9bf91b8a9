"""Dockerfiles, read as far as our own use of them goes: stages of instructions with joined lines."""

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

_CONTINUED = re.compile(r"\\\n\s*")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction: its word in upper case, and the rest of the line."""

    word: str
    rest: str


def stages(path: Path) -> list[list[Instruction]]:
    """The instructions of each stage; FROM is the first of its stage."""
    found: list[list[Instruction]] = []
    for line in _CONTINUED.sub(" ", path.read_text(encoding="utf-8")).splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        word, _, rest = line.partition(" ")
        if word == "FROM":
            found.append([])
        found[-1].append(Instruction(word, rest.strip()))
    return found


def copies(stage: list[Instruction]) -> list[tuple[list[str], str]]:
    """(sources, destination) of every COPY from the build's context."""
    found = []
    for each in stage:
        if each.word == "COPY" and not each.rest.startswith("--from"):
            *sources, destination = each.rest.split()
            found.append((sources, destination))
    return found


def commands(stage: list[Instruction], program: str) -> list[list[str]]:
    """The RUN instructions that begin with a program."""
    runs = (shlex.split(each.rest) for each in stage if each.word == "RUN")
    return [words for words in runs if words[0] == program]


def environment(stage: list[Instruction]) -> dict[str, str]:
    """What ENV sets."""
    pairs = (pair for each in stage if each.word == "ENV" for pair in shlex.split(each.rest))
    return {name: value for name, _, value in (pair.partition("=") for pair in pairs)}


def exposed(stage: list[Instruction]) -> frozenset[int]:
    """The ports that EXPOSE names."""
    return frozenset(int(port) for each in stage if each.word == "EXPOSE" for port in each.rest.split())


def command(stage: list[Instruction]) -> list[str]:
    """What CMD runs."""
    (found,) = (json.loads(each.rest) for each in stage if each.word == "CMD")
    return [str(word) for word in found]
