"""NATS subjects: `lokus.v1.<plane>.<tenant>.<entity>.<what>`; the only place that spells one.

The entity is a camera on every plane but `audit`, where it is a grant or a zone, `change`, where it is a
collection of the registry, `delivery`, where it is a reporter, and `footage`, where it is one piece of late
footage; an alarm on the plane `event` is about a site, a probe on the plane `command` about a device that is
no camera yet. Tokens are opaque `[a-z0-9_-]`, so that no id can forge a wildcard or a further token. One NATS
permission (`lokus.v1.*.<tenant>.>`) binds a tenant; one JetStream stream binds a plane (`jetstream.py`).
"""

import re
from enum import StrEnum
from typing import Final

ROOT: Final = "lokus.v1"
INGEST_WORKERS_BUCKET: Final = "lokus-v1-ingest-workers"
TOKEN_PATTERN: Final = r"^[a-z0-9_-]{1,64}$"  # noqa: S105 (a subject token, no secret)
_TOKEN = re.compile(TOKEN_PATTERN)


class Plane(StrEnum):
    """What kind of traffic a subject carries."""

    MEDIA = "media"
    STATE = "state"
    DETECTION = "detection"
    EVENT = "event"
    COMMAND = "command"
    AUDIT = "audit"
    CHANGE = "change"
    DELIVERY = "delivery"
    RECORDING = "recording"
    FOOTAGE = "footage"


class StreamName(StrEnum):
    """Which encoding of a camera: the full one, or the small one for walls of pictures."""

    MAIN = "main"
    SUB = "sub"


def token(text: str) -> str:
    """Return `text` if it may stand in a subject; ValueError if it may not."""
    if not _TOKEN.fullmatch(text):  # `match` would let a line feed at the end pass
        raise ValueError(f"{text!r} is no subject token: use 1 to 64 of a-z, 0-9, '_' and '-'")
    return text


def plane(name: Plane) -> str:
    """All subjects of a plane, every tenant."""
    return f"{ROOT}.{name}.>"


def media(tenant: str, camera: str, stream: StreamName) -> str:
    """Access units of one stream."""
    return _subject(Plane.MEDIA, tenant, camera, stream)


def camera_record(tenant: str, camera: str) -> str:
    """The registry's record of one camera: what it is, where it stands, who owns it."""
    return _subject(Plane.STATE, tenant, camera, "camera")


def camera_source(tenant: str, camera: str) -> str:
    """How one camera is reached; for ingest alone."""
    return _subject(Plane.STATE, tenant, camera, "source")


def stream_state(tenant: str, camera: str, stream: StreamName) -> str:
    """What ingest measures of one stream."""
    return _subject(Plane.STATE, tenant, camera, f"stream-{stream}")


def interest(tenant: str, camera: str, stream: StreamName) -> str:
    """Request subject: a reader wants the media of one stream."""
    return _subject(Plane.COMMAND, tenant, camera, f"interest-{stream}")


def probe(tenant: str, probe_id: str) -> str:
    """Request subject: somebody wants to know what a device is and offers."""
    return _subject(Plane.COMMAND, tenant, probe_id, "probe")


def timeline(tenant: str, camera: str) -> str:
    """Request subject: somebody wants to know what is recorded of a camera."""
    return _subject(Plane.COMMAND, tenant, camera, "timeline")


def clip(tenant: str, camera: str) -> str:
    """Request subject: somebody wants to know what a clip of a camera is put together of."""
    return _subject(Plane.COMMAND, tenant, camera, "clip")


def clip_piece(tenant: str, camera: str) -> str:
    """Request subject: somebody wants bytes of a clip of a camera."""
    return _subject(Plane.COMMAND, tenant, camera, "clip-piece")


def event_raised(tenant: str, camera: str) -> str:
    """Analytics saw something begin."""
    return _subject(Plane.EVENT, tenant, camera, "raised")


def event_ended(tenant: str, camera: str) -> str:
    """What had begun is over."""
    return _subject(Plane.EVENT, tenant, camera, "ended")


def device_event_raised(tenant: str, camera: str) -> str:
    """A camera's device told that something began."""
    return _subject(Plane.EVENT, tenant, camera, "device-raised")


def device_event_ended(tenant: str, camera: str) -> str:
    """What a device had told of is over."""
    return _subject(Plane.EVENT, tenant, camera, "device-ended")


def alarm_raised(tenant: str, site: str) -> str:
    """Something is wrong at a site: with material on its way, or with the opening of a store."""
    return _subject(Plane.EVENT, tenant, site, "alarm-raised")


def alarm_ended(tenant: str, site: str) -> str:
    """What an alarm was raised for is no more."""
    return _subject(Plane.EVENT, tenant, site, "alarm-ended")


def grant_changed(tenant: str, grant: str) -> str:
    """A grant came to be, or changed its state."""
    return _subject(Plane.AUDIT, tenant, grant, "grant")


def zone_privacy_changed(tenant: str, zone: str) -> str:
    """The owner made a zone private or shareable."""
    return _subject(Plane.AUDIT, tenant, zone, "privacy")


