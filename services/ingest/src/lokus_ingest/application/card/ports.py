"""What fetching from a card wants of the world."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from lokus_ingest.domain.address import Address, Credentials
from lokus_ingest.domain.rtp.replay_clock import Replayed
from lokus_proto.media import Codec
from lokus_proto.v1.camera import OnvifSource


@dataclass(frozen=True, slots=True)
class Replay:
    """A stretch of a recording and where it is replayed. Times are the device's; the URL is not for a log."""

    url: str
    start: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class CardPlan:
    """`ahead`: the device's clock less ours, as far as known; `replays`: in the order of time."""

    ahead: timedelta
    replays: tuple[Replay, ...]


class Cards(Protocol):
    """Whatever asks devices what is on their cards."""

    async def plan(
        self,
        device: OnvifSource,
        credentials: Credentials | None,
        start: datetime,
        until: datetime,
        offset: timedelta | None,
    ) -> CardPlan:
        """What is to be replayed for a range of our time; DeviceFailure if nobody can tell.

        `offset`: that of an earlier plan, which stands; else the device's clock is read.
        """
        ...


class OpenReplay(Protocol):
    """One stretch, as it is replayed."""

    @property
    def codec(self) -> Codec:
        """How its video is encoded."""
        ...

    @property
    def described(self) -> bytes:
        """Parameter sets that the camera named beforehand, Annex B; empty if it named none."""
        ...

    async def next(self) -> Replayed | None:
        """The next picture; None at the end of the stretch, SourceFailure if it stops without a word."""
        ...


class Replays(Protocol):
    """Whatever reads footage from cards."""

    def open(
        self, address: Address, start: datetime, until: datetime
    ) -> AbstractAsyncContextManager[OpenReplay]:
        """A stretch for as long as the context lasts; entering it raises SourceFailure."""
        ...
