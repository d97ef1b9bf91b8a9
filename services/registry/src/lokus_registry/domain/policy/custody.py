"""Custody: the organisations that hand over, and those who watch over them.

Vendors and partners have no part in it. What somebody may do because a leg or an opening names them
(accountable, witness) is told by their own token's subject, whatever their role among the others.
"""

from collections.abc import Collection
from dataclasses import dataclass

from lokus_kit.errors import Forbidden
from lokus_kit.identity import Caller, Role
from lokus_registry.domain.policy.directory import EVERYTHING


@dataclass(frozen=True, slots=True)
class CustodyScope:
    """What of custody a caller may see: all of it, or what concerns their organisation."""

    everything: bool
    organisation: str

    def covers(self, parties: Collection[str]) -> bool:
        """Tell whether a thing that concerns these organisations is in it."""
        return self.everything or self.organisation in parties

    def require(self, noun: str, key: str, parties: Collection[str]) -> None:
        """Forbidden unless it is in it."""
        if not self.covers(parties):
            raise Forbidden(f"{noun} {key} does not concern your organisation", reason="not-yours")


def visible_custody(caller: Caller) -> CustodyScope:
    """The shipments, openings and alarms that a caller may see."""
    caller.require(*EVERYTHING, Role.OWNER_ADMIN, Role.OBSERVER, Role.AGENCY_OPERATOR)
    return CustodyScope(
        everything=bool(caller.roles & {*EVERYTHING, Role.OBSERVER}), organisation=caller.organisation
    )


def may_answer_for(caller: Caller, alarm: str, parties: Collection[str]) -> None:
    """An alarm is acknowledged by an organisation that it concerns."""
    caller.require(Role.OWNER_ADMIN)
    if caller.organisation not in parties:
        raise Forbidden(
            f"alarm {alarm} is answered for by {' or '.join(sorted(parties))}; "
            f"{caller.subject} acts for {caller.organisation}",
            reason="not-yours",
        )
