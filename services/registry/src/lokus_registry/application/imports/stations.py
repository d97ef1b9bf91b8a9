"""Takes polling stations, which are checked and written many at once as they are (`elections.many`)."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from lokus_kit.errors import BadInput, LokusError
from lokus_registry.application.elections.many import FEED, feed_id, put_stations
from lokus_registry.application.elections.ports import StationFilter
from lokus_registry.application.imports.lines import Lines
from lokus_registry.application.imports.ports import BadRowError, ImportElections, Reader
from lokus_registry.application.outcome import Outcome, Result
from lokus_registry.application.ports import Lock, Window
from lokus_registry.domain.elections.polling_station import PollingStation
from lokus_registry.domain.imports.job import Counts, Import, ImportMode, RowError
from lokus_registry.domain.imports.merging import merged

Rows = Sequence[tuple[int, dict[str, Any]]]
StationReader = Reader[PollingStation, PollingStation]


class StationIntake:
    """Polling stations of the election that the order names."""

    def __init__(self, reader_of: Callable[[str], StationReader]) -> None:
        """`reader_of` gives the schema of the rows of an election."""
        self._reader_of = reader_of
        self.members = reader_of("").members

    async def take(
        self, registers: ImportElections, job: Import, lines: Lines
    ) -> tuple[Counts, Sequence[RowError]]:
        """Put the rows; BadInput when there is no such election."""
        election = job.order.election or ""
        if await registers.elections.find(election) is None:
            raise BadInput(f"there is no election {election}; PUT /v1/elections/{election} first")
        reader = self._reader_of(election)
        batch = _Batch(reader, list(lines.errors))
        present: Mapping[str, PollingStation] | None = None
        if job.order.mode is ImportMode.UPDATE:
            present = await _held(registers, election, _Batch(reader, []), lines.rows)
        asked = batch.read(lines.rows, present)
        async with registers.attempt(dry_run=job.order.dry_run):
            results = await put_stations(registers, election, list(asked.values()))
            ids = [
                feed_id(station)
                for station, result in zip(asked.values(), results, strict=True)
                if result in {Outcome.CREATED, Outcome.UPDATED}
            ]
            await registers.announcer.changed(job.caller, FEED, ids)
        return batch.end(dict(zip(asked, results, strict=True)))


class _Batch:
    """The rows of one batch, and their errors."""

    def __init__(self, reader: StationReader, errors: list[RowError]) -> None:
        self._reader = reader
        self._errors = errors

    def keys(self, rows: Rows) -> list[str]:
        """The ids of those that have one."""
        found = []
        for _, row in rows:
            with suppress(BadRowError):
                found.append(self._reader.key(row))
        return found

    def read(self, rows: Rows, present: Mapping[str, PollingStation] | None) -> dict[int, PollingStation]:
        """What the rows ask for, by their lines; of those in `present` the rest stays as it is."""
        asked = {}
        for line, row in rows:
            try:
                asked[line] = self._reader.asked(row if present is None else self._whole(row, present))
            except BadRowError as error:
                self._errors += [RowError(line, member, detail) for member, detail in error.faults]
        return asked

    def end(self, results: Mapping[int, Result]) -> tuple[Counts, Sequence[RowError]]:
        """What became of all."""
        became: Counter[str] = Counter()
        for line, result in results.items():
            if isinstance(result, LokusError):
                self._errors.append(RowError(line, *self._fault(result)))
            else:
                became[result.value] += 1
        errors = sorted(self._errors, key=lambda error: error.line)
        return Counts(**became, failed=len({error.line for error in errors})), errors

    def _whole(self, row: dict[str, Any], present: Mapping[str, PollingStation]) -> dict[str, Any]:
        key = self._reader.key(row)
        if key not in present:
            raise BadRowError([("id", f"there is no {key} to update")])
        return merged(self._reader.row(present[key]), row)

    def _fault(self, error: LokusError) -> tuple[str | None, str]:
        member, colon, detail = error.detail.partition(": ")
        known = colon and member in self._reader.members
        return (member, detail) if known else (None, error.detail)


async def _held(
    registers: ImportElections, election: str, look: _Batch, rows: Rows
) -> Mapping[str, PollingStation]:
    """Hold those that the rows change, so that what they leave as it is stays as it is now.

    Sites come before all else: those where they vote and will vote are known by a first look.
    """
    keys = look.keys(rows)
    seen = await _present(registers, election, keys, Lock.NONE)
    asked = look.read(rows, seen)
    sites = {station.site for station in (*seen.values(), *asked.values()) if station.site is not None}
    await registers.references.sites(sites)
    return await _present(registers, election, keys, Lock.CHANGE)


async def _present(
    registers: ImportElections, election: str, keys: Sequence[str], lock: Lock
) -> Mapping[str, PollingStation]:
    wanted = StationFilter(among=keys)
    found = await registers.stations(election).search(wanted, Window(max(1, len(keys))), lock)
    return {station.id: station for station in found}
