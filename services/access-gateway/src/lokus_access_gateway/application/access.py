"""The one place that answers "may they?", and that tells who listens when an answer may have changed.

It holds cameras and grants in memory, fed by the bus, the database and this gateway's own use
cases. It answers nothing before it has caught up with both: an empty index would deny everybody.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from lokus_access_gateway.application.ports import DecisionMeter
from lokus_access_gateway.domain.camera_index import CameraIndex
from lokus_access_gateway.domain.decision import Decision, Reason, decide
from lokus_access_gateway.domain.grant import Grant
from lokus_access_gateway.domain.grant_index import GrantIndex
from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import Forbidden, NotFound, Unavailable
from lokus_kit.health import Health
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraRecord
from lokus_proto.v1.grant_change import Action
from lokus_proto.v1.stream_state import StreamState

SEEN_ACTIONS: Final = (Action.LIVE, Action.PLAYBACK, Action.EXPORT, Action.EVENTS)
"""What this gateway serves of the actions that a grant may hold."""

_TEXTS: Final = {
    Reason.PRIVATE_ZONE: "the camera looks into a private zone, which is never shared",
    Reason.NOT_IN_SERVICE: "the camera is not in service: its owner has not put it there, or took it out",
    Reason.OPERATOR: "the operator of the platform sees no video",
    Reason.ROLE: "your organisation has a grant, but your role does not view",
    Reason.NO_GRANT: "your organisation has no grant for this: ask the camera's owner for one",
    Reason.NOT_YET: "the grant for this has not begun",
    Reason.EXPIRED: "the grant for this has ended",
    Reason.REVOKED: "the grant for this was revoked",
    Reason.BEFORE_GRANT: "this was before your organisation's grant began",
}


@dataclass(frozen=True, slots=True)
class Change:
    """Answers on these cameras may differ now; for one organisation, or for everybody if None."""

    tenant: str
    cameras: tuple[str, ...]
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class CameraView:
    """A camera as one caller may see it; `grant` is None for its owner."""

    camera: CameraRecord
    state: StreamState | None
    actions: tuple[Action, ...]
    grant: str | None


class Access:
    """Cameras, grants, and what they allow. Runs on the event loop alone."""

    def __init__(self, clock: Clock, meter: DecisionMeter, health: Health) -> None:
        self._clock = clock
        self._meter = meter
        self._cameras = CameraIndex()
        self._grants = GrantIndex()
        self._behind = {"cameras": health.condition("cameras"), "grants": health.condition("grants")}
        self._listeners: list[Callable[[Change], None]] = []

    def listen(self, listener: Callable[[Change], None]) -> None:
        """Tell `listener` of every change, at once."""
        self._listeners.append(listener)

    def caught_up(self, part: str) -> None:
        """All `cameras` or `grants` that were known when we asked are in."""
        self._behind[part].ok()

    def require_caught_up(self) -> None:
        """Unavailable while cameras or grants are still being learnt."""
        for part, condition in self._behind.items():
            if condition.reason is not None:
                raise Unavailable(f"this gateway is still learning its {part}: try again in a moment")

    def take_camera(self, tenant: str, camera: CameraRecord) -> None:
        """The registry told of a camera."""
        if self._cameras.put(tenant, camera):
            self._tell(Change(tenant, (camera.id,)))

    def take_state(self, tenant: str, state: StreamState) -> None:
        """Ingest told of a stream."""
        self._cameras.put_state(tenant, state)
        self._tell(Change(tenant, (state.camera,)))

    def take_grant(self, grant: Grant) -> None:
        """A grant was made, or changed."""
        if self._grants.put(grant):
            self._tell_grant(grant)

    def next_edge(self, after: datetime) -> datetime | None:
        """The next moment at which a grant opens or ends by itself."""
        return self._grants.next_edge(after)

    def pass_edges(self, after: datetime, until: datetime) -> None:
        """Time has gone on: tell of the grants that opened or ended."""
        for grant in self._grants.passed(after, until):
            self._tell_grant(grant)

    def state(self, tenant: str, camera: str, stream: StreamName) -> StreamState | None:
        """What was last heard of a stream."""
        return self._cameras.state(tenant, camera, stream)

    def decide(self, caller: Caller, camera: CameraRecord, action: Action) -> Decision:
        """Whether the caller may do this now."""
        grants = self._grants.of_grantee(caller.tenant, caller.organisation)
        return decide(caller, camera, action, grants, self._clock.now())

    def still_allowed(self, caller: Caller, camera: str, action: Action) -> Decision:
        """The same by id, for one who was let in: a camera that is gone is no longer granted."""
        found = self._cameras.get(caller.tenant, camera)
        if found is None:
            return Decision(allowed=False, reason=Reason.NO_GRANT)
        return self.decide(caller, found, action)

    def require(self, caller: Caller, camera: str, action: Action) -> CameraRecord:
        """The camera, if the caller may do this with it now; else NotFound, or Forbidden with the reason."""
        found = self._camera(caller, camera)
        decision = self.decide(caller, found, action)
        self._meter.decided(action, decision)
        if not decision.allowed:
            raise forbidden(decision.reason)
        return found

    def require_past(self, caller: Caller, camera: str, action: Action, moment: datetime) -> None:
        """Forbidden if the caller may do this now, yet not for what was at `moment`: the grant is younger."""
        since = self.decide(caller, self.require(caller, camera, action), action).since
        if since is not None and moment < since:
            raise forbidden(Reason.BEFORE_GRANT)

    def require_view(self, caller: Caller, camera: str) -> CameraView:
        """The camera as the caller may see it; NotFound, or Forbidden with the reason for live viewing."""
        found = self._camera(caller, camera)
        if (view := self._view(caller, found)) is None:
            raise forbidden(self.decide(caller, found, Action.LIVE).reason)
        return view

    def page(self, caller: Caller, after: str, limit: int) -> list[CameraView]:
        """What the caller may see behind an id, in the order of ids."""
        self.require_caught_up()
        candidates = {camera.id: camera for camera in self._candidates(caller) if camera.id > after}
        views = (self._view(caller, candidates[camera]) for camera in sorted(candidates))
        return list(islice((view for view in views if view is not None), limit))

    def view(self, caller: Caller, camera: str) -> CameraView | None:
        """The camera as the caller may see it; None if not at all."""
        found = self._cameras.get(caller.tenant, camera)
        return None if found is None else self._view(caller, found)

    def reaches(self, caller: Caller, action: Action) -> dict[str, datetime | None]:
        """The cameras with which the caller may do this now, and since when (None: always)."""
        self.require_caught_up()
        decisions = {camera.id: self.decide(caller, camera, action) for camera in self._candidates(caller)}
        return {camera: found.since for camera, found in decisions.items() if found.allowed}

    def visible(self, caller: Caller) -> list[CameraView]:
        """All that the caller may see, in the order of ids."""
        return self.page(caller, "", sys.maxsize)

    def _camera(self, caller: Caller, camera: str) -> CameraRecord:
        self.require_caught_up()
        if (found := self._cameras.get(caller.tenant, camera)) is None:
            raise NotFound(f"there is no camera {camera}")
        return found

    def _candidates(self, caller: Caller) -> Iterator[CameraRecord]:
        yield from self._cameras.owned_by(caller.tenant, caller.organisation)
        for grant in self._grants.of_grantee(caller.tenant, caller.organisation):
            yield from self._cameras.selected(grant.tenant, grant.owner, grant.locus)

    def _view(self, caller: Caller, camera: CameraRecord) -> CameraView | None:
        decisions = {action: self.decide(caller, camera, action) for action in SEEN_ACTIONS}
        allowed = {action: found for action, found in decisions.items() if found.allowed}
        if not allowed:
            return None
        stream = StreamName.MAIN if StreamName.MAIN in camera.streams else StreamName.SUB
        return CameraView(
            camera,
            self._cameras.state(caller.tenant, camera.id, stream),
            tuple(allowed),
            next(iter(allowed.values())).grant,
        )

    def _tell_grant(self, grant: Grant) -> None:
        cameras = self._cameras.selected(grant.tenant, grant.owner, grant.locus)
        ids = tuple(camera.id for camera in cameras)
        self._tell(Change(grant.tenant, ids, grant.grantee))

    def _tell(self, change: Change) -> None:
        for listener in self._listeners:
            listener(change)


def forbidden(reason: Reason) -> Forbidden:
    """A denial as the caller is told it."""
    return Forbidden(_TEXTS[reason], reason=reason)
