"""The routes of contracts and all that hangs on them."""

from collections.abc import Sequence

from fastapi import APIRouter

from lokus_registry.application.contracts.bundle import ContractCalls
from lokus_registry.entrypoints.http.contracts import availability, contracts, disputes, overlays, statements


def contract_routers(calls: ContractCalls) -> Sequence[APIRouter]:
    """All of them."""
    wake = calls.computing.wake
    return (
        contracts.router(calls.contracts, calls.membership),
        overlays.windows_router(calls.windows),
        overlays.exclusions_router(calls.exclusions),
        statements.router(calls.statements, calls.printing, wake),
        disputes.router(calls.disputes, wake),
        availability.router(calls.availability),
    )
