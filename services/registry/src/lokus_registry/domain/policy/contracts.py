"""Contracts and all that hangs on them: their two sides, and those who read everything."""

from enum import StrEnum

from lokus_identity.caller import Caller, Role
from lokus_kit.errors import Forbidden
from lokus_registry.domain.contracts.contract import Contract
from lokus_registry.domain.policy.directory import EVERYTHING
from lokus_registry.domain.policy.scope import Scope


class Side(StrEnum):
    """For whom somebody acts in a contract."""

    BUYER = "buyer"
    VENDOR = "vendor"


def visible_contracts(caller: Caller) -> Scope:
    """The contracts that a caller may read: `owner` stands for the buyer."""
    if not caller.roles & (EVERYTHING | {Role.OWNER_ADMIN, Role.VENDOR}):
        raise Forbidden(
            f"contracts are for those who buy, deliver or audit; {caller.subject} is none of them",
            reason="role",
        )
    return Scope(
        everything=bool(caller.roles & EVERYTHING),
        owner=caller.organisation if Role.OWNER_ADMIN in caller.roles else None,
        vendor=caller.organisation if Role.VENDOR in caller.roles else None,
    )


def may_buy_for(caller: Caller, buyer: str) -> None:
    """A contract is written by its buyer."""
    caller.require(Role.OWNER_ADMIN)
    if caller.organisation != buyer:
        raise Forbidden(
            f"a contract is written by its buyer, {buyer}; {caller.subject} acts for {caller.organisation}",
            reason="not-yours",
        )


def side_of(caller: Caller, contract: Contract) -> Side:
    """The caller's side of a contract; Forbidden when it is none."""
    caller.require(Role.OWNER_ADMIN, Role.VENDOR)
    if Role.OWNER_ADMIN in caller.roles and caller.organisation == contract.buyer:
        return Side.BUYER
    if Role.VENDOR in caller.roles and caller.organisation == contract.vendor:
        return Side.VENDOR
    raise Forbidden(f"contract {contract.id} is not your organisation's", reason="not-yours")


def may_act_as(caller: Caller, contract: Contract, side: Side) -> None:
    """Forbidden unless the caller is that side."""
    if side_of(caller, contract) is not side:
        raise Forbidden(f"this is for the {side} of contract {contract.id} to do", reason="other-side")
