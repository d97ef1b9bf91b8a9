"""Whom a rule of the registry's policy lets pass."""

from lokus_identity.caller import Caller
from lokus_kit.errors import Forbidden
from unit.registry import cast

EVERYBODY = (
    cast.OPERATOR,
    cast.OWNER,
    cast.OTHER_OWNER,
    cast.PARTNER,
    cast.VENDOR,
    cast.OTHER_VENDOR,
    cast.AUDITOR,
    cast.POLICE,
    cast.OBSERVER,
)


def allowed(rule: object, *arguments: object) -> set[str]:
    """The organisations of those whom a rule lets pass."""
    return {who.organisation for who in EVERYBODY if passes(rule, who, *arguments)}


def passes(rule: object, who: Caller, *arguments: object) -> bool:
    """Whether a rule lets somebody pass."""
    assert callable(rule)
    try:
        rule(who, *arguments)
    except Forbidden:
        return False
    return True
