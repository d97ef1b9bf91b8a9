"""How full the disks are that recordings fill: the spool's, and the store's where the store is a folder."""

from dataclasses import dataclass
from enum import StrEnum


class Disk(StrEnum):
    """Whose disk; it may be one."""

    SPOOL = "spool"
    STORE = "store"


@dataclass(frozen=True, slots=True)
class Use:
    """Parts in use, 0 to 1; `store` is None where recordings are kept elsewhere."""

    spool: float
    store: float | None

    @property
    def fullest(self) -> float:
        """Of the fuller one."""
        return max(self.spool, self.store or 0.0)


@dataclass(frozen=True, slots=True)
class Marks:
    """Parts of a disk in use, 0 to 1: at `high` room is made down to `low`."""

    high: float
    low: float

    def is_filling(self, use: Use) -> bool:
        """Whether a disk comes near the high-water mark."""
        return use.fullest >= self.low

    def is_nearly_full(self, use: Use) -> bool:
        """Whether a disk has reached it: nothing more may come."""
        return use.fullest >= self.high

    def room_can_be_made(self, use: Use) -> bool:
        """Whether letting recordings go helps: the store's disk is nearly full, not the spool's alone."""
        return use.store is not None and use.store >= self.high

    def wants_room(self, use: Use) -> bool:
        """Whether what was let go is not enough yet."""
        return use.store is not None and use.store >= self.low
