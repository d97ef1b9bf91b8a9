"""The areas that an organisation answers for: what `agency_operator` and `observer` may survey.

Parts that show surveys or the map have the register of organisations among theirs
(`adapters.organisations.OrganisationTable`) and ask here.
"""

from lokus_identity.caller import Caller
from lokus_registry.application.ports import Register
from lokus_registry.domain.organisation import Organisation


async def jurisdiction(organisations: Register[Organisation], caller: Caller) -> tuple[str, ...]:
    """The codes of the areas of the caller's organisation, each with all within it; empty when it has none.

    An organisation that the directory does not know has none, and it inherits none from the one above it.
    """
    organisation = await organisations.find(caller.organisation)
    return () if organisation is None else organisation.jurisdiction
