"""All routes of readiness."""

from fastapi import APIRouter

from lokus_registry.application.readiness.uses import ReadinessUses
from lokus_registry.entrypoints.http.readiness import sites, standards, wanting


def readiness_routers(uses: ReadinessUses) -> tuple[APIRouter, ...]:
    """The routes of readiness."""
    return (standards.router(uses.standards), sites.router(uses.survey), wanting.router(uses.wanting))
