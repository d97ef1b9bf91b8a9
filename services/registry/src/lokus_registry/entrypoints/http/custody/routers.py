"""All routes of custody."""

from fastapi import APIRouter

from lokus_registry.application.custody.uses import CustodyUses
from lokus_registry.entrypoints.http.custody import alarms, legs, openings, shipments


def custody_routers(uses: CustodyUses) -> tuple[APIRouter, ...]:
    """The routes of custody."""
    return (
        shipments.router(uses.shipments),
        legs.router(uses.legs),
        openings.router(uses.openings),
        alarms.router(uses.alarms),
    )
