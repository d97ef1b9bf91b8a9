"""The registry's app: health, the five collections, and an OpenAPI page that says all of it."""

from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

from fastapi import FastAPI

from lokus_identity.verifier import TokenVerifier
from lokus_kit.health import Health
from lokus_kit.web import new_app
from lokus_registry.application.areas import Areas
from lokus_registry.application.camera_search import CameraSearch
from lokus_registry.application.cameras import Cameras
from lokus_registry.application.contracts.bundle import ContractCalls
from lokus_registry.application.coverage.survey import CoverageSurvey
from lokus_registry.application.custody.uses import CustodyUses
from lokus_registry.application.delivery.reading import DeliveryReading
from lokus_registry.application.elections.elections import Elections
from lokus_registry.application.elections.polling_stations import PollingStations
from lokus_registry.application.files import Files
from lokus_registry.application.geography.areas import Geography
from lokus_registry.application.geography.boundaries import Boundaries
from lokus_registry.application.imports.imports import Imports
from lokus_registry.application.late_footage.card_footage import CardFootages
from lokus_registry.application.late_footage.late_footage import LateFootages
from lokus_registry.application.life.bundle import LifeCalls
from lokus_registry.application.map.view import MapView
from lokus_registry.application.organisations import Organisations
from lokus_registry.application.people import People
from lokus_registry.application.probes.probes import Probes
from lokus_registry.application.readiness.uses import ReadinessUses
from lokus_registry.application.recording_holds import RecordingHolds
from lokus_registry.application.sites import Sites
from lokus_registry.application.zone_privacy import ZonePrivacy
from lokus_registry.application.zones import Zones
from lokus_registry.domain.file import MAX_FILE_BYTES
from lokus_registry.domain.imports.job import MAX_BYTES
from lokus_registry.entrypoints.http import (
    areas,
    cameras,
    card_footage,
    files,
    imports,
    late_footage,
    organisations,
    people,
    probes,
    recording_holds,
    sites,
    zones,
)
from lokus_registry.entrypoints.http.answers import describe_problems
from lokus_registry.entrypoints.http.contracts import contract_routers
from lokus_registry.entrypoints.http.counting import CountRequest, CountRequests
from lokus_registry.entrypoints.http.coverage import routes as coverage
from lokus_registry.entrypoints.http.custody.routers import custody_routers
from lokus_registry.entrypoints.http.delivery import camera as delivery_of_camera
from lokus_registry.entrypoints.http.elections import elections, polling_stations
from lokus_registry.entrypoints.http.geography import boundaries, counts
from lokus_registry.entrypoints.http.life import life_routers
from lokus_registry.entrypoints.http.map import view as map_view
from lokus_registry.entrypoints.http.readiness.routers import readiness_routers

_DESCRIPTION: Final = (
    "Who owns which camera, where it stands and how it is reached. Ids are yours to choose; PUT creates or "
    "replaces and may be sent again; what changes a camera is told to the platform once the reply is sent. "
    "Errors are RFC 9457 problem JSON, whose `detail` says what to mend."
)
_TAGS: Final = [
    {"name": "organisations", "description": "Who owns, keeps, watches. Written by the platform operator."},
    {
        "name": "areas",
        "description": "By Kemendagri code, with their boundaries and what lies in them. Written by the "
        "platform operator, read by everybody.",
    },
    {
        "name": "elections",
        "description": "With their polling stations. Written by the platform operator, read by everybody.",
    },
    {
        "name": "people",
        "description": "Each kept and seen by their own organisation; owners look up whom they name.",
    },
    {"name": "sites", "description": "Places with one owner, who alone writes them."},
    {"name": "zones", "description": "Parts of a site, private until its owner says otherwise."},
    {"name": "cameras", "description": "Written by their vendor or by the owner of their site."},
    {"name": "camera life", "description": "From registration to retirement, and what each edge asks for."},
    {"name": "probes", "description": "What a device is and offers, before it is registered."},
    {"name": "late footage", "description": "Recorded while the line was away, and sent in afterwards."},
    {"name": "delivery", "description": "What cameras delivered, as ingest measured it."},
    {
        "name": "recording-holds",
        "description": "Recordings that stay until the owner of the camera's site lifts the hold.",
    },
    {"name": "files", "description": "Evidence, receipts, letters: put first, then referred to by hash."},
    {"name": "readiness", "description": "What a site should have, what was found, what is wanting."},
    {"name": "shipments", "description": "Material on its way: told by both sides, leg by leg."},
    {"name": "openings", "description": "A store that is opened, approved and witnessed by others."},
    {"name": "alarms", "description": "What is wrong with material on its way or with an opened store."},
    {"name": "contracts", "description": "What was promised, for which cameras. Written by the buyer."},
    {"name": "maintenance-windows", "description": "Planned by the vendor, agreed by the buyer beforehand."},
    {"name": "exclusions", "description": "Time that a vendor does not answer for, with evidence."},
    {"name": "map", "description": "What stands where, and what it does now, for whoever looks over it."},
    {
        "name": "statements",
        "description": "What a month's delivery was, and what is owed. Signed by both sides.",
    },
    {"name": "disputes", "description": "What one side says of a statement, and the other's answer."},
    {"name": "imports", "description": "Many rows of a collection at once, as a job with its errors."},
    {"name": "coverage", "description": "Which sites are seen by cameras that deliver now."},
    {"name": "health", "description": "No token needed."},
]


