"""The JSON of the API."""

from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from lokus_access_gateway.application.access import CameraView
from lokus_access_gateway.domain.event import Event
from lokus_access_gateway.domain.grant import GrantFile, SeenState
from lokus_proto.envelope import Token
from lokus_proto.v1.event import EndReason, EventKind, Region
from lokus_proto.v1.grant_change import Action, GrantState, Locus, Purpose
from lokus_proto.v1.stream_state import Measured, Phase, Reader, ReasonKind, RecordingState

UNKNOWN = "unknown"

Text = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class Me(BaseModel):
    """The caller, as the token says it."""

    subject: str
    name: str
    tenant: str
    organisation: str
    roles: list[str]


class Place(BaseModel):
    """A site or a zone."""

    id: str
    name: str
    kind: str


class CameraItem(BaseModel):
    """A camera that the caller may see; `reason` and what follows up to `recording` is of its main stream."""

    id: str
    name: str
    site: Place
    zone: Place
    areas: tuple[str, ...]
    owner: str
    status: str = Field(description=f"{UNKNOWN}, {', '.join(Phase)}")
    reason: ReasonKind | None
    detail: str | None
    measured: Measured | None
    reader: Reader | None = Field(description="what reads the camera for ingest; told to its owner alone")
    recording: RecordingState | None = Field(description="whether it is recorded; told to its owner alone")
    actions: tuple[Action, ...]
    grant: str | None

    @classmethod
    def of(cls, view: CameraView) -> Self:
        """The item of a view."""
        camera, state = view.camera, view.state
        owned = state if view.grant is None else None
        return cls(
            id=camera.id,
            name=camera.name,
            site=Place(id=camera.site.id, name=camera.site.name, kind=camera.site.kind),
            zone=Place(id=camera.zone.id, name=camera.zone.name, kind=camera.zone.kind),
            areas=camera.areas,
            owner=camera.owner,
            status=UNKNOWN if state is None else state.phase,
            reason=None if state is None else state.reason,
            detail=None if state is None else state.detail,
            measured=None if state is None else state.measured,
            reader=None if owned is None else owned.reader,
            recording=None if owned is None else owned.recording,
            actions=view.actions,
            grant=view.grant,
        )


class CameraPage(BaseModel):
    """Some cameras; `next` is the `after` of the following page."""

    items: list[CameraItem]
    next: str | None


class GrantBody(BaseModel):
    """A new grant. `letter` is the number of the written request that it answers."""

    model_config = ConfigDict(extra="forbid")

    owner: Token
    grantee: Token
    locus: Locus
    purpose: Purpose
    actions: Annotated[list[Action], Field(min_length=1)]
    not_before: AwareDatetime
    not_after: AwareDatetime
    letter: Text | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.not_after <= self.not_before:
            raise ValueError("not_after must be later than not_before")
        if not any((self.locus.areas, self.locus.sites, self.locus.zones, self.locus.cameras)):
            raise ValueError("the locus must name at least one area, site, zone or camera")
        if self.owner == self.grantee:
            raise ValueError("owner and grantee must be two organisations")
        return self


class RevokeBody(BaseModel):
    """Why a grant is revoked."""

    model_config = ConfigDict(extra="forbid")

    reason: Text | None = None


class GrantItem(BaseModel):
    """A grant; `state` as seen now, `reason` as given when it was revoked."""

    id: str
    epoch: int
    state: SeenState
    owner: str
    grantee: str
    locus: Locus
    purpose: Purpose
    actions: list[Action]
    not_before: AwareDatetime
    not_after: AwareDatetime
    letter: str | None
    created_by: str
    created_at: AwareDatetime
    revoked_by: str | None
    revoked_at: AwareDatetime | None
    reason: str | None

    @classmethod
    def of(cls, file: GrantFile, now: AwareDatetime) -> Self:
        """The item of a grant, as seen at a moment."""
        grant = file.grant
        revoked = grant.state is GrantState.REVOKED
        return cls(
            id=grant.id,
            epoch=grant.epoch,
            state=grant.seen_at(now),
            owner=grant.owner,
            grantee=grant.grantee,
            locus=grant.locus,
            purpose=grant.purpose,
            actions=sorted(grant.actions),
            not_before=grant.not_before,
            not_after=grant.not_after,
            letter=file.letter,
            created_by=file.created_by,
            created_at=file.created_at,
            revoked_by=grant.changed_by if revoked else None,
            revoked_at=grant.changed_at if revoked else None,
            reason=grant.reason,
        )


class GrantPage(BaseModel):
    """Some grants; `next` is the `after` of the following page."""

    items: list[GrantItem]
    next: str | None


class EventItem(BaseModel):
    """An event; `snapshot` is where its picture is, if it has one."""

    id: str
    camera: str
    kind: EventKind
    raised_at: AwareDatetime
    ended_at: AwareDatetime | None
    end_reason: EndReason | None
    region: Region
    snapshot: str | None

    @classmethod
    def of(cls, event: Event) -> Self:
        """The item of an event."""
        return cls(
            id=event.id,
            camera=event.camera,
            kind=event.kind,
            raised_at=event.raised_at,
            ended_at=event.ended_at,
            end_reason=event.end_reason,
            region=event.region,
            snapshot=None if event.snapshot is None else f"/v1/events/{event.id}/snapshot",
        )


class EventPage(BaseModel):
    """Some events, newest first; `next` is the `before` of the following page."""

    items: list[EventItem]
    next: str | None


class Console(BaseModel):
    """What the page needs to log in."""

    issuer: str
    client_id: str
    public_url: str
