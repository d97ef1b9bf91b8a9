"""A report as a whole, put together from its parts as they come."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from lokus_proto.v1.delivery_report import CameraSpans, DeliveryReport


@dataclass(frozen=True, slots=True)
class Report:
    """What the cameras of one reporter and tenant delivered in one period; each is named once."""

    tenant: str
    reporter: str
    sequence: int
    start: datetime
    end: datetime
    cameras: tuple[CameraSpans, ...]


@dataclass(slots=True)
class _Begun:
    place: int
    parts: dict[int, DeliveryReport] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        return len(self.parts) == next(iter(self.parts.values())).parts

    def report(self, tenant: str) -> Report:
        first = next(iter(self.parts.values()))
        cameras: dict[str, CameraSpans] = {}
        for _, part in sorted(self.parts.items()):
            for each in part.cameras:
                cameras.setdefault(each.camera, each)
        told = tuple(cameras.values())
        return Report(tenant, first.reporter, first.sequence, first.start, first.end, told)


class Parts:
    """Keeps the parts of reports that are not whole yet."""

    def __init__(self) -> None:
        self._begun: dict[tuple[str, str], _Begun] = {}

    def take(self, tenant: str, part: DeliveryReport, place: int) -> Iterator[Report]:
        """Take a part, read at that place; yield what is whole now, and what never will be."""
        key = (tenant, part.reporter)
        begun = self._begun.get(key)
        if begun is not None:
            sequence = next(iter(begun.parts.values())).sequence
            if part.sequence < sequence:
                return
            if part.sequence > sequence:
                yield self._begun.pop(key).report(tenant)
        begun = self._begun.setdefault(key, _Begun(place))
        begun.parts.setdefault(part.part, part)
        if begun.whole:
            yield self._begun.pop(key).report(tenant)

    def given_up(self, before: datetime) -> Iterator[Report]:
        """Yield, as they are, those that end before a moment: their rest will not come."""
        for key, begun in list(self._begun.items()):
            report = begun.report(key[0])
            if report.end < before:
                del self._begun[key]
                yield report

    def needed_from(self, place: int) -> int:
        """Up to where nothing need be read again, when all up to `place` was read."""
        return min((begun.place - 1 for begun in self._begun.values()), default=place)
