"""Builds ingest, in the order in which a picture travels from a camera to a reader."""

from collections.abc import Mapping
from functools import partial
from typing import Final
from uuid import uuid4

from prometheus_client import REGISTRY

from lokus_ingest.adapters.bus_outbound import BusOutbound
from lokus_ingest.adapters.camera_recording import RecordingPart
from lokus_ingest.adapters.delivery_post import DeliveryPost
from lokus_ingest.adapters.fernet_vault import FernetVault
from lokus_ingest.adapters.http_source import HttpSource
from lokus_ingest.adapters.late.card_orders import BusCardOrders
from lokus_ingest.adapters.late.states import LateStates
from lokus_ingest.adapters.metrics import IngestMetrics, WorkerMetrics
from lokus_ingest.adapters.onvif.wiring import OnvifPart, onvif_part
from lokus_ingest.adapters.pyav_source import PyAvSource
from lokus_ingest.adapters.recording.hearing import SourcesHeard
from lokus_ingest.adapters.rtsp_source import RtspSource
from lokus_ingest.adapters.sources import Sources
from lokus_ingest.adapters.state_tidings import StateTidings
from lokus_ingest.adapters.system_names import SystemNames
from lokus_ingest.adapters.worker_board import WorkerBoard
from lokus_ingest.application.admission import Admission
from lokus_ingest.application.approach import Approach
from lokus_ingest.application.attention import Attention
from lokus_ingest.application.card.devices import KnownDevices
from lokus_ingest.application.card.filling import CardFilling
from lokus_ingest.application.card.intake import CardIntake
from lokus_ingest.application.counting import Counting
from lokus_ingest.application.delivery_reporter import DeliveryReporter
from lokus_ingest.application.fleet import Fleet
from lokus_ingest.application.handover import Handover
from lokus_ingest.application.live_stream import LiveStream
from lokus_ingest.application.open_files import OpenFiles
from lokus_ingest.application.ownership import Ownership
from lokus_ingest.application.recording.clips import Clips
from lokus_ingest.application.recording.policies import Policies
from lokus_ingest.application.recording.timelines import Timelines
from lokus_ingest.application.stream_work import StreamWork
from lokus_ingest.application.takeover import Takeover
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.recording.disk import Marks
from lokus_ingest.domain.stream_key import StreamKey
from lokus_ingest.entrypoints.camera_sources import CameraSources
from lokus_ingest.entrypoints.footage_requests import FootageRequests
from lokus_ingest.entrypoints.interest_requests import InterestRequests
from lokus_ingest.entrypoints.late_orders import CARDS, FILES, LateOrders
from lokus_ingest.entrypoints.probe_requests import ProbeRequests
from lokus_ingest.entrypoints.recording_events import RecordingEvents
from lokus_ingest.settings import Settings
from lokus_kit.bus import Bus
from lokus_kit.open_files import raise_open_files
from lokus_kit.root import Root, Stage
from lokus_kit.web import new_app
from lokus_proto.subjects import StreamName

CARDS_AT_ONCE: Final = 2


async def bootstrap(settings: Settings, root: Root) -> None:
    """Build all parts and hand them to the root."""
    clock, service, tally = root.clock, settings.service, Tally()
    known = root.health.condition("cameras")
    _serve_health(settings, root)
    bus = Bus(settings.nats_url, service, clock, root.health)
    await bus.start()
    root.at_stop(Stage.BUS, "bus", bus.drain)

    share = root.health.condition("workers")
    ownership = Ownership(
        settings.worker_name(), settings.worker_weight, WorkerBoard(bus), clock, share, tally
    )
    counting, outbound, policies = Counting(clock), BusOutbound(bus, service, clock), Policies()
    heard, attention = SourcesHeard(bus), Attention(clock, tally, counting.absent)
    root.task("attention", attention.run())
    delivery = _delivery(service, root, bus, counting, attention, tally)

    admission = _admission(settings, root, ownership, tally)
    vault, names, networks = FernetVault(settings.fernet_keys()), SystemNames(), settings.networks()
    onvif = onvif_part(vault, names, networks, admission, bus, service, clock, tally)
    approach, devices = Approach(names, networks, admission), KnownDevices()
    recording = _recording(settings, root, bus, policies, ownership, heard, tally)
    work = StreamWork(
        new_source=partial(Sources, RtspSource(), PyAvSource(), HttpSource()),
        vault=vault,
        approach=approach,
        attention=attention,
        device_work=onvif.work,
        outbound=outbound,
        serve_readers=InterestRequests(bus, service, clock).serve,
        clock=clock,
        tally=tally,
        counting=counting,
        takeover=Takeover(ownership.worker, lambda: ownership.sequence, ownership.sees, outbound, clock),
        owns=ownership.owns,
        recording=recording.recorders if recording is not None else None,
    )
    REGISTRY.register(
        IngestMetrics(tally, work.streams.values, lambda: delivery.waiting, lambda: admission.waiting)
    )
    REGISTRY.register(WorkerMetrics(ownership, tally))
    hand_over = Handover(
        StateTidings(bus), work.streams, ownership.has_others, lambda: ownership.draining, clock
    )
    fleet = Fleet(work.run, ownership.owns, hand_over)
    work.tell_overtaken(fleet.begin_again)
    root.task("fleet", fleet.run())
    root.task("ownership", ownership.run(fleet.reconsider))
    root.task("open files", OpenFiles(raise_open_files(), lambda: ownership.cameras, clock).run())
    root.at_stop(Stage.INTAKE, "hand over", lambda: ownership.drain(fleet.until_empty), limit_seconds=7.0)
    root.at_stop(Stage.INTAKE, "delivery reports", delivery.finish)
    root.at_stop(Stage.INTAKE, "fleet", fleet.stop)
    _cards(settings, root, bus, recording, onvif, approach, vault, devices, ownership, policies, work.streams)
    sources = CameraSources(bus, ownership, fleet, policies, devices, known, heard.took)
    root.task("camera sources", sources.run())
    root.task("probes", ProbeRequests(bus, onvif.prober.probe, vault, service, clock).run())


