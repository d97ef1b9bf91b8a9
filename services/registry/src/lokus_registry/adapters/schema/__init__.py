"""The tables, one module for each kind of thing.

Migrations in `migrations/versions` make what stands here; a test holds the two together.
"""

from lokus_registry.adapters.schema.base import METADATA
from lokus_registry.adapters.schema.bus import outbox, told_lives
from lokus_registry.adapters.schema.cameras import cameras, removed_cameras
from lokus_registry.adapters.schema.contracts import (
    contract_amendments,
    contract_cameras,
    contracts,
    disputes,
    exclusions,
    maintenance_windows,
    statement_lines,
    statements,
)
from lokus_registry.adapters.schema.custody import (
    alarms,
    leg_records,
    opening_present,
    opening_records,
    openings,
    shipment_legs,
    shipments,
)
from lokus_registry.adapters.schema.delivery import (
    camera_status,
    delivery_intervals,
    delivery_open,
    delivery_place,
    delivery_reporters,
)
from lokus_registry.adapters.schema.directory import areas, organisations, people
from lokus_registry.adapters.schema.elections import elections, polling_stations
from lokus_registry.adapters.schema.files import file_deposits, files
from lokus_registry.adapters.schema.geography import area_boundaries
from lokus_registry.adapters.schema.imports import import_errors, import_pieces, imports
from lokus_registry.adapters.schema.life import (
    camera_acceptance_tests,
    camera_consents,
    camera_life,
    camera_life_changes,
    camera_placements,
)
from lokus_registry.adapters.schema.map import map_area_changes, map_changes, map_points
from lokus_registry.adapters.schema.places import sites, zones
from lokus_registry.adapters.schema.readiness import readiness_records, standards
from lokus_registry.adapters.schema.recording_holds import recording_holds
from lokus_registry.adapters.schema.zone_privacy import zone_privacy_changes

__all__ = [
    "METADATA",
    "alarms",
    "area_boundaries",
    "areas",
    "camera_acceptance_tests",
    "camera_consents",
    "camera_life",
    "camera_life_changes",
    "camera_placements",
    "camera_status",
    "cameras",
    "contract_amendments",
    "contract_cameras",
    "contracts",
    "delivery_intervals",
    "delivery_open",
    "delivery_place",
    "delivery_reporters",
    "disputes",
    "elections",
    "exclusions",
    "file_deposits",
    "files",
    "import_errors",
    "import_pieces",
    "imports",
    "leg_records",
    "maintenance_windows",
    "map_area_changes",
    "map_changes",
    "map_points",
    "opening_present",
    "opening_records",
    "openings",
    "organisations",
    "outbox",
    "people",
    "polling_stations",
    "readiness_records",
    "recording_holds",
    "removed_cameras",
    "shipment_legs",
    "shipments",
    "sites",
    "standards",
    "statement_lines",
    "statements",
    "told_lives",
    "zone_privacy_changes",
    "zones",
]
