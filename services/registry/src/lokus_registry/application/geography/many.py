"""Many areas or boundaries at once, each checked by itself and all written in one statement.

What is refused stops none of the others; what they refer to is looked up once for all. Rights, and the
telling of what changed, are the business of whoever opened the transaction.
"""

from collections.abc import Sequence

from lokus_kit.errors import Invalid, LokusError
from lokus_registry.application.geography.ports import GeographyRegisters
from lokus_registry.application.outcome import Result, merged
from lokus_registry.domain.area import Area, check_area
from lokus_registry.domain.geography.boundary import Boundary


async def put_areas(registers: GeographyRegisters, areas: Sequence[Area]) -> list[Result]:
    """Create or replace areas; a parent may stand anywhere among them. Return each one's result, in order."""
    there = await registers.areas.known({area.parent for area in areas if area.parent is not None})
    refused: dict[int, LokusError] = {}
    for place in sorted(range(len(areas)), key=lambda place: len(areas[place].id)):
        try:
            _check(areas[place], there)
            there.add(areas[place].id)
        except Invalid as error:
            refused[place] = error
    good = [area for place, area in enumerate(areas) if place not in refused]
    return merged(len(areas), refused, await registers.areas.put_many(good))


async def put_boundaries(registers: GeographyRegisters, boundaries: Sequence[Boundary]) -> list[Result]:
    """Draw the boundaries of areas that are there. Return each one's result, in order."""
    there = await registers.areas.known({boundary.id for boundary in boundaries})
    refused: dict[int, LokusError] = {
        place: _unknown("area", boundary.id)
        for place, boundary in enumerate(boundaries)
        if boundary.id not in there
    }
    good = [boundary for boundary in boundaries if boundary.id in there]
    return merged(len(boundaries), refused, await registers.boundaries.put_many(good))


def _check(area: Area, there: set[str]) -> None:
    check_area(area)
    if area.parent is not None and area.parent not in there:
        raise _unknown("parent", area.parent)


def _unknown(member: str, code: str) -> Invalid:
    return Invalid(f"{member}: there is no area {code}", reason="unknown-reference")
