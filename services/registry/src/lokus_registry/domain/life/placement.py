"""How a camera is placed: what it is aimed at, what it must not see, a picture reviewed for that."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from lokus_registry.domain.life.life import Author, Life, LifeChange, step
from lokus_registry.domain.life.state import LifeState, Verb


class Verdict(StrEnum):
    """What a review of the picture found."""

    CLEAN = "clean"
    """Nothing that must not be seen."""
    NOT_CLEAN = "not_clean"


@dataclass(frozen=True, slots=True)
class SecrecyCheck:
    """A review of one picture; `snapshot` is the SHA-256 of the file, `organisation` the reviewer's."""

    snapshot: str
    verdict: Verdict
    note: str | None
    by: str
    at: datetime
    organisation: str


@dataclass(frozen=True, slots=True)
class Placement:
    """The placement of a camera, as it was last written."""

    camera: str
    aim: str
    must_not_see: tuple[str, ...]
    secrecy_check: SecrecyCheck | None
    by: str
    at: datetime


CHECK_SECRECY: Final = "check-secrecy"
"""How the history tells of a check, each of which it keeps."""

_TAKEN: Final = frozenset({LifeState.ACCEPTED, LifeState.IN_SERVICE, LifeState.MAINTENANCE})


def told_check(life: Life, check: SecrecyCheck) -> LifeChange:
    """What the history keeps of a check, which moves the camera nowhere by itself."""
    found = f"{check.verdict}, picture {check.snapshot}"
    return LifeChange(
        camera=life.camera,
        before=life.state,
        state=life.state,
        verb=CHECK_SECRECY,
        by=check.by,
        organisation=check.organisation,
        reason=found if check.note is None else f"{found}: {check.note}",
        at=check.at,
    )


def refused_by(check: SecrecyCheck, life: Life, owner: str) -> Life | None:
    """The life of a camera that its owner had taken and now finds to show what it must not; else None."""
    if check.verdict is Verdict.CLEAN or check.organisation != owner or life.state not in _TAKEN:
        return None
    who = Author(check.by, check.organisation)
    return step(life, Verb.REFUSE, who, check.at, "secrecy check: not clean")
