"""Announcements as messages of the wire, put into the outbox of the transaction that made them."""

from collections.abc import Mapping, Sequence
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_postgres.outbox import Outbox, Outgoing
from lokus_proto import subjects
from lokus_proto.envelope import Message, envelope
from lokus_proto.v1.camera import CameraSource
from lokus_proto.v1.recording import RecordingHold
from lokus_proto.v1.records_changed import MAX_IDS, Change, RecordsChanged
from lokus_registry.adapters.held import open_holds

SERVICE = "registry"


def _holding(message: Message, holds: Mapping[str, tuple[RecordingHold, ...]]) -> Message:
    if isinstance(message, CameraSource):
        return message.model_copy(update={"holds": holds.get(message.id, ())})
    return message


class OutboxAnnouncer:
    """Announces within one transaction, for one tenant."""

    def __init__(self, session: AsyncSession, tenant: str, outbox: Outbox, clock: Clock) -> None:
        self._session = session
        self._tenant = tenant
        self._outbox = outbox
        self._clock = clock
        self.told = False
        """Whether anything waits for the commit."""

    async def announce(self, message: Message, camera: str) -> None:
        """Write the message; it leaves once the transaction has committed."""
        await self.announce_many([(message, camera)])

    async def announce_many(self, messages: Sequence[tuple[Message, str]]) -> None:
        """Write many in their order, each with the camera that it is about, as one statement.

        A source says what is held of its camera: whoever tells one need not know.
        """
        sources = [camera for message, camera in messages if isinstance(message, CameraSource)]
        holds = await open_holds(self._session, self._tenant, sources) if sources else {}
        outgoing = [self._of_camera(_holding(message, holds), camera) for message, camera in messages]
        await self._write(outgoing)

    async def changed(
        self, caller: Caller, collection: str, ids: Sequence[str], change: Change = Change.WRITTEN
    ) -> None:
        """Add to the change feed what the caller did to things of a collection."""
        subject = subjects.records_changed(self._tenant, collection)
        messages = [
            RecordsChanged(
                collection=collection,
                ids=tuple(ids[first : first + MAX_IDS]),
                change=change,
                by=caller.subject,
                organisation=caller.organisation,
                at=self._clock.now(),
            )
            for first in range(0, len(ids), MAX_IDS)
        ]
        outgoing = [self._wrapped(subject, message, collection) for message in messages]
        await self._write(outgoing)

    async def tell(self, subject: str, message: Message, about: str) -> None:
        """Write a message about an entity, to leave on a subject once the transaction has committed."""
        await self.tell_many([(subject, message, about)])

    async def tell_many(self, told: Sequence[tuple[str, Message, str]]) -> None:
        """Write many in their order, each with its subject and the entity that it is about."""
        await self._write([self._wrapped(*each) for each in told])

    async def _write(self, messages: Sequence[Outgoing]) -> None:
        await self._outbox.add_many(self._session, messages)
        self.told = self.told or bool(messages)

    def _of_camera(self, message: Message, camera: str) -> Outgoing:
        address = subjects.camera_source if isinstance(message, CameraSource) else subjects.camera_record
        return self._wrapped(address(self._tenant, camera), message, camera)

    def _wrapped(self, subject: str, message: Message, about: str) -> Outgoing:
        message_id = uuid4().hex
        wrapped = envelope(
            message,
            message_id=message_id,
            service=SERVICE,
            tenant=self._tenant,
            subject=about,
            time=self._clock.now(),
        )
        return Outgoing(subject, wrapped.to_bytes(), message_id)
