"""What the bus keeps of alarms, as a console hears it."""

from nats.js.errors import NotFoundError

from integration.registry.kept_plane import KeptPlane
from integration.registry.waiting import until
from lokus_proto import subjects
from lokus_proto.envelope import open_envelope
from lokus_proto.jetstream import EVENT
from lokus_proto.v1.alarm import AlarmEnded, AlarmRaised


async def told_raised(bus: KeptPlane, tenant: str, site: str) -> AlarmRaised:
    """Wait for the last alarm that was raised at a site."""
    payload = await until(lambda: _last(bus, subjects.alarm_raised(tenant, site)))
    return open_envelope(payload, AlarmRaised).data


async def told_ended(bus: KeptPlane, tenant: str, site: str) -> AlarmEnded:
    """Wait for the last alarm that ended at a site."""
    payload = await until(lambda: _last(bus, subjects.alarm_ended(tenant, site)))
    return open_envelope(payload, AlarmEnded).data


async def _last(bus: KeptPlane, subject: str) -> bytes | None:
    try:
        return (await bus.jetstream.get_last_msg(EVENT.name, subject)).data
    except NotFoundError:
        return None
