"""People: each organisation keeps and sees its own; personal details go no further.

Who plans the opening of a store names witnesses of other organisations. So owners look up who there is to be
named: an id, a name, a title, and whether they could confirm.
"""

from lokus_identity.caller import Caller, Role
from lokus_kit.errors import Forbidden
from lokus_registry.domain.policy.directory import EVERYTHING
from lokus_registry.domain.policy.scope import Scope

_KEEPERS = frozenset(Role) - {Role.AUDITOR}


def visible_people(caller: Caller) -> Scope:
    """The people that a caller may see."""
    caller.require(*Role)
    return Scope(everything=bool(caller.roles & EVERYTHING), owner=caller.organisation)


def may_look_up_people(caller: Caller) -> None:
    """Who there is to be named is for those who name people of others, and for those who see all."""
    caller.require(*EVERYTHING, Role.OWNER_ADMIN)


def may_change_people_of(caller: Caller, organisation: str) -> None:
    """An organisation's people are kept by itself, or by the platform operator."""
    caller.require(*_KEEPERS)
    if Role.PLATFORM_OPERATOR not in caller.roles and caller.organisation != organisation:
        raise Forbidden(
            f"people of {organisation} are kept by {organisation}; {caller.subject} acts for "
            f"{caller.organisation}",
            reason="not-yours",
        )
