"""Counts of material: how many of each item. An item that is not named counts nought."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lokus_kit.errors import Invalid

Tally = Mapping[str, int]
"""How many of each item, in its unit."""


@dataclass(frozen=True, slots=True)
class Item:
    """A kind of material that a shipment holds, and what it is counted in."""

    item: str
    unit: str


@dataclass(frozen=True, slots=True)
class Difference:
    """An item whose counts do not add up: what was expected, and what was found whole and damaged."""

    item: str
    expected: int
    found: int
    damaged: int = 0

    def __str__(self) -> str:
        damaged = f" and {self.damaged} damaged" if self.damaged else ""
        return f"{self.item}: {self.found}{damaged} where {self.expected} were expected"


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    summed: dict[str, int] = {}
    for tally in tallies:
        for item, count in tally.items():
            summed[item] = summed.get(item, 0) + count
    return summed


def differences(expected: Tally, found: Tally, damaged: Tally) -> Sequence[Difference]:
    """The items whose found and damaged are not together what was expected, in the order of their names."""
    compared = [
        Difference(item, expected.get(item, 0), found.get(item, 0), damaged.get(item, 0))
        for item in sorted({*expected, *found, *damaged})
    ]
    return [each for each in compared if each.found + each.damaged != each.expected]


def excess(available: Tally, taken: Tally) -> Sequence[Difference]:
    """The items of which more was taken than there was, in the order of their names."""
    return [each for each in differences(available, taken, {}) if each.found > each.expected]


def check_counted(contents: Iterable[Item], *tallies: Tally) -> None:
    """Invalid if something is counted that the shipment does not hold, or nothing is."""
    known = {each.item for each in contents}
    counted = {item for tally in tallies for item in tally}
    if not counted:
        raise Invalid("counts: name at least one item", reason="nothing-counted")
    if unknown := sorted(counted - known):
        raise Invalid(
            f"counts: the shipment holds no {', '.join(unknown)}; it holds {', '.join(sorted(known))}",
            reason="unknown-item",
        )
