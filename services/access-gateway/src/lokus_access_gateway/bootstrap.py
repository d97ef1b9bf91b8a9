"""The access gateway, built in reading order.

bus -> cameras, grants -> access -> viewing sessions, live feed -> HTTP -> viewer
"""

from functools import partial
from pathlib import Path

import httpx

from lokus_access_gateway.adapters.access_log import PostgresLog, PostgresLogFiles
from lokus_access_gateway.adapters.archive import BusArchive
from lokus_access_gateway.adapters.bus_feeds import EventFeed, GrantFeed, follow_cameras
from lokus_access_gateway.adapters.event_store import PostgresEvents
from lokus_access_gateway.adapters.grant_store import PostgresGrants
from lokus_access_gateway.adapters.log_keys import LogKeys
from lokus_access_gateway.adapters.media import read_media
from lokus_access_gateway.adapters.metrics import Metrics
from lokus_access_gateway.adapters.snapshots import fetch_snapshot
from lokus_access_gateway.adapters.tables import OUTBOX
from lokus_access_gateway.adapters.webrtc.hosts import offer_hosts
from lokus_access_gateway.adapters.webrtc.peer import AiortcPeers
from lokus_access_gateway.application.access import Access
from lokus_access_gateway.application.downloads import Downloads
from lokus_access_gateway.application.events import Events
from lokus_access_gateway.application.grants import Grants
from lokus_access_gateway.application.hub import Hubs
from lokus_access_gateway.application.live_feed import LiveFeed
from lokus_access_gateway.application.viewings import Viewings
from lokus_access_gateway.application.watch import Watch
from lokus_access_gateway.entrypoints.app import new_gateway_app
from lokus_access_gateway.entrypoints.authentication import authentication
from lokus_access_gateway.entrypoints.cameras import camera_routes
from lokus_access_gateway.entrypoints.event_stream import event_stream_routes
from lokus_access_gateway.entrypoints.events import event_routes
from lokus_access_gateway.entrypoints.grants import grant_routes
from lokus_access_gateway.entrypoints.log import log_routes
from lokus_access_gateway.entrypoints.me import console_routes, me_routes
from lokus_access_gateway.entrypoints.models import Console
from lokus_access_gateway.entrypoints.recordings import recording_routes
from lokus_access_gateway.entrypoints.whep import whep_routes
from lokus_access_gateway.settings import Settings
from lokus_identity.verifier import TokenVerifier
from lokus_kit.bus import Bus
from lokus_kit.root import Root, Stage
from lokus_postgres.database import Database
from lokus_postgres.outbox import Outbox
from lokus_proto.jetstream import AUDIT

_MIGRATIONS = Path(__file__).parent / "adapters" / "migrations"


async def bootstrap(settings: Settings, root: Root) -> None:
    """Build the gateway and hand it to the root. HTTP answers first: what is missing, readiness says."""
    clock, health = root.clock, root.health
    bus = Bus(settings.nats_url, settings.service, clock, health)
    database = Database(settings.database_url.get_secret_value(), clock, health)
    root.resources.push_async_callback(database.close)
    outbox = Outbox(OUTBOX, database, bus, (AUDIT,), clock)
    log_keys = LogKeys(
        settings.log_key.get_secret_value(), settings.log_seals.get_secret_value(), settings.public_url
    )
    access_log = PostgresLog(settings.edge, log_keys)
    grant_store, event_store = PostgresGrants(database, outbox, access_log), PostgresEvents(database)

    metrics = Metrics()
    access = Access(clock, metrics, health)
    hubs = Hubs(partial(read_media, bus, clock), clock)
    offer_hosts(settings.ice_hosts)
    viewings = Viewings(access, hubs, AiortcPeers(), metrics, clock)
    downloads = Downloads(access, BusArchive(bus, settings.service, clock), metrics, clock)
    feed = LiveFeed(access)
    events = Events(event_store, partial(fetch_snapshot, bus), access, feed)
    grants = Grants(grant_store, access, clock)
    grant_feed = GrantFeed(bus, grant_store.all, access, clock)
    event_feed = EventFeed(bus, event_store.position, events, clock)

    http = await root.resources.enter_async_context(httpx.AsyncClient())
    authenticate = authentication(TokenVerifier(settings.issuers, http, clock))
    console = Console(
        issuer=settings.console_issuer, client_id=settings.console_client_id, public_url=settings.public_url
    )
    routes = [
        me_routes(authenticate),
        console_routes(console),
        camera_routes(authenticate, access),
        recording_routes(authenticate, downloads),
        whep_routes(authenticate, viewings),
        grant_routes(authenticate, grants, clock),
        event_stream_routes(authenticate, feed),
        event_routes(authenticate, events),
        log_routes(PostgresLogFiles(database), log_keys.policy),
    ]
    app = new_gateway_app(health, routes, settings.console_issuer)
    root.serve("http", app, settings.http_host, settings.http_port, settings.variable("http_port"))
    root.at_stop(Stage.INTAKE, "viewing sessions", viewings.stop)
    root.at_stop(Stage.INTAKE, "downloads", downloads.stop)
    root.at_stop(Stage.INTAKE, "live feed", feed.stop)
    root.at_stop(Stage.BUS, "bus", bus.drain)

    root.task("hubs", hubs.run())
    root.task("viewings", viewings.run())
    await database.migrate(str(_MIGRATIONS))
    await bus.start()
    root.task("database", database.watch())
    root.task("outbox", outbox.run())
    root.task("cameras", follow_cameras(bus, access))
    root.task("grant changes", grant_feed.follow())
    root.task("grants", grant_feed.load())
    root.task("events", event_feed.follow())
    watch = Watch(access, viewings, downloads, feed, lambda: bus.connected, clock)
    root.task("watch", watch.run())
