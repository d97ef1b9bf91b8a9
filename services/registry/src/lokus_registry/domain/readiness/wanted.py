"""Which sites and items a survey of readiness is about, and how an area's items stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from lokus_proto.v1.camera import SiteKind
from lokus_registry.domain.readiness.finding import ItemReadiness, ItemState


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sites, and which of their items; None: that does not matter. `area` means all within it."""

    kind: SiteKind | None = None
    area: str | None = None
    owner: str | None = None
    item: str | None = None
    state: ItemState | None = None
    required: bool | None = None

    def of(self, items: Sequence[ItemReadiness]) -> tuple[ItemReadiness, ...]:
        """Those of a site's items that are asked for."""
        return tuple(
            each
            for each in items
            if (self.item is None or each.item.key == self.item)
            and (self.state is None or each.state is self.state)
            and (self.required is None or each.item.required is self.required)
        )


@dataclass(frozen=True, slots=True)
class AreaReadiness:
    """How many items stand how at the sites of an area; `sites` are those of which any is asked."""

    area: str
    name: str
    sites: int
    met: int
    gap: int
    expired: int
    missing: int
