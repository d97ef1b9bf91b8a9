"""People of organisations: contacts, those who answer for something, witnesses, approvers.

A person is somebody to be named; what they may do in the registry is for their token to say. Whoever has
a token is the person of their organisation whose `subject` is the token's.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Person:
    """One person of one organisation; one who has left is not `active`. Phone and mail show in no log."""

    id: str
    name: str
    organisation: str
    title: str
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    subject: str | None = None
    active: bool = True

    @property
    def can_confirm(self) -> bool:
        """Whether they are still there, and what they do with their token is known as theirs."""
        return self.active and self.subject is not None
