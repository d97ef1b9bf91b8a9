"""Made-up facts for tests of the gateway: callers, cameras, grants, access units."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from lokus_access_gateway.domain.grant import Grant
from lokus_identity.caller import Caller, Role
from lokus_proto.media import AccessUnit, Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraRecord, SiteKind, SitePlace, ZonePlace
from lokus_proto.v1.grant_change import Action, GrantState, Locus, Purpose
from lokus_proto.v1.stream_state import Measured, Phase, StreamState

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TENANT = "jakarta"
MINUTE = timedelta(minutes=1)


def caller(org: str = "police", *roles: Role, **overrides: Any) -> Caller:
    """A member of an organisation; an agency's operator unless roles are named."""
    facts: dict[str, Any] = {
        "subject": f"somebody@{org}",
        "name": "Somebody",
        "tenant": TENANT,
        "organisation": org,
        "roles": frozenset(roles or (Role.AGENCY_OPERATOR,)),
        "expires_at": datetime(2100, 1, 1, tzinfo=UTC),
    }
    return Caller(**facts | overrides)


def camera(
    name: str = "cam-1", *, private: bool = False, site: str = "tps-1", **overrides: Any
) -> CameraRecord:
    """A camera of the KPU at a polling station in Menteng."""
    facts: dict[str, Any] = {
        "id": name,
        "version": 1,
        "name": f"Camera {name}",
        "owner": "kpu",
        "site": SitePlace(id=site, name="TPS 1", kind=SiteKind.TPS),
        "zone": ZonePlace(id=f"{site}-hall", name="Hall", kind="hall", private=private),
        "areas": ("31", "31.71", "31.71.06", "31.71.06.1001"),
        "streams": (StreamName.MAIN,),
    }
    return CameraRecord(**facts | overrides)


def grant(name: str = "grant-1", **overrides: Any) -> Grant:
    """A grant of the KPU to the police over the polling station, from 11:59 to 12:01."""
    made = Grant(
        tenant=TENANT,
        id=name,
        epoch=1,
        state=GrantState.ACTIVE,
        owner="kpu",
        grantee="police",
        locus=Locus(sites=("tps-1",)),
        purpose=Purpose.ELECTION_SECURITY,
        actions=frozenset({Action.LIVE, Action.EVENTS}),
        not_before=NOON - MINUTE,
        not_after=NOON + MINUTE,
        changed_by="kpu.admin",
        changed_at=NOON - MINUTE,
    )
    return replace(made, **overrides)


def state(name: str = "cam-1", phase: Phase = Phase.DELIVERING, **measured: Any) -> StreamState:
    """The state of a camera's main stream, H.264 unless measured otherwise."""
    facts: dict[str, Any] = {
        "codec": Codec.H264,
        "width": 1280,
        "height": 720,
        "fps": 25.0,
        "bitrate_bps": 2_000_000,
    }
    return StreamState(
        camera=name, stream=StreamName.MAIN, phase=phase, since=NOON, measured=Measured(**facts | measured)
    )


def unit(seq: int, *, key: bool = False, run: int = 1, size_bytes: int = 100, **overrides: Any) -> AccessUnit:
    """The seq-th picture of a run, 25 a second; its payload is its seq and padding."""
    facts: dict[str, Any] = {
        "codec": Codec.H264,
        "pts_90k": seq * 3600,
        "key_frame": key,
        "run": run,
        "seq": seq,
        "captured_at": NOON + timedelta(seconds=seq / 25),
        "payload": seq.to_bytes(4, "big").ljust(size_bytes, b"\x01"),
    }
    return AccessUnit(**facts | overrides)


def gop(first: int, length: int, **overrides: Any) -> list[AccessUnit]:
    """A key frame and what follows it."""
    return [unit(first + place, key=place == 0, **overrides) for place in range(length)]
