"""`/v1/cameras/{id}/...`: the life of a camera and what belongs to it."""

from fastapi import APIRouter

from lokus_registry.application.life.bundle import LifeCalls
from lokus_registry.entrypoints.http.life import consents, placement, steps, trials


def life_routers(calls: LifeCalls) -> tuple[APIRouter, ...]:
    """The routers of camera life."""
    return (
        steps.router(calls.lives),
        consents.router(calls.consents),
        placement.router(calls.placements),
        trials.router(calls.trials),
    )
