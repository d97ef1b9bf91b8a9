"""How to undo what a row of a batch did, when it fails after all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")

Undo = Callable[[], None]


@dataclass(slots=True)
class Journal:
    """How to undo what the present row did, the newest last."""

    undo: list[Undo] = field(default_factory=list)

    def forget(self) -> None:
        """The row stands."""
        self.undo.clear()

    def revert(self) -> None:
        """The row never was."""
        while self.undo:
            self.undo.pop()()


def drop_last(kept: list[Any]) -> None:
    """Undo an addition."""
    kept.pop()


def restore(known: dict[str, T], key: str, before: T | None) -> None:
    """Undo an assignment."""
    if before is None:
        known.pop(key, None)
    else:
        known[key] = before


def drop(ids: dict[str, None], new: Sequence[str]) -> None:
    """Undo the addition of ids."""
    for key in new:
        del ids[key]
