"""What the application wants of the world."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Protocol

from lokus_ingest.domain.address import Address, Carrier, Credentials
from lokus_ingest.domain.networks import IpAddress
from lokus_ingest.domain.onvif.topics import Notification
from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.sound import Sound
from lokus_ingest.domain.stream_key import StreamKey
from lokus_proto.media import AccessUnit, Codec
from lokus_proto.v1.event import DeviceEventEnded, DeviceEventRaised
from lokus_proto.v1.stream_state import Reader, StreamState

Hear = Callable[[Sound], None]
"""Takes each access unit of a camera's sound, on the event loop, as it comes; never waits, never raises."""


class Overtaken(Exception):
    """Another worker took the stream over since we did."""


class Pull(Protocol):
    """One open session with a camera."""

    @property
    def codec(self) -> Codec:
        """How its video is encoded."""
        ...

    @property
    def described(self) -> bytes:
        """Parameter sets that the camera named beforehand, Annex B; empty if it named none."""
        ...

    @property
    def lost_packets(self) -> int | None:
        """How many packets never came, so far; None if this session cannot tell."""
        ...

    @property
    def reader(self) -> Reader:
        """What reads it."""
        ...

    async def play(self, take: Callable[[Picture], None]) -> None:
        """Hand each picture to `take`, on the event loop, as it comes; SourceFailure when there will be none.

        What `take` raises comes out of here as it is.
        """
        ...


class Source(Protocol):
    """Whatever speaks to cameras."""

    def open(
        self, address: Address, carrier: Carrier, hear: Hear | None = None
    ) -> AbstractAsyncContextManager[Pull]:
        """A session for as long as the context lasts; entering it raises SourceFailure.

        While it plays, sound goes to `hear`; None: no sound is wanted, and none is asked for.
        """
        ...


class Names(Protocol):
    """Whatever knows what the names of hosts stand for."""

    async def addresses(self, name: str) -> Sequence[IpAddress]:
        """At least one address, the best first; SourceFailure if there is none, or nobody says in time."""
        ...


class Vault(Protocol):
    """Whatever can read sealed credentials."""

    def open(self, sealed: str) -> Credentials:
        """The credentials; SourceFailure if they cannot be read."""
        ...


class Outbound(Protocol):
    """Whatever carries what ingest has to say."""

    async def media(self, key: StreamKey, unit: AccessUnit) -> None:
        """Send one access unit, at most once; Unavailable if it cannot go out now."""
        ...

    async def state(self, key: StreamKey, state: StreamState) -> None:
        """Have a state kept as the newest of its stream; Unavailable if nobody says that it is.

        Overtaken if another worker has told a state of a higher epoch, which then stands.
        """
        ...


class Devices(Protocol):
    """Whatever speaks ONVIF with cameras; `url` is a device service."""

    async def read(
        self,
        url: str,
        credentials: Credentials | None,
        subscribed: Callable[[timedelta | None], None],
        take: Callable[[Notification], Awaitable[None]],
    ) -> None:
        """Hand on what a device tells, until DeviceFailure says why there will be no more.

        `subscribed` is told once, with the device's clock less ours.
        """
        ...

    async def ask_key_frame(self, url: str, credentials: Credentials | None, profile: str) -> None:
        """Have the next picture of a profile be a key frame; DeviceFailure if the device will not."""
        ...


class EventPost(Protocol):
    """Whatever keeps events."""

    async def send(self, tenant: str, event: DeviceEventRaised | DeviceEventEnded) -> None:
        """Have one kept, once however often it is sent; Unavailable if nobody says that it is."""
        ...

    async def open_events(self, tenant: str, camera: str) -> Sequence[DeviceEventRaised]:
        """Those of a camera that were kept and have no end; Unavailable if nobody can say."""
        ...
