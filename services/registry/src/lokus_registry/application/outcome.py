"""What becomes of things that are written together: each for itself, none stopped by another."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from lokus_kit.errors import LokusError


class Outcome(StrEnum):
    """It was written, or was so already."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


Result = Outcome | LokusError
"""An outcome, or why the thing was refused."""


def merged(count: int, refused: Mapping[int, LokusError], written: Iterable[Outcome]) -> list[Result]:
    """The results of `count` things: refusals by their places, the others' outcomes in order between them."""
    outcomes = iter(written)
    return [refused[place] if place in refused else next(outcomes) for place in range(count)]
