"""The map and the survey of coverage: what of the city somebody looks over.

The operator and auditors look over all of it, owners over their sites, vendors over their cameras, and
viewers over the jurisdiction of their organisation, less what stands in private zones.
"""

from dataclasses import dataclass
from typing import Final

from lokus_identity.caller import Caller, Role
from lokus_kit.errors import Forbidden
from lokus_registry.domain.policy.directory import EVERYTHING, OWNERS

SURVEYORS: Final = frozenset({Role.AGENCY_OPERATOR, Role.OBSERVER})
"""Look over the jurisdiction of their organisation."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Everything, or what `owner` owns, `vendor` keeps running, and lies in `areas` outside private zones."""

    everything: bool = False
    owner: str | None = None
    vendor: str | None = None
    areas: tuple[str, ...] = ()


def may_survey(caller: Caller) -> None:
    """Forbidden to those who have no part in the city."""
    caller.require(*EVERYTHING, *OWNERS, Role.VENDOR, *SURVEYORS)


def outlook(caller: Caller, jurisdiction: tuple[str, ...]) -> Outlook:
    """What the caller looks over; Forbidden to a viewer whose organisation has no jurisdiction."""
    may_survey(caller)
    found = Outlook(
        everything=bool(caller.roles & EVERYTHING),
        owner=caller.organisation if caller.roles & OWNERS else None,
        vendor=caller.organisation if Role.VENDOR in caller.roles else None,
        areas=jurisdiction if caller.roles & SURVEYORS else (),
    )
    if found == Outlook():
        raise Forbidden(
            f"the map shows an agency its jurisdiction, and {caller.organisation} has none: "
            "the platform operator sets it (PUT /v1/organisations)",
            reason="no-jurisdiction",
        )
    return found
