"""What the bus keeps of cameras, as a stranger with a NATS client sees it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

import nats
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from integration.registry.waiting import until
from lokus_proto import subjects
from lokus_proto.envelope import Envelope, Message, open_envelope
from lokus_proto.jetstream import STATE
from lokus_proto.v1.camera import CameraRecord, CameraSource

M = TypeVar("M", bound=Message)


class KeptPlane:
    """Reads the JetStream stream of states; `count` tells how many messages it ever took."""

    def __init__(self, jetstream: JetStreamContext) -> None:
        self.jetstream = jetstream

    async def count(self) -> int:
        """The number of the last message."""
        return (await self.jetstream.stream_info(STATE.name)).state.last_seq

    async def places(self, tenant: str, camera: str) -> list[int | None]:
        """The numbers of the messages kept of a camera: they change when it is told again."""
        told = (subjects.camera_record(tenant, camera), subjects.camera_source(tenant, camera))
        return [(await self.jetstream.get_last_msg(STATE.name, subject)).seq for subject in told]

    async def record(self, tenant: str, camera: str) -> CameraRecord | None:
        """The record kept of a camera."""
        kept = await self._kept(subjects.camera_record(tenant, camera), CameraRecord)
        return None if kept is None else kept.data

    async def source(self, tenant: str, camera: str) -> CameraSource | None:
        """The source kept of a camera."""
        kept = await self._kept(subjects.camera_source(tenant, camera), CameraSource)
        return None if kept is None else kept.data

    async def record_of_version(self, tenant: str, camera: str, version: int) -> CameraRecord:
        """Wait for a record of at least that version."""

        async def ask() -> CameraRecord | None:
            record = await self.record(tenant, camera)
            return record if record is not None and record.version >= version else None

        return await until(ask)

    async def source_of_version(self, tenant: str, camera: str, version: int) -> CameraSource:
        """Wait for a source of at least that version."""

        async def ask() -> CameraSource | None:
            source = await self.source(tenant, camera)
            return source if source is not None and source.version >= version else None

        return await until(ask)

    async def _kept(self, subject: str, kind: type[M]) -> Envelope[M] | None:
        try:
            found = await self.jetstream.get_last_msg(STATE.name, subject)
        except NotFoundError:
            return None
        envelope = open_envelope(found.data or b"", kind)
        assert (found.headers or {})["Nats-Msg-Id"] == envelope.id
        return envelope


@asynccontextmanager
async def kept_plane(nats_url: str) -> AsyncIterator[KeptPlane]:
    """Connect for the length of the block."""
    client = await nats.connect(nats_url, max_reconnect_attempts=-1, reconnect_time_wait=0.1)
    try:
        yield KeptPlane(client.jetstream(timeout=5))
    finally:
        await client.close()
