"""Organisations: who owns, keeps running, watches over or audits."""

from dataclasses import dataclass
from enum import StrEnum


class OrganisationKind(StrEnum):
    """What an organisation is; a closed set."""

    ELECTION_COMMISSION = "election_commission"
    SUPERVISOR = "supervisor"
    POLICE = "police"
    MILITARY = "military"
    PROSECUTOR = "prosecutor"
    AGENCY = "agency"
    VENDOR = "vendor"
    PARTNER = "partner"
    OPERATOR = "operator"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation of a tenant."""

    id: str
    name: str
    kind: OrganisationKind
