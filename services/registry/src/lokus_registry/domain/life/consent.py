"""A partner's consent to a camera of theirs being used: given on terms, withdrawn at any time."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from lokus_registry.domain.life.life import Author, Life, LifeChange, step
from lokus_registry.domain.life.state import LifeState, Verb

GIVE_CONSENT: Final = "give-consent"
"""How the history tells of a consent, which moves the camera nowhere by itself."""


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent; `letter` is the SHA-256 of a file. A later one stands in its place."""

    camera: str
    terms: str
    letter: str | None
    given_at: datetime
    by: str
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawal_reason: str | None = None

    @property
    def in_force(self) -> bool:
        """Whether it has not been withdrawn."""
        return self.withdrawn_at is None

    def withdrawn(self, author: Author, at: datetime, reason: str) -> "Consent":
        """The same, taken back."""
        return replace(self, withdrawn_at=at, withdrawn_by=author.by, withdrawal_reason=reason)


def with_consent(life: Life, consent: Consent, author: Author) -> tuple[Life, LifeChange]:
    """The life of a camera whose partner consents, and what the history tells of it."""
    told = LifeChange(
        camera=life.camera,
        before=life.state,
        state=life.state,
        verb=GIVE_CONSENT,
        by=author.by,
        organisation=author.organisation,
        reason=consent.terms,
        at=consent.given_at,
    )
    waiting_since = consent.given_at if life.state is LifeState.REGISTERED else life.registered_at
    return replace(life, consented=True, registered_at=waiting_since), told


def without_consent(life: Life, author: Author, at: datetime, reason: str) -> Life:
    """The life of a camera whose partner takes it back: it is as on the first day, and pulled no more."""
    return replace(step(life, Verb.WITHDRAW_CONSENT, author, at, reason), consented=False)
