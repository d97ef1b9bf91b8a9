"""A caller, as a verified token says it, and the closed set of roles. Pure: domains speak of callers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from lokus_kit.errors import Forbidden

LEEWAY_SECONDS: Final = 5
"""How far the clocks of an issuer and of a service may be apart."""


class Role(StrEnum):
    """What a person or client is, to Lokus; a closed set."""

    OWNER_ADMIN = "owner_admin"
    AGENCY_OPERATOR = "agency_operator"
    OBSERVER = "observer"
    VENDOR = "vendor"
    PARTNER = "partner"
    AUDITOR = "auditor"
    PLATFORM_OPERATOR = "platform_operator"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as a token says it."""

    subject: str
    name: str
    tenant: str
    organisation: str
    roles: frozenset[Role]
    expires_at: datetime

    def require(self, *roles: Role) -> None:
        """Forbidden unless the caller has one of the roles."""
        if not self.roles & set(roles):
            needed = " or ".join(sorted(roles))
            raise Forbidden(f"this needs the role {needed}; {self.subject} has it not", reason="role")
