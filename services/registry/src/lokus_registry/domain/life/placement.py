"""How a camera is placed: what it is aimed at, what it must not see, a picture reviewed for that."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What a review of the picture found."""

    CLEAN = "clean"
    """Nothing that must not be seen."""
    NOT_CLEAN = "not_clean"


@dataclass(frozen=True, slots=True)
class SecrecyCheck:
    """A review of one picture; `snapshot` is the SHA-256 of the file."""

    snapshot: str
    verdict: Verdict
    note: str | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Placement:
    """The placement of a camera, as it was last written."""

    camera: str
    aim: str
    must_not_see: tuple[str, ...]
    secrecy_check: SecrecyCheck | None
    by: str
    at: datetime
