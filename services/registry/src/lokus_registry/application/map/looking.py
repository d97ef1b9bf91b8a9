"""Who looks at the map or the survey, and over what: the rule of access with the jurisdiction it needs."""

from lokus_identity.caller import Caller
from lokus_registry.application.jurisdiction import jurisdiction
from lokus_registry.application.ports import Register
from lokus_registry.domain.organisation import Organisation
from lokus_registry.domain.policy.survey import SURVEYORS, Outlook, outlook


async def looking(caller: Caller, organisations: Register[Organisation]) -> Outlook:
    """What the caller looks over; Forbidden to those who look over nothing."""
    areas = await jurisdiction(organisations, caller) if caller.roles & SURVEYORS else ()
    return outlook(caller, areas)
