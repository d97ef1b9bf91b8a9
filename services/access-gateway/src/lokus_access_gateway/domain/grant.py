"""A grant: what an owner shares with another organisation, where, for how long.

Its window includes `not_before` and excludes `not_after`. Revoking is for ever and counts the epoch
up. Whether a window is open is a question of the clock, so it is asked with a moment in hand.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from lokus_proto.v1.camera import CameraRecord
from lokus_proto.v1.grant_change import Action, GrantChanged, GrantState, Locus, Purpose


class SeenState(StrEnum):
    """A grant's state at some moment."""

    SCHEDULED = "scheduled"
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Grant:
    """One grant as it stands; `changed_at` is when it was made or, once revoked, when that happened."""

    tenant: str
    id: str
    epoch: int
    state: GrantState
    owner: str
    grantee: str
    locus: Locus
    purpose: Purpose
    actions: frozenset[Action]
    not_before: datetime
    not_after: datetime
    changed_by: str
    changed_at: datetime
    reason: str | None = None

    def seen_at(self, now: datetime) -> SeenState:
        """The state at a moment."""
        if self.state is GrantState.REVOKED:
            return SeenState.REVOKED
        if now < self.not_before:
            return SeenState.SCHEDULED
        return SeenState.ACTIVE if now < self.not_after else SeenState.EXPIRED

    def selects(self, camera: CameraRecord) -> bool:
        """Whether the camera belongs to the owner and lies in the locus."""
        if camera.owner != self.owner:
            return False
        locus = self.locus
        return (
            camera.id in locus.cameras
            or camera.zone.id in locus.zones
            or camera.site.id in locus.sites
            or not set(camera.areas).isdisjoint(locus.areas)
        )

    def revoked(self, by: str, at: datetime, reason: str | None) -> "Grant":
        """The same grant, revoked."""
        return replace(
            self,
            epoch=self.epoch + 1,
            state=GrantState.REVOKED,
            changed_by=by,
            changed_at=at,
            reason=reason,
        )


@dataclass(frozen=True, slots=True)
class GrantFile:
    """A grant with what is kept beside it; `letter` is the number of the written request."""

    grant: Grant
    letter: str | None
    created_by: str
    created_at: datetime


def same_scope(one: GrantFile, other: GrantFile) -> bool:
    """Whether two grants say the same, whatever became of them since."""
    return _scope(one) == _scope(other)


def _scope(file: GrantFile) -> tuple[object, ...]:
    grant = file.grant
    return (
        grant.owner,
        grant.grantee,
        grant.locus,
        grant.purpose,
        grant.actions,
        grant.not_before,
        grant.not_after,
        file.letter,
    )


def told(grant: Grant) -> GrantChanged:
    """The message that tells of a grant."""
    return GrantChanged(
        grant=grant.id,
        epoch=grant.epoch,
        state=grant.state,
        owner=grant.owner,
        grantee=grant.grantee,
        locus=grant.locus,
        purpose=grant.purpose,
        actions=tuple(sorted(grant.actions)),
        not_before=grant.not_before,
        not_after=grant.not_after,
        changed_by=grant.changed_by,
        changed_at=grant.changed_at,
        reason=grant.reason,
    )


def heard(tenant: str, change: GrantChanged) -> Grant:
    """The grant that a message tells of."""
    return Grant(
        tenant=tenant,
        id=change.grant,
        epoch=change.epoch,
        state=change.state,
        owner=change.owner,
        grantee=change.grantee,
        locus=change.locus,
        purpose=change.purpose,
        actions=frozenset(change.actions),
        not_before=change.not_before,
        not_after=change.not_after,
        changed_by=change.changed_by,
        changed_at=change.changed_at,
        reason=change.reason,
    )
