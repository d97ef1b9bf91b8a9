"""A tenant of its own for each test: its people, its cameras as the registry tells of them, its grants."""

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from lokus_identity.caller import Role
from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from lokus_proto import subjects
from lokus_proto.envelope import Message, envelope
from lokus_proto.jetstream import EVENT, SNAPSHOT_BUCKET, SNAPSHOT_MAX_AGE_SECONDS, SNAPSHOT_MAX_BYTES, STATE
from lokus_proto.subjects import StreamName
from lokus_proto.v1.alarm import AlarmKind, AlarmRaised
from lokus_proto.v1.event import (
    DeviceEventEnded,
    DeviceEventRaised,
    EndReason,
    EventEnded,
    EventKind,
    EventRaised,
    Region,
    Snapshot,
)
from lokus_proto.v1.stream_state import Phase
from support.gateway_facts import camera as made_camera
from support.gateway_facts import state as made_state
from support.identity import Issuer
from support.waiting import until

_clock = SystemClock()
REGION = Region(x=0.1, y=0.1, width=0.5, height=0.5)


class Town:
    """KPU owns cameras, the police look at them; every name is known to this tenant alone."""

    def __init__(self, tenant: str, http: httpx.AsyncClient, bus: Bus, issuer: Issuer) -> None:
        self.tenant = tenant
        self.http = http
        self._bus = bus
        self._issuer = issuer
        self.issuer_url = issuer.url
        self.owner = self.person("kpu", Role.OWNER_ADMIN)
        self.police = self.person("police", Role.AGENCY_OPERATOR)
        self.operator = self.person("lokus", Role.PLATFORM_OPERATOR)

    def person(self, org: str, *roles: Role, **claims: Any) -> dict[str, str]:
        """The headers of a member of an organisation."""
        return self._issuer.headers(org, *roles, **({"tenant": self.tenant} | claims))

    async def camera(
        self, name: str = "cam-1", *, phase: Phase | None = Phase.DELIVERING, **facts: Any
    ) -> str:
        """Tell of a camera as the registry does, of its stream as ingest does; wait until it is known."""
        record = made_camera(name, **facts)
        await self._bus.ensure(STATE)
        if phase is not None:
            state = made_state(name, phase)
            await self._keep(subjects.stream_state(self.tenant, name, StreamName.MAIN), state, name)
        await self._keep(subjects.camera_record(self.tenant, name), record, name)

        async def known() -> bool:
            response = await self.http.get(f"/v1/cameras/{name}", headers=self.owner)
            if record.removed:
                return response.status_code == 404
            if record.zone.private:
                return bool(response.json().get("reason") == "private-zone")
            return bool(response.json().get("name") == record.name)

        await until(known, "camera at the gateway", poll_seconds=0.01)
        return name

    async def state(self, name: str, phase: Phase, **measured: Any) -> None:
        """Tell of a stream as ingest does."""
        state = made_state(name, phase, **measured)
        await self._keep(subjects.stream_state(self.tenant, name, StreamName.MAIN), state, name)

    async def grant(
        self,
        name: str = "grant-1",
        *,
        begins: timedelta = timedelta(0),
        lasts: timedelta = timedelta(hours=1),
        **body: Any,
    ) -> httpx.Response:
        """Make a grant of KPU to the police over the site of the cameras, as KPU."""
        begin = _clock.now() + begins
        scope = {
            "owner": "kpu",
            "grantee": "police",
            "locus": {"sites": ["tps-1"]},
            "purpose": "election_security",
            "actions": ["live", "events"],
            "not_before": begin.isoformat(),
            "not_after": (begin + lasts).isoformat(),
            "letter": "B/1042/XI",
        }
        return await self.http.put(f"/v1/grants/{name}", json=scope | body, headers=self.owner)

    async def revoke(self, name: str = "grant-1", http: httpx.AsyncClient | None = None) -> httpx.Response:
        """Revoke a grant, as KPU."""
        url = f"/v1/grants/{name}/revoke"
        return await (http or self.http).post(url, json={"reason": "over"}, headers=self.owner)

    async def raise_event(self, name: str, camera: str = "cam-1", picture: bytes | None = None) -> datetime:
        """Tell of an event as analytics does: the picture first."""
        snapshot = None if picture is None else await self._snapshot(name, picture)
        raised_at = _clock.now()
        event = EventRaised(
            event=name,
            camera=camera,
            stream=StreamName.MAIN,
            kind=EventKind.MOTION,
            raised_at=raised_at,
            region=REGION,
            run=1,
            pts_90k=0,
            snapshot=snapshot,
        )
        await self._bus.ensure(EVENT)
        await self._keep(subjects.event_raised(self.tenant, camera), event, name)
        return raised_at

    async def tell_by_device(self, name: str, camera: str = "cam-1") -> None:
        """Tell of an event as ingest does when a camera's device told of it, and that it is over."""
        kind, at = EventKind.TAMPER, _clock.now()
        raised = DeviceEventRaised(event=name, camera=camera, kind=kind, raised_at=at, input="Tamper")
        ended = DeviceEventEnded(
            event=name, camera=camera, kind=kind, raised_at=at, ended_at=at, reason=EndReason.STREAM_LOST
        )
        await self._bus.ensure(EVENT)
        await self._keep(subjects.device_event_raised(self.tenant, camera), raised, f"{name}-raised")
        await self._keep(subjects.device_event_ended(self.tenant, camera), ended, f"{name}-ended")

    async def raise_alarm(self, name: str, site: str = "tps-1") -> None:
        """Tell of an alarm as the registry does, on the plane of events."""
        alarm = AlarmRaised(
            alarm=name,
            kind=AlarmKind.LEG_OVERDUE,
            site=site,
            thing="shipments/s1",
            cause="legs/l1/arrival",
            detail="late",
            raised_at=_clock.now(),
        )
        await self._bus.ensure(EVENT)
        await self._keep(subjects.alarm_raised(self.tenant, site), alarm, name)

    async def end_event(self, name: str, raised_at: datetime, camera: str = "cam-1") -> None:
        """Tell of an event's end as analytics does."""
        event = EventEnded(
            event=name,
            camera=camera,
            stream=StreamName.MAIN,
            kind=EventKind.MOTION,
            raised_at=raised_at,
            ended_at=_clock.now(),
            reason=EndReason.QUIET,
            region=REGION,
        )
        await self._keep(subjects.event_ended(self.tenant, camera), event, name)

    async def _snapshot(self, name: str, picture: bytes) -> Snapshot:
        bucket = await self._bus.bucket(SNAPSHOT_BUCKET, SNAPSHOT_MAX_AGE_SECONDS, SNAPSHOT_MAX_BYTES)
        key = f"{self.tenant}/{name}.jpg"
        await bucket.put(key, picture)
        digest = hashlib.sha256(picture).hexdigest()
        return Snapshot(key=key, width=2, height=2, size_bytes=len(picture), sha256=digest)

    async def _keep(self, subject: str, message: Message, about: str) -> None:
        message_id = str(uuid4())
        wrapped = envelope(
            message,
            message_id=message_id,
            service="test",
            tenant=self.tenant,
            subject=about,
            time=_clock.now(),
        )
        await self._bus.publish_kept(subject, wrapped.to_bytes(), message_id)
