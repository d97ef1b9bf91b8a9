"""One thing that the doctor looked at."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "optional", "missing"]
"""`optional`: the platform runs without it. `missing`: it does not."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, what was found, and what to do about it (empty when all is well)."""

    subject: str
    verdict: Verdict
    found: str
    remedy: str = ""

    @property
    def line(self) -> str:
        """The finding for a person."""
        mark = {"ok": "ok      ", "optional": "optional", "missing": "MISSING "}[self.verdict]
        return f"{mark}  {self.subject}: {self.found}" + (
            f"\n          -> {self.remedy}" if self.remedy else ""
        )


def judge(subject: str, *, good: bool, found: str, remedy: str, needed: bool = True) -> Finding:
    """Make a finding of a yes or no."""
    if good:
        return Finding(subject, "ok", found)
    return Finding(subject, "missing" if needed else "optional", found, remedy)
