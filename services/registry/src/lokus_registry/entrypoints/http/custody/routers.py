"""All routes of custody."""

from fastapi import APIRouter

from lokus_registry.application.custody.uses import CustodyUses
from lokus_registry.entrypoints.http.custody import alarms, legs, shipments


def custody_routers(uses: CustodyUses) -> tuple[APIRouter, ...]:
    """The routes of custody."""
    return (shipments.router(uses.shipments), legs.router(uses.legs), alarms.router(uses.alarms))
