"""Builds the registry, in reading order: database, what it is asked, what it tells the bus.

It serves from the start, so that it can say what it waits for; requests are let in once the schema
is there, and changes are taken whether or not the bus is.
"""

import gc

import httpx

from lokus_identity.verifier import TokenVerifier
from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_kit.root import Root, Stage
from lokus_postgres.database import Database
from lokus_postgres.outbox import Outbox
from lokus_proto.jetstream import AUDIT, CHANGE, EVENT, STATE
from lokus_registry.adapters import schema
from lokus_registry.adapters.archive import PostgresArchive
from lokus_registry.adapters.camera_list import camera_list
from lokus_registry.adapters.contracts.wiring import contract_part
from lokus_registry.adapters.covered_sites import survey_registers
from lokus_registry.adapters.custody.wiring import custody_uses, custody_watch
from lokus_registry.adapters.delivery.deliveries import delivery_registers
from lokus_registry.adapters.delivery.wiring import delivery_ledger
from lokus_registry.adapters.elections.registers import election_registers
from lokus_registry.adapters.geography.registers import geography_registers
from lokus_registry.adapters.imports.queue import PostgresQueue
from lokus_registry.adapters.imports.registers import job_registers, work_registers
from lokus_registry.adapters.late_footage.wiring import card_footages, late_footages
from lokus_registry.adapters.life.wiring import life_part
from lokus_registry.adapters.map.keeping import MapKeeper
from lokus_registry.adapters.map.registers import map_registers
from lokus_registry.adapters.metrics import Census, count_request
from lokus_registry.adapters.probes.devices import IngestDevices
from lokus_registry.adapters.probes.shelf import BusShelf
from lokus_registry.adapters.readiness.wiring import readiness_uses
from lokus_registry.adapters.recording_holds import hold_registers
from lokus_registry.adapters.safe import FernetSafe
from lokus_registry.adapters.state_plane import StatePlane
from lokus_registry.adapters.transactions import Transactions, file_registers, registers
from lokus_registry.application.areas import Areas
from lokus_registry.application.camera_search import CameraSearch
from lokus_registry.application.cameras import Cameras
from lokus_registry.application.coverage.survey import CoverageSurvey
from lokus_registry.application.delivery.reading import DeliveryReading
from lokus_registry.application.elections.elections import Elections
from lokus_registry.application.elections.polling_stations import PollingStations
from lokus_registry.application.files import Files
from lokus_registry.application.geography.areas import Geography
from lokus_registry.application.geography.boundaries import Boundaries
from lokus_registry.application.imports.boundaries import BoundaryIntake
from lokus_registry.application.imports.imports import Imports
from lokus_registry.application.imports.intakes import intakes_of
from lokus_registry.application.imports.stations import StationIntake
from lokus_registry.application.imports.work import ImportWork
from lokus_registry.application.map.view import MapView
from lokus_registry.application.organisations import Organisations
from lokus_registry.application.people import People
from lokus_registry.application.probes.probes import Probes
from lokus_registry.application.recording_holds import RecordingHolds
from lokus_registry.application.republication import Republication
from lokus_registry.application.sites import Sites
from lokus_registry.application.worker import Worker
from lokus_registry.application.zone_privacy import ZonePrivacy
from lokus_registry.application.zones import Zones
from lokus_registry.entrypoints.http.app import UseCases, registry_app
from lokus_registry.entrypoints.http.import_features import BoundaryFeatures
from lokus_registry.entrypoints.http.import_rows import readers, station_rows
from lokus_registry.entrypoints.stream_states import follow_stream_states
from lokus_registry.settings import Settings

MAP_POLL_SECONDS = 0.5
MIGRATIONS = "lokus_registry:adapters/migrations"