@dataclass(frozen=True, slots=True)
class UseCases:
    """All that the app may call."""

    organisations: Organisations
    areas: Areas
    people: People
    geography: Geography
    boundaries: Boundaries
    elections: Elections
    polling_stations: PollingStations
    sites: Sites
    zones: Zones
    zone_privacy: ZonePrivacy
    cameras: Cameras
    files: Files
    custody: CustodyUses
    readiness: ReadinessUses
    contracts: ContractCalls
    life: LifeCalls
    camera_search: CameraSearch
    map_view: MapView
    imports: Imports
    coverage: CoverageSurvey
    delivery: DeliveryReading
    probes: Probes
    late_footage: LateFootages
    card_footage: CardFootages
    recording_holds: RecordingHolds


def registry_app(
    uses: UseCases, verifier: TokenVerifier, health: Health, count_request: CountRequest
) -> FastAPI:
    """The app that the registry's port serves."""
    limits = {
        "/v1/files": MAX_FILE_BYTES,
        "/v1/imports": MAX_BYTES,
        "/v1/cameras/*/late-footage": uses.late_footage.max_bytes,
    }
    app = new_app("Lokus registry", version("lokus-registry"), health, _DESCRIPTION, limits)
    app.openapi_tags = _TAGS
    app.state.verifier = verifier
    # Routes are tried in this order: what consoles ask for all the time comes first.
    app.include_router(map_view.router(uses.map_view))
    app.include_router(cameras.router(uses.cameras, uses.camera_search))
    app.include_router(sites.router(uses.sites))
    app.include_router(organisations.router(uses.organisations))
    app.include_router(people.router(uses.people))
    app.include_router(people.nameable_router(uses.people))
    app.include_router(areas.router(uses.areas, uses.geography))
    app.include_router(boundaries.router(uses.boundaries))
    app.include_router(counts.router(uses.geography))
    app.include_router(elections.router(uses.elections))
    app.include_router(polling_stations.router(uses.polling_stations))
    app.include_router(zones.router(uses.zones, uses.zone_privacy))
    app.include_router(files.router(uses.files))
    for routes in (*custody_routers(uses.custody), *readiness_routers(uses.readiness)):
        app.include_router(routes)
    for router in (*life_routers(uses.life), *contract_routers(uses.contracts)):
        app.include_router(router)
    app.include_router(delivery_of_camera.router(uses.delivery))
    app.include_router(probes.router(uses.probes))
    app.include_router(late_footage.router(uses.late_footage))
    app.include_router(card_footage.router(uses.card_footage))
    app.include_router(recording_holds.router(uses.recording_holds))
    app.include_router(imports.router(uses.imports))
    app.include_router(coverage.router(uses.coverage))
    app.add_middleware(CountRequests, count=count_request)
    describe_problems(app)
    return app