def _admission(settings: Settings, root: Root, ownership: Ownership, tally: Tally) -> Admission:
    """The gate, at work."""
    rates = settings.connects_per_second, settings.segment_connects_per_second
    admission = Admission(*rates, ownership.share, root.clock, tally)
    root.task("admission", admission.run())
    return admission


def _serve_health(settings: Settings, root: Root) -> None:
    app, port = new_app("Lokus ingest", "0.1.0", root.health), settings.http_port
    root.serve("http", app, settings.http_host, port, settings.variable("http_port"))


def _delivery(
    service: str, root: Root, bus: Bus, counting: Counting, attention: Attention, tally: Tally
) -> DeliveryReporter:
    """What reports what cameras deliver, at work."""
    post = DeliveryPost(bus, service, root.clock)
    delivery = DeliveryReporter(f"{service}-{uuid4().hex[:12]}", counting, attention, post, root.clock, tally)
    root.task("delivery periods", delivery.close())
    root.task("delivery reports", delivery.send())
    return delivery


def _recording(
    settings: Settings,
    root: Root,
    bus: Bus,
    policies: Policies,
    ownership: Ownership,
    heard: SourcesHeard,
    tally: Tally,
) -> RecordingPart | None:
    """What records streams; None where there is no place for recordings."""
    url = settings.recordings_url
    if url is None:
        return None
    spool, seconds = settings.recordings_spool, settings.segment_seconds
    marks = Marks(settings.recordings_high_water, settings.recordings_low_water)
    part = RecordingPart(url, spool, seconds, marks, policies, root.clock, tally)
    part.start(root, bus, settings.service, ownership.owns, heard.all)
    REGISTRY.register(part.metrics())
    root.task("events", RecordingEvents(bus, part.recorders).run())
    timelines, clips = Timelines(part.footage, policies, root.clock), Clips(part.footage)
    answering = FootageRequests(bus, timelines, clips, settings.service, root.clock, tally)
    root.task("footage", answering.run())
    late = part.late(bus, settings.service)
    states = LateStates(bus, settings.service, root.clock)
    root.task("late footage", LateOrders(bus, FILES, late, states, root.clock).run())
    if settings.late_footage_folder is not None:
        folder = part.drop_folder(settings.late_footage_folder, late, states)
        root.task("drop folder", folder.run())
    return part


def _cards(
    settings: Settings,
    root: Root,
    bus: Bus,
    recording: RecordingPart | None,
    onvif: OnvifPart,
    approach: Approach,
    vault: FernetVault,
    devices: KnownDevices,
    ownership: Ownership,
    policies: Policies,
    streams: Mapping[StreamKey, LiveStream],
) -> None:
    """What does the orders of cameras' cards, a few at a time, each its camera's owner's; and makes some."""
    if recording is None:
        return
    service, clock = settings.service, root.clock
    fetching = recording.cards(onvif.cards, approach, bus, service, settings.card_kilobits_per_second)
    intake = CardIntake(fetching, devices, vault, recording.late(bus, service).footage, clock)

    def takes(tenant: str, camera: str) -> bool:
        return ownership.owns(StreamKey(tenant, camera, StreamName.MAIN))

    def delivering() -> dict[StreamKey, int]:
        standing = {key: stream.glimpse() for key, stream in streams.items()}
        return {key: each.run for key, each in standing.items() if each.run is not None}

    states = LateStates(bus, service, clock)
    orders = LateOrders(bus, CARDS, intake, states, clock, takes)
    for number in range(CARDS_AT_ONCE):
        root.task(f"cards {number}", orders.run())
    timelines = Timelines(recording.footage, policies, clock)
    ordering = BusCardOrders(bus, states, service, clock)
    filling = CardFilling(
        delivering, policies, devices, timelines, ordering, clock, segment_seconds=settings.segment_seconds
    )
    root.task("fill from cards", filling.run())
