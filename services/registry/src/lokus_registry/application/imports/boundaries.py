"""Takes the boundaries of areas, which are checked and written many at once (`geography.many`)."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from lokus_kit.errors import LokusError
from lokus_registry.application.geography.boundaries import FEED
from lokus_registry.application.geography.many import put_boundaries
from lokus_registry.application.imports.features import Feature, Features
from lokus_registry.application.imports.ports import BadRowError, ImportGeography
from lokus_registry.application.outcome import Outcome
from lokus_registry.domain.geography.boundary import Boundary
from lokus_registry.domain.imports.job import Counts, Import, RowError

_BREATH_FEATURES: Final = 5
"""After so many, which may hold thousands of positions, others get their turn on the event loop."""


class FeatureReader(Protocol):
    """The schema of features."""

    def asked(self, feature: Mapping[str, Any]) -> Boundary:
        """The boundary that a feature draws; BadRowError says what is wrong with it."""
        ...


class BoundaryIntake:
    """Boundaries of areas that are there."""

    def __init__(self, reader: FeatureReader) -> None:
        self._reader = reader

    async def take(
        self, registers: ImportGeography, job: Import, features: Features
    ) -> tuple[Counts, Sequence[RowError]]:
        """Draw what the features ask for; return what became of them, and the errors in order of the file."""
        asked, errors = await self._read(features)
        async with registers.attempt(dry_run=job.order.dry_run):
            results = await put_boundaries(registers, [boundary for _, boundary in asked])
            became: Counter[str] = Counter()
            drawn = []
            for (feature, boundary), result in zip(asked, results, strict=True):
                if isinstance(result, LokusError):
                    errors[feature.number] = [feature.error(None, result.detail)]
                else:
                    became[result.value] += 1
                    drawn += [boundary.id] if result is not Outcome.UNCHANGED else []
            await registers.announcer.changed(job.caller, FEED, drawn)
        told = [error for _, its in sorted(errors.items()) for error in its]
        return Counts(**became, failed=len(errors)), told

    async def _read(
        self, features: Features
    ) -> tuple[list[tuple[Feature, Boundary]], dict[int, Sequence[RowError]]]:
        """The boundaries that are asked for, and the errors of the other features by their numbers."""
        asked, errors = [], dict(features.errors)
        for place, feature in enumerate(features.items):
            if place % _BREATH_FEATURES == 0:
                await asyncio.sleep(0)
            try:
                asked.append((feature, self._reader.asked(feature.members)))
            except BadRowError as error:
                errors[feature.number] = [feature.error(member, detail) for member, detail in error.faults]
        return asked, errors
