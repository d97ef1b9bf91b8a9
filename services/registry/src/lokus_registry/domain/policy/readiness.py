"""Standards and what was found at sites.

What is wanting at a store tells where it is weak: the operator, auditors, the owner, and observers and
agencies within their jurisdiction may know, vendors may not.
"""

from lokus_identity.caller import Caller, Role
from lokus_kit.errors import Forbidden
from lokus_registry.domain.area import span
from lokus_registry.domain.policy.directory import EVERYTHING, OWNERS, may_read
from lokus_registry.domain.policy.survey import SURVEYORS, Outlook


def may_read_standards(caller: Caller) -> None:
    """Whoever owns, keeps or audits may know what is asked of a site."""
    may_read(caller)


def may_change_standard(caller: Caller, owner: str) -> None:
    """A standard is its organisation's."""
    caller.require(Role.OWNER_ADMIN)
    if caller.organisation != owner:
        raise Forbidden(
            f"this standard is {owner}'s; {caller.subject} acts for {caller.organisation}", reason="not-yours"
        )


def may_read_readiness(caller: Caller) -> None:
    """Forbidden to those who have no part in it, vendors among them."""
    caller.require(*EVERYTHING, *OWNERS, *SURVEYORS)


def readiness_outlook(caller: Caller, jurisdiction: tuple[str, ...]) -> Outlook:
    """Whose readiness the caller may know; Forbidden to a viewer whose organisation has no jurisdiction."""
    may_read_readiness(caller)
    found = Outlook(
        everything=bool(caller.roles & EVERYTHING),
        owner=caller.organisation if caller.roles & OWNERS else None,
        areas=jurisdiction if caller.roles & SURVEYORS else (),
    )
    if found == Outlook():
        raise Forbidden(
            f"readiness is shown within a jurisdiction, and {caller.organisation} has none: "
            "the platform operator sets it (PUT /v1/organisations)",
            reason="no-jurisdiction",
        )
    return found


def may_see_readiness_of(outlook: Outlook, site: str, owner: str, area: str) -> None:
    """Forbidden unless the site, of this owner and in this area, is within the outlook."""
    spans = map(span, outlook.areas)
    if not (
        outlook.everything or outlook.owner == owner or any(first <= area < behind for first, behind in spans)
    ):
        raise Forbidden(f"site {site} is not your organisation's to look at", reason="not-yours")