def records_changed(tenant: str, collection: str) -> str:
    """Things of a collection of the registry came, changed or went."""
    return _subject(Plane.CHANGE, tenant, collection, "records")


def delivery_report(tenant: str, reporter: str) -> str:
    """What the cameras of one reporter delivered."""
    return _subject(Plane.DELIVERY, tenant, reporter, "report")


def ingest_worker(worker: str) -> str:
    """The key of one ingest worker in their bucket."""
    return f"$KV.{INGEST_WORKERS_BUCKET}.{token(worker)}"


def all_ingest_workers() -> str:
    """Filter: every key of the bucket."""
    return f"$KV.{INGEST_WORKERS_BUCKET}.>"


def parse_ingest_worker(subject: str) -> str:
    """The worker whose key a subject is; ValueError if it is none."""
    prefix, _, worker = subject.rpartition(".")
    if prefix != f"$KV.{INGEST_WORKERS_BUCKET}":
        raise ValueError(f"{subject!r} is no key of an ingest worker")
    return token(worker)


def segment_closed(tenant: str, camera: str) -> str:
    """A segment of a camera's recording is whole and kept."""
    return _subject(Plane.RECORDING, tenant, camera, "segment")


def late_footage_order(tenant: str, footage: str) -> str:
    """Late footage is to be stored."""
    return _subject(Plane.FOOTAGE, tenant, footage, "order")


def late_card_order(tenant: str, footage: str) -> str:
    """Footage on a camera's card is to be fetched."""
    return _subject(Plane.FOOTAGE, tenant, footage, "card-order")


def late_footage_state(tenant: str, footage: str) -> str:
    """How far late footage has come."""
    return _subject(Plane.FOOTAGE, tenant, footage, "state")


def all_late_footage_orders() -> str:
    """Filter: the orders of all tenants."""
    return f"{ROOT}.{Plane.FOOTAGE}.*.*.order"


def all_late_card_orders() -> str:
    """Filter: the orders of all tenants to fetch from cards."""
    return f"{ROOT}.{Plane.FOOTAGE}.*.*.card-order"


def late_footage_states(tenant: str) -> str:
    """Filter: the states of all late footage of a tenant."""
    return f"{ROOT}.{Plane.FOOTAGE}.{token(tenant)}.*.state"


def all_camera_records() -> str:
    """Filter: the records of all cameras of all tenants."""
    return f"{ROOT}.{Plane.STATE}.*.*.camera"


def all_camera_sources() -> str:
    """Filter: the sources of all cameras of all tenants."""
    return f"{ROOT}.{Plane.STATE}.*.*.source"


def all_stream_states() -> tuple[str, ...]:
    """Filters: the states of all streams of all tenants."""
    return tuple(f"{ROOT}.{Plane.STATE}.*.*.stream-{name}" for name in StreamName)


def all_interests() -> tuple[str, ...]:
    """Filters: every request for media."""
    return tuple(f"{ROOT}.{Plane.COMMAND}.*.*.interest-{name}" for name in StreamName)


def all_probes() -> str:
    """Filter: every request to look at a device."""
    return f"{ROOT}.{Plane.COMMAND}.*.*.probe"


def all_timelines() -> str:
    """Filter: every request for what is recorded of a camera."""
    return f"{ROOT}.{Plane.COMMAND}.*.*.timeline"


def all_clips() -> str:
    """Filter: every request for what a clip is put together of."""
    return f"{ROOT}.{Plane.COMMAND}.*.*.clip"


def all_clip_pieces() -> str:
    """Filter: every request for bytes of a clip."""
    return f"{ROOT}.{Plane.COMMAND}.*.*.clip-piece"


def all_camera_events() -> tuple[str, ...]:
    """Filters: what analytics saw begin and end, and none of the plane's alarms."""
    return tuple(f"{ROOT}.{Plane.EVENT}.*.*.{what}" for what in ("raised", "ended"))


def all_grant_changes() -> str:
    """Filter: the grant changes of all tenants."""
    return f"{ROOT}.{Plane.AUDIT}.*.*.grant"


def all_device_events() -> tuple[str, ...]:
    """Filters: what cameras' devices told of, and its ends."""
    return tuple(f"{ROOT}.{Plane.EVENT}.*.*.device-{what}" for what in ("raised", "ended"))


def all_delivery_reports() -> str:
    """Filter: the reports of all reporters of all tenants."""
    return f"{ROOT}.{Plane.DELIVERY}.*.*.report"


def all_closed_segments() -> str:
    """Filter: the closed segments of all cameras of all tenants."""
    return f"{ROOT}.{Plane.RECORDING}.*.*.segment"


def parse(subject: str) -> tuple[Plane, str, str, str]:
    """Split a subject into (plane, tenant, entity, what); ValueError if it is none of ours."""
    match subject.split("."):
        case [product, version, plane_name, tenant, entity, what] if f"{product}.{version}" == ROOT:
            return Plane(plane_name), token(tenant), token(entity), token(what)
        case _:
            raise ValueError(f"{subject!r} is no Lokus v1 subject")


def _subject(on: Plane, tenant: str, entity: str, what: str) -> str:
    return f"{ROOT}.{on}.{token(tenant)}.{token(entity)}.{token(what)}"
