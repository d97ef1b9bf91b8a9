"""Polling stations of an election, kept by the platform operator and read by everybody."""

from lokus_identity.caller import Caller
from lokus_kit.errors import LokusError, NotFound
from lokus_proto.v1.records_changed import Change
from lokus_registry.application import collection
from lokus_registry.application.collection import ANYHOW, Page, Precondition
from lokus_registry.application.elections.many import FEED, feed_id, put_stations
from lokus_registry.application.elections.ports import Begin, StationFilter, StationRegister
from lokus_registry.application.outcome import Outcome
from lokus_registry.application.ports import Lock, Window
from lokus_registry.domain.elections.polling_station import PollingStation
from lokus_registry.domain.policy.directory import may_change_directory, may_read_directory


class PollingStations:
    """The calls on polling stations."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def put(self, caller: Caller, station: PollingStation, precondition: Precondition = ANYHOW) -> bool:
        """Create or replace; True when it is new."""
        may_change_directory(caller)
        async with self._begin(caller.tenant) as registers:
            await collection.existing(registers.elections, "election", station.election)
            if station.site is not None:  # sites are locked before all else
                await registers.references.sites([station.site])
            before = await registers.stations(station.election).find(station.id, Lock.CHANGE)
            precondition.check("polling station", station.id, before)
            [result] = await put_stations(registers, station.election, [station])
            if isinstance(result, LokusError):
                raise result
            if before is None and result is not Outcome.CREATED:  # another created it at the same moment
                precondition.check("polling station", station.id, station)
            if result is not Outcome.UNCHANGED:
                await registers.announcer.changed(caller, FEED, [feed_id(station)])
            return result is Outcome.CREATED

    async def get(self, caller: Caller, election: str, code: str) -> PollingStation:
        """One polling station."""
        may_read_directory(caller)
        async with self._begin(caller.tenant) as registers:
            return await _existing(registers.stations(election), election, code)

    async def page(
        self, caller: Caller, election: str, wanted: StationFilter, window: Window
    ) -> Page[PollingStation]:
        """Some of those that are wanted, in the order of their codes."""
        may_read_directory(caller)
        async with self._begin(caller.tenant) as registers:
            await collection.existing(registers.elections, "election", election)
            found = await registers.stations(election).search(wanted, Window(window.limit + 1, window.after))
        items = found[: window.limit]
        return Page(items, items[-1].id if len(found) > window.limit else None)

    async def remove(
        self, caller: Caller, election: str, code: str, precondition: Precondition = ANYHOW
    ) -> None:
        """Remove one."""
        may_change_directory(caller)
        async with self._begin(caller.tenant) as registers:
            stations = registers.stations(election)
            before = await _existing(stations, election, code, Lock.CHANGE)
            precondition.check("polling station", code, before)
            await stations.remove(code)
            await registers.announcer.changed(caller, FEED, [feed_id(before)], Change.REMOVED)


async def _existing(
    stations: StationRegister, election: str, code: str, lock: Lock = Lock.NONE
) -> PollingStation:
    found = await stations.find(code, lock)
    if found is None:
        raise NotFound(f"there is no polling station {code} in election {election}")
    return found
