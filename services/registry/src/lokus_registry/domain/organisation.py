"""Organisations: who owns, keeps running, watches over or audits; under whom, and for which areas."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from lokus_kit.errors import Invalid


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
    """One organisation of a tenant; `jurisdiction` are the codes of areas, each with all within it."""

    id: str
    name: str
    kind: OrganisationKind
    parent: str | None = None
    jurisdiction: tuple[str, ...] = ()


def check_parent(organisation: Organisation, above_parent: Collection[str]) -> None:
    """Invalid if the organisation would stand above itself; `above_parent` are those above its parent."""
    if organisation.id == organisation.parent or organisation.id in above_parent:
        raise Invalid(
            f"parent: {organisation.parent} stands below {organisation.id} itself, and a hierarchy is no "
            f"circle: name another parent, or change the one of {organisation.parent} first",
            reason="cycle",
        )
