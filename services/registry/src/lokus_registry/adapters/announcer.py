"""Announcements as messages of the wire, put into the outbox of the transaction that made them."""

from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from lokus_kit.clock import Clock
from lokus_postgres.outbox import Outbox
from lokus_proto import subjects
from lokus_proto.envelope import Message, envelope
from lokus_proto.v1.camera import CameraSource

SERVICE = "registry"


class OutboxAnnouncer:
    """Announces within one transaction, for one tenant."""

    def __init__(self, session: AsyncSession, tenant: str, outbox: Outbox, clock: Clock) -> None:
        self._session = session
        self._tenant = tenant
        self._outbox = outbox
        self._clock = clock

    async def announce(self, message: Message, camera: str) -> None:
        """Write the message; it leaves once the transaction has committed."""
        address = subjects.camera_source if isinstance(message, CameraSource) else subjects.camera_record
        message_id = uuid4().hex
        wrapped = envelope(
            message,
            message_id=message_id,
            service=SERVICE,
            tenant=self._tenant,
            subject=camera,
            time=self._clock.now(),
        )
        await self._outbox.add(self._session, address(self._tenant, camera), wrapped.to_bytes(), message_id)
