"""Sites and zones."""

from lokus_identity.caller import Caller
from lokus_kit.errors import Forbidden
from lokus_registry.domain.policy.directory import EVERYTHING, OWNERS, PLACERS, may_read
from lokus_registry.domain.policy.scope import Scope


def visible_places(caller: Caller) -> Scope:
    """The sites and zones that a caller may see; vendors and partners need all, to place cameras."""
    may_read(caller)
    everything = bool(caller.roles & (EVERYTHING | PLACERS))
    return Scope(everything=everything, owner=caller.organisation)


def visible_privacy_changes(caller: Caller) -> Scope:
    """Whose changes of zones' privacy a caller may see: their own organisation's, or everybody's."""
    may_read(caller)
    return Scope(everything=bool(caller.roles & EVERYTHING), owner=caller.organisation)


def may_change_places_of(caller: Caller, owner: str) -> None:
    """A site, its zones and their privacy are its owner's alone."""
    caller.require(*OWNERS)
    if caller.organisation != owner:
        raise Forbidden(
            f"this belongs to {owner}; {caller.subject} acts for {caller.organisation}", reason="not-yours"
        )
