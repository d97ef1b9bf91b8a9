"""The life of one camera as it stands, and its next step.

Two moments are kept beside the state: since when pictures count as this camera's (`pictures_after`), and
since when it has been waiting for its owner (`registered_at`), for what was tested or reviewed before
says nothing about what it shows now.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from lokus_identity.caller import Caller
from lokus_registry.domain.camera import Camera
from lokus_registry.domain.life.state import SHARED, LifeState, Verb, led_to

PLATFORM: Final = "platform"
"""Who takes the edges that no person asks for."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who takes a step: a person (the token's subject) and their organisation, or the platform."""

    by: str = PLATFORM
    organisation: str | None = None


def author(caller: Caller) -> Author:
    """Whoever asks."""
    return Author(caller.subject, caller.organisation)


@dataclass(frozen=True, slots=True)
class Life:
    """Where a camera stands. `consented`: its partner has consented, or nobody needs to."""

    camera: str
    state: LifeState
    since: datetime
    by: str
    reason: str | None
    consented: bool
    registered_at: datetime
    pictures_after: datetime

    @property
    def is_shared(self) -> bool:
        """Whether those with a grant may see it; its owner may whatever its state."""
        return self.state in SHARED

    @property
    def is_pulled(self) -> bool:
        """Whether ingest may pull it: not a retired one, nor one that waits for a partner's consent."""
        waits = self.state is LifeState.REGISTERED and not self.consented
        return self.state is not LifeState.RETIRED and not waits


@dataclass(frozen=True, slots=True)
class LivingCamera:
    """A camera, and where it stands in its life."""

    camera: Camera
    life: LifeState

    @property
    def id(self) -> str:
        """The camera's."""
        return self.camera.id


@dataclass(frozen=True, slots=True)
class LifeChange:
    """One edge that a camera took; `before` is None where its life began."""

    camera: str
    before: LifeState | None
    state: LifeState
    verb: str
    by: str
    organisation: str | None
    reason: str | None
    at: datetime


REGISTER: Final = "register"
REMOVE: Final = "remove"
"""How the history tells of a life's beginning, and of a camera that was deleted."""


def born(camera: str, author: Author, at: datetime, *, consented: bool) -> Life:
    """The life of a camera that was registered just now."""
    return Life(camera, LifeState.REGISTERED, at, author.by, None, consented, at, at)


def step(life: Life, verb: Verb, author: Author, at: datetime, reason: str | None = None) -> Life:
    """The life behind the edge that the verb takes; Conflict where there is none."""
    state = led_to(life.camera, life.state, verb)
    after = replace(life, state=state, since=at, by=author.by, reason=reason)
    if state is LifeState.REGISTERED:
        after = replace(after, registered_at=at, pictures_after=at)
    return after


def changed(
    life: Life, author: Author, at: datetime, reason: str, *, new_pictures: bool, consented: bool
) -> Life:
    """The life of a camera whose streams or zone became other ones; a retired one stays as it is.

    New streams make new pictures; a new zone, which may be another owner's, makes another consent.
    """
    if life.state is LifeState.RETIRED:
        return life
    pictures_after = at if new_pictures else life.pictures_after
    after = step(life, Verb.CHANGE, author, at, reason)
    return replace(after, pictures_after=pictures_after, consented=consented)


def edge(before: Life | None, after: Life, verb: str, author: Author) -> LifeChange:
    """What the history keeps of a step."""
    return LifeChange(
        camera=after.camera,
        before=before.state if before is not None else None,
        state=after.state,
        verb=verb,
        by=author.by,
        organisation=author.organisation,
        reason=after.reason,
        at=after.since,
    )
