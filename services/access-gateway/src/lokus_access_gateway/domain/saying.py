"""What happened, as it is told to the access log: what all may read of it, and what stays hidden in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from lokus_access_gateway.domain.grant import Grant
from lokus_log.leaf import Fact, LeafKind
from lokus_proto.v1.grant_change import Locus

_PARTS: Final = ("areas", "sites", "zones", "cameras")


@dataclass(frozen=True, slots=True)
class Saying:
    """One leaf to be. `hidden`: fields of which the log has only commitments, each with its value."""

    kind: LeafKind
    at: datetime
    agency: str | None = None
    seconds: int | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    hidden: Mapping[str, str] = field(default_factory=dict)


def said_of(grant: Grant) -> Saying:
    """That a grant is now as it is."""
    return Saying(
        LeafKind.GRANT,
        grant.changed_at,
        agency=grant.grantee,
        facts={"state": str(grant.state), "epoch": grant.epoch},
        hidden={
            "grant": grant.id,
            "owner": grant.owner,
            "person": grant.changed_by,
            "purpose": str(grant.purpose),
            "locus": _told(grant.locus),
            "actions": " ".join(sorted(grant.actions)),
            "window": f"{grant.not_before.isoformat()}/{grant.not_after.isoformat()}",
        },
    )


def _told(locus: Locus) -> str:
    return "; ".join(
        f"{part} {' '.join(sorted(getattr(locus, part)))}" for part in _PARTS if getattr(locus, part)
    )
