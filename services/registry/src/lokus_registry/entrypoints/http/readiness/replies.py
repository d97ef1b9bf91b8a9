"""What the routes of readiness answer."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from lokus_proto.v1.camera import SiteKind
from lokus_registry.application.readiness.looking import SiteReadiness
from lokus_registry.domain.readiness.finding import ItemState, NumberedFinding
from lokus_registry.domain.readiness.standard import Rule
from lokus_registry.entrypoints.http.bodies import Reply


class FindingReply(Reply):
    """The newest finding: who, when, with which evidence."""

    fulfilled: bool
    note: str | None
    evidence: str | None
    observed_at: datetime
    expires_at: datetime | None
    by: str
    organisation: str
    recorded_at: datetime


class NumberedFindingReply(FindingReply):
    """A finding in the history of an item."""

    number: int = Field(description="counts the findings of the item at the site from 1")


class HistoryReply(Reply):
    """What was ever recorded, the last first."""

    items: Sequence[NumberedFindingReply]
    next: int | None = Field(description="send it as `behind` for the next page; null at the end")


class ItemReply(Reply):
    """How an item stands."""

    standard: str
    key: str
    name: str
    rule: Rule
    required: bool
    state: ItemState
    finding: FindingReply | None
    expires_at: datetime | None = Field(description="the earlier of what the finding and the standard says")
    unseen: Sequence[str] = Field(description="zones without a camera in service that delivers now")


class SiteReadinessReply(Reply):
    """A site, and how the items stand that are asked of it."""

    site: str
    name: str
    kind: SiteKind
    owner: str
    area: str
    items: Sequence[ItemReply]


class WholeReadinessReply(SiteReadinessReply):
    """The same, of all items."""

    ready: bool = Field(description="something is asked of it, and all that is required is met")


def members(found: SiteReadiness) -> dict[str, object]:
    """What a reply tells of a site."""
    site = found.site
    items = [
        {name: getattr(each.item, name) for name in ("key", "name", "rule", "required")}
        | {name: getattr(each, name) for name in ("standard", "state", "finding", "expires_at", "unseen")}
        for each in found.items
    ]
    named = {"site": site.id, "name": site.name, "kind": site.kind, "owner": site.owner, "area": site.area}
    return named | {"items": items}


def whole(found: SiteReadiness) -> WholeReadinessReply:
    """All of it."""
    return WholeReadinessReply.model_validate(members(found) | {"ready": found.is_ready})


def history_reply(found: Sequence[NumberedFinding], limit: int) -> HistoryReply:
    """A page of at most `limit` findings, of which one more was read."""
    items = [
        NumberedFindingReply(number=each.number, **FindingReply.model_validate(each.finding).model_dump())
        for each in found[:limit]
    ]
    return HistoryReply(items=items, next=items[-1].number if len(found) > limit else None)
