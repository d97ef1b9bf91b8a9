"""Announcements as messages of the wire, put into the outbox of the transaction that made them."""

from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from lokus_kit.clock import Clock
from lokus_kit.identity import Caller
from lokus_postgres.outbox import Outbox
from lokus_proto import subjects
from lokus_proto.envelope import Message, envelope
from lokus_proto.v1.camera import CameraSource
from lokus_proto.v1.records_changed import MAX_IDS, Change, RecordsChanged

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
        await self.tell(address(self._tenant, camera), message, camera)

    async def changed(
        self, caller: Caller, collection: str, ids: Sequence[str], change: Change = Change.WRITTEN
    ) -> None:
        """Add to the change feed what the caller did to things of a collection."""
        for first in range(0, len(ids), MAX_IDS):
            message = RecordsChanged(
                collection=collection,
                ids=tuple(ids[first : first + MAX_IDS]),
                change=change,
                by=caller.subject,
                organisation=caller.organisation,
                at=self._clock.now(),
            )
            await self.tell(subjects.records_changed(self._tenant, collection), message, collection)

    async def tell(self, subject: str, message: Message, about: str) -> None:
        """Write a message about an entity, to leave on a subject once the transaction has committed."""
        message_id = uuid4().hex
        wrapped = envelope(
            message,
            message_id=message_id,
            service=SERVICE,
            tenant=self._tenant,
            subject=about,
            time=self._clock.now(),
        )
        await self._outbox.add(self._session, subject, wrapped.to_bytes(), message_id)
