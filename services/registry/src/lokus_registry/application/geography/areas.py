"""Finding areas by what they are, where they lie, or a point in them."""

from dataclasses import replace

from lokus_identity.caller import Caller
from lokus_kit.errors import NotFound
from lokus_registry.application.collection import Page
from lokus_registry.application.geography.ports import AreaFilter, Begin, GeographyRegisters
from lokus_registry.application.ports import Window
from lokus_registry.domain.area import Area, AreaLevel
from lokus_registry.domain.geography.boundary import Point, covers
from lokus_registry.domain.geography.counts import CountsReport, check_levels
from lokus_registry.domain.policy.directory import may_read_directory


class Geography:
    """The questions about areas."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def search(self, caller: Caller, wanted: AreaFilter, window: Window) -> Page[Area]:
        """Some of the areas that are wanted, in the order of their codes.

        Those around a point come the narrowest first, and are so few that they have one page.
        """
        may_read_directory(caller)
        async with self._begin(caller.tenant) as registers:
            if wanted.at is not None:
                return await _around(registers, wanted, wanted.at)
            found = await registers.areas.search(wanted, Window(window.limit + 1, window.after))
        items = found[: window.limit]
        return Page(items, items[-1].id if len(found) > window.limit else None)

    async def count(
        self, caller: Caller, code: str, by: AreaLevel | None, election: str | None
    ) -> CountsReport:
        """How many of what lie in an area, and in each area of level `by` below it."""
        may_read_directory(caller)
        check_levels(code, by)
        async with self._begin(caller.tenant) as registers:
            area = await _area(registers, code)
            if election is not None and not await registers.counting.has_election(election):
                raise NotFound(f"there is no election {election}")
            return await registers.counting.count(area, by, election)


async def _around(registers: GeographyRegisters, wanted: AreaFilter, point: Point) -> Page[Area]:
    boxes = await registers.boundaries.around(point)
    codes = [boundary.id for boundary in boxes if covers(boundary, point)]
    areas = await registers.areas.search(replace(wanted, among=codes), Window(len(codes)))
    return Page(sorted(areas, key=lambda area: (-len(area.id), area.id)), None)


async def _area(registers: GeographyRegisters, code: str) -> Area:
    found = await registers.areas.search(AreaFilter(among=[code]), Window(1))
    if not found:
        raise NotFound(f"there is no area {code}")
    return found[0]
