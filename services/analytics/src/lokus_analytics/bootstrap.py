"""Builds the service, in reading order: bus, eyes, log, fleet, ports."""

import os
import uuid
from collections.abc import Callable

from prometheus_client import REGISTRY

from lokus_analytics.adapters.event_publisher import EventPublisher
from lokus_analytics.adapters.metrics import TallyCollector
from lokus_analytics.adapters.open_events import open_events
from lokus_analytics.adapters.opencv_background import OpencvBackground
from lokus_analytics.adapters.pyav_decoder import PyavDecoder
from lokus_analytics.adapters.worker_threads import WorkerThreads
from lokus_analytics.application.analysis import Analysis
from lokus_analytics.application.camera_watch import CameraWatch
from lokus_analytics.application.event_builder import lost_report
from lokus_analytics.application.event_log import EventLog
from lokus_analytics.application.fleet import Fleet
from lokus_analytics.application.tally import Tally
from lokus_analytics.domain.watched import WatchedCamera
from lokus_analytics.entrypoints.camera_records import CameraRecords
from lokus_analytics.settings import Settings
from lokus_kit.bus import Bus
from lokus_kit.follow import Start
from lokus_kit.root import Root, Stage
from lokus_kit.web import new_app
from lokus_media.media_reader import MediaReader
from lokus_proto import subjects
from lokus_proto.jetstream import STATE
from lokus_proto.media import AccessUnit

_MAX_THREADS = 4


async def bootstrap(settings: Settings, root: Root) -> None:
    """Hang every part on the root."""
    service, clock = settings.service, root.clock
    app = new_app("Lokus analytics", "1", root.health)
    root.serve("http", app, settings.http_host, settings.http_port, settings.variable("http_port"))
    records_known = root.health.condition("camera-records")

    bus = Bus(settings.nats_url, service, clock, root.health)
    await bus.start()
    root.at_stop(Stage.BUS, "bus", bus.drain)

    tally = Tally()
    TallyCollector(tally, REGISTRY)
    workers = WorkerThreads(min(_MAX_THREADS, os.cpu_count() or 1))
    root.resources.callback(workers.close)

    event_log = EventLog(EventPublisher(bus, clock, service), clock, tally)
    root.task("event-log", event_log.run())
    root.at_stop(Stage.QUEUES, "event log", event_log.drain)
    for tenant, event in await open_events(bus):
        await event_log.add(lost_report(tenant, event, clock.now()))

    reader = f"analytics-{uuid.uuid4().hex[:12]}"

    async def read_media(camera: WatchedCamera, handle: Callable[[AccessUnit], None]) -> None:
        await MediaReader(
            bus,
            clock,
            service=service,
            reader=reader,
            tenant=camera.tenant,
            camera=camera.id,
            stream=camera.stream,
            handle=handle,
        ).run()

    async def watch(camera: WatchedCamera) -> None:
        analysis = Analysis(PyavDecoder(), OpencvBackground)
        await CameraWatch(camera, analysis, workers, event_log, tally).run(read_media)

    fleet = Fleet(watch, tally)
    root.task("fleet", fleet.run())
    root.at_stop(Stage.INTAKE, "cameras", fleet.stop)
    records = CameraRecords(fleet)
    follow = bus.follow(
        STATE,
        (subjects.all_camera_records(),),
        records.handle,
        start=Start.latest(),
        caught_up=records_known.ok,
    )
    root.task("camera-records", follow)