async def bootstrap(settings: Settings, root: Root) -> None:
    """Hang the registry's parts on the root."""
    clock, health = root.clock, root.health
    safe = FernetSafe(settings.credentials_key_list)
    bus = Bus(settings.nats_url, settings.service, clock, health)
    database = Database(settings.database_url.get_secret_value(), clock, health)
    root.resources.push_async_callback(database.close)
    outbox = Outbox(schema.outbox, database, bus, (STATE, CHANGE, EVENT, AUDIT), clock)
    transactions = Transactions(database, outbox, clock)

    http = await root.resources.enter_async_context(httpx.AsyncClient())
    verifier = TokenVerifier(settings.issuer_list, http, clock)
    begin, begin_geography = transactions.of(registers), transactions.of(geography_registers)
    begin_elections = transactions.of(election_registers)
    life = life_part(transactions, database, clock)
    uses = UseCases(
        organisations=Organisations(begin),
        areas=Areas(begin),
        people=People(begin),
        geography=Geography(begin_geography),
        boundaries=Boundaries(begin_geography),
        elections=Elections(begin_elections),
        polling_stations=PollingStations(begin_elections),
        sites=Sites(begin),
        zones=Zones(begin, clock),
        zone_privacy=ZonePrivacy(begin),
        cameras=Cameras(begin, safe, clock),
        delivery=DeliveryReading(transactions.of(delivery_registers), clock),
        camera_search=CameraSearch(transactions.of(camera_list)),
        map_view=MapView(transactions.of(map_registers)),
        coverage=CoverageSurvey(transactions.of(survey_registers), clock),
        files=Files(transactions.of(file_registers), clock),
        contracts=contract_part(transactions, database, clock),
        life=life.calls,
        custody=custody_uses(transactions, clock),
        readiness=readiness_uses(transactions, clock),
        probes=Probes(begin, safe, IngestDevices(bus, clock), BusShelf(bus), clock),
        late_footage=late_footages(begin, bus, clock, settings.late_footage_max_bytes),
        card_footage=card_footages(begin, bus, clock),
        recording_holds=RecordingHolds(transactions.of(hold_registers), clock),
        imports=_imports(transactions, database, safe, clock),
    )
    app = registry_app(uses, verifier, health, count_request)
    root.serve("http", app, settings.http_host, settings.http_port, settings.variable("http_port"))

    await database.migrate(MIGRATIONS)
    transactions.open()
    _work_behind_requests(root, uses, database)
    root.task("census", Census(database, health.condition("outbox"), clock).run())

    root.at_stop(Stage.BUS, "bus", bus.drain)
    await bus.start()
    root.task("outbox", outbox.run())
    root.task("stream states", follow_stream_states(bus, (life.probing, life.trial_runs)))
    life.hang_on(root)
    republication = Republication(StatePlane(bus), PostgresArchive(database, outbox, clock), clock)
    root.task("republication", republication.run())
    root.task("ledger", delivery_ledger(database, bus, settings.delivery_retention_months, clock).run())
    root.task("custody watch", custody_watch(database, transactions, clock).run())
    _keep_for_ever()


def _work_behind_requests(root: Root, uses: UseCases, database: Database) -> None:
    """What requests leave to be done, and the watch over the database."""
    root.task("database", database.watch())
    keeper = MapKeeper(database)
    root.task("map", Worker("map", keeper.catch_up, root.clock, MAP_POLL_SECONDS).run())
    root.task("imports", uses.imports.worker.run())
    root.task("statements", uses.contracts.computing.run())
    root.task("probes", uses.probes.run())


def _imports(transactions: Transactions, database: Database, safe: FernetSafe, clock: Clock) -> Imports:
    """Imports and their worker, whose rows are read as the bodies of PUTs are."""
    work = ImportWork(
        PostgresQueue(database, clock),
        transactions.of(work_registers(safe, clock)),
        intakes_of(readers(), safe, clock),
        StationIntake(station_rows),
        BoundaryIntake(BoundaryFeatures()),
        clock,
    )
    return Imports(transactions.of(job_registers(safe, clock)), Worker("imports", work.do_one, clock), clock)


def _keep_for_ever() -> None:
    """What is here now stays: to look through it in each collection would hold up the loop for 0.1 s."""
    gc.collect()
    gc.freeze()
