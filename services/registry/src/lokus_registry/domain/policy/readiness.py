"""Standards and what was found at sites."""

from lokus_kit.errors import Forbidden
from lokus_kit.identity import Caller, Role
from lokus_registry.domain.policy.directory import may_read


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
