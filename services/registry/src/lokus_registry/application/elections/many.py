"""Many polling stations at once, each checked by itself and all written in one statement.

What is refused stops none of the others. Areas, sites and numbers are each looked up once for all.
Rights, and the telling of what changed, are the business of whoever opened the transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lokus_kit.errors import Invalid, LokusError
from lokus_registry.application.elections.ports import ElectionRegisters
from lokus_registry.application.outcome import Result, merged
from lokus_registry.domain.elections.polling_station import (
    Numbered,
    PollingStation,
    check_station,
    check_voting_site,
)
from lokus_registry.domain.place import Site

FEED: Final = "polling-stations"
"""Their collection on the change feed."""


def feed_id(station: PollingStation) -> str:
    """Its id on the change feed: `<election>/<code>`."""
    return f"{station.election}/{station.id}"


async def put_stations(
    registers: ElectionRegisters, election: str, stations: Sequence[PollingStation]
) -> list[Result]:
    """Create or replace polling stations of an election that is there. Return each one's result, in order.

    A number is free for another once its holder has given it up in an earlier call.
    """
    there = await _look_up(registers, election, stations)
    refused: dict[int, LokusError] = {}
    for place, station in enumerate(stations):
        try:
            there.check(station)
        except Invalid as error:
            refused[place] = error
    good = [station for place, station in enumerate(stations) if place not in refused]
    return merged(len(stations), refused, await registers.stations(election).put_many(good))


@dataclass(frozen=True, slots=True)
class _There:
    """What is there, of all that some polling stations refer to."""

    areas: set[str]
    sites: Mapping[str, Site]
    numbers: dict[Numbered, str]

    def check(self, station: PollingStation) -> None:
        """Invalid unless it can be written; if so its number is its own from now on."""
        check_station(station)
        if station.area not in self.areas:
            raise _unknown("area", "areas", station.area)
        if station.site is not None:
            site = self.sites.get(station.site)
            if site is None:
                raise _unknown("site", "sites", station.site)
            check_voting_site(station, site)
        holder = self.numbers.setdefault(Numbered(station.area, station.number), station.id)
        if holder != station.id:
            raise Invalid(
                f"number: {station.number} in {station.area} is that of polling station {holder}",
                reason="number-taken",
            )


async def _look_up(registers: ElectionRegisters, election: str, stations: Sequence[PollingStation]) -> _There:
    """Sites first: they are locked, and sites come before all else."""
    references = registers.references
    sites = await references.sites({station.site for station in stations if station.site is not None})
    areas = await references.areas({station.area for station in stations})
    wanted = {Numbered(station.area, station.number) for station in stations}
    return _There(areas, sites, dict(await references.numbers(election, wanted)))


def _unknown(member: str, collection: str, key: str) -> Invalid:
    return Invalid(
        f"{member}: there is no {key} among the {collection}; PUT /v1/{collection}/{key} first",
        reason="unknown-reference",
    )
