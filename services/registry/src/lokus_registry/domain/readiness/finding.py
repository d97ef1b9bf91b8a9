"""What was found at a site, and what follows for each item of the standards that it is held to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lokus_kit.errors import Invalid
from lokus_registry.domain.place import NoticeSign
from lokus_registry.domain.readiness.standard import Rule, Standard, StandardItem


class ItemState(StrEnum):
    """How an item of a site stands."""

    MET = "met"
    GAP = "gap"
    """Somebody looked and it is not there, or a zone has no camera that delivers now."""
    EXPIRED = "expired"
    """It was there, too long ago."""
    MISSING = "missing"
    """Nobody has looked, or the site has no such zone."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What somebody saw; `evidence` is a file."""

    fulfilled: bool
    observed_at: datetime
    note: str | None = None
    evidence: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What was recorded for an item at a site, by whom and when; the newest by `observed_at` counts."""

    site: str
    item: str
    fulfilled: bool
    observed_at: datetime
    note: str | None
    evidence: str | None
    expires_at: datetime | None
    by: str
    organisation: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class NumberedFinding:
    """A finding in the history of an item at a site; `number` counts them from 1, as they were recorded."""

    number: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class ZoneSight:
    """A zone, and whether a camera in service looks at it and delivers now."""

    id: str
    kind: str
    seen: bool


@dataclass(frozen=True, slots=True)
class ItemReadiness:
    """An item of a standard at a site; `unseen` are zones without a camera that delivers."""

    standard: str
    item: StandardItem
    state: ItemState
    finding: Finding | None = None
    expires_at: datetime | None = None
    unseen: tuple[str, ...] = ()


def check_observation(seen: Observation, now: datetime) -> None:
    """Invalid if it was seen later than now, or expired before it was seen."""
    if seen.observed_at > now:
        raise Invalid("observed_at: is yet to come; tell what was found", reason="future")
    if seen.expires_at is not None and seen.expires_at <= seen.observed_at:
        raise Invalid("expires_at: lies not behind observed_at", reason="times")


@dataclass(frozen=True, slots=True)
class Sight:
    """All that is known of a site: the newest findings by item, its zones, its notice sign."""

    findings: Mapping[str, Finding]
    zones: Sequence[ZoneSight] = ()
    notice_sign: NoticeSign | None = None


def readiness(standards: Sequence[Standard], sight: Sight, now: datetime) -> Iterator[ItemReadiness]:
    """How each item of the standards stands at a site of which this is known.

    `adapters/readiness/wanting.py` says the same in SQL, for many sites at once.
    """
    for standard in standards:
        for item in standard.items:
            match item.rule:
                case Rule.CAMERAS:
                    yield _by_cameras(standard, item, sight.zones)
                case Rule.NOTICE_SIGN:
                    yield _by_notice_sign(standard, item, sight.notice_sign)
                case Rule.RECORD:
                    yield _by_record(standard, item, sight.findings.get(item.key), now)


def _by_notice_sign(standard: Standard, item: StandardItem, sign: NoticeSign | None) -> ItemReadiness:
    if sign is None:
        return ItemReadiness(standard.id, item, ItemState.MISSING)
    return ItemReadiness(standard.id, item, ItemState.MET if sign.present else ItemState.GAP)


def _by_cameras(standard: Standard, item: StandardItem, zones: Sequence[ZoneSight]) -> ItemReadiness:
    asked = [zone for zone in zones if zone.kind in item.zone_kinds]
    unseen = tuple(zone.id for zone in asked if not zone.seen)
    state = ItemState.MISSING if not asked else ItemState.GAP if unseen else ItemState.MET
    return ItemReadiness(standard.id, item, state, unseen=unseen)


def _by_record(
    standard: Standard, item: StandardItem, finding: Finding | None, now: datetime
) -> ItemReadiness:
    if finding is None:
        return ItemReadiness(standard.id, item, ItemState.MISSING)
    expires_at = _expiry(item, finding)
    if not finding.fulfilled:
        state = ItemState.GAP
    else:
        state = ItemState.EXPIRED if expires_at is not None and expires_at <= now else ItemState.MET
    return ItemReadiness(standard.id, item, state, finding, expires_at)


def _expiry(item: StandardItem, finding: Finding) -> datetime | None:
    """The earlier of what the finding and what the standard says."""
    days = item.valid_days
    by_standard = None if days is None else finding.observed_at + timedelta(days=days)
    known = [moment for moment in (finding.expires_at, by_standard) if moment is not None]
    return min(known, default=None)
