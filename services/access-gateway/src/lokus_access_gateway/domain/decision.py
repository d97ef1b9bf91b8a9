"""The first decider: may this caller do this with this camera, now? Deny unless a rule allows.

The rules stand in one order and the first that applies answers: a private zone is denied above
everything; the platform's operator sees no video; an owner sees its own; nobody else sees a camera
that is not in service; then a grant to the caller's organisation. A denial names the nearest reason,
so that a person knows what to ask for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from lokus_access_gateway.domain.grant import Grant, SeenState
from lokus_identity.caller import Caller, Role
from lokus_proto.v1.camera import CameraRecord
from lokus_proto.v1.grant_change import Action


class Reason(StrEnum):
    """Why the answer is what it is."""

    OWNER = "owner"
    GRANT = "grant"
    PRIVATE_ZONE = "private-zone"
    NOT_IN_SERVICE = "not-in-service"
    OPERATOR = "operator"
    ROLE = "role"
    NO_GRANT = "no-grant"
    NOT_YET = "not-yet"
    EXPIRED = "expired"
    REVOKED = "revoked"
    BEFORE_GRANT = "before-grant"


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer. `grant` is the id of the grant that allows, `since` how far back it reaches (None: all)."""

    allowed: bool
    reason: Reason
    grant: str | None = None
    since: datetime | None = None


_OWNING: Final = frozenset({Role.OWNER_ADMIN, Role.PARTNER})
_VIEWING: Final = _OWNING | {Role.AGENCY_OPERATOR, Role.OBSERVER}
_CLOSED: Final = {
    SeenState.SCHEDULED: Reason.NOT_YET,
    SeenState.EXPIRED: Reason.EXPIRED,
    SeenState.REVOKED: Reason.REVOKED,
}


def decide(
    caller: Caller, camera: CameraRecord, action: Action, grants: Iterable[Grant], now: datetime
) -> Decision:
    """Decide on a camera of the caller's own tenant; `grants` are those of the caller's organisation."""
    return _whatever_is_granted(caller, camera) or _as_granted(caller, camera, action, grants, now)


def owns(caller: Caller, owner: str) -> bool:
    """Whether the caller speaks for that owner."""
    return caller.organisation == owner and not caller.roles.isdisjoint(_OWNING)


def _whatever_is_granted(caller: Caller, camera: CameraRecord) -> Decision | None:
    if camera.zone.private:
        return Decision(allowed=False, reason=Reason.PRIVATE_ZONE)
    if Role.PLATFORM_OPERATOR in caller.roles:
        return Decision(allowed=False, reason=Reason.OPERATOR)
    if owns(caller, camera.owner):
        return Decision(allowed=True, reason=Reason.OWNER)
    if not camera.in_service:
        return Decision(allowed=False, reason=Reason.NOT_IN_SERVICE)
    return None


def _as_granted(
    caller: Caller, camera: CameraRecord, action: Action, grants: Iterable[Grant], now: datetime
) -> Decision:
    fitting = [
        grant
        for grant in grants
        if (grant.tenant, grant.grantee) == (caller.tenant, caller.organisation)
        and action in grant.actions
        and grant.selects(camera)
    ]
    active = [grant for grant in fitting if grant.seen_at(now) is SeenState.ACTIVE]
    if active and caller.roles.isdisjoint(_VIEWING):
        return Decision(allowed=False, reason=Reason.ROLE)
    if active:
        longest = max(active, key=lambda grant: (grant.not_after, grant.id))
        since = min(grant.not_before for grant in active)
        return Decision(allowed=True, reason=Reason.GRANT, grant=longest.id, since=since)
    return Decision(allowed=False, reason=_nearest(fitting, now))


def _nearest(closed: list[Grant], now: datetime) -> Reason:
    if not closed:
        return Reason.NO_GRANT
    return _CLOSED[min(closed, key=lambda grant: (_distance(grant, now), grant.id)).seen_at(now)]


def _distance(grant: Grant, now: datetime) -> timedelta:
    moments = {
        SeenState.SCHEDULED: grant.not_before,
        SeenState.EXPIRED: grant.not_after,
        SeenState.REVOKED: grant.changed_at,
    }
    return abs(now - moments[grant.seen_at(now)])
