"""A camera with an ONVIF device behind it, pulled by a real ingest on a real bus."""

from integration.ingest.conftest import Town
from integration.ingest.onvif.scripted_device import real_device, running
from integration.ingest.onvif.subscriptions import MOTION, Subscriptions
from integration.ingest.virtual_cameras import VirtualCamera
from lokus_kit.follow import Start
from lokus_proto import subjects
from lokus_proto.envelope import open_envelope
from lokus_proto.jetstream import EVENT
from lokus_proto.v1.camera import OnvifSource
from lokus_proto.v1.event import DeviceEventRaised, EventKind
from support.waiting import until


async def test_its_events_are_on_the_bus_and_a_reader_who_joins_late_gets_a_key_frame_asked_for(
    town: Town, slow_camera: VirtualCamera
) -> None:
    device = real_device(password="Rahasia-17")
    device.says("SetSynchronizationPoint", "<trt:SetSynchronizationPointResponse/>")
    subscriptions = Subscriptions(device)
    async with running(device):
        url = f"http://127.0.0.1:{device.port}/onvif/device_service"
        onvif = OnvifSource(url=url, events=True, main_profile="main")
        await town.registry.put("c1", slow_camera.url, user="admin", password="Rahasia-17", onvif=onvif)
        subscriptions.tell(MOTION, on=True)
        raised = await first_event(town)
        assert (raised.kind, raised.camera) == (EventKind.MOTION, "c1")
        state = await town.states.until("c1", lambda state: state.device_clock_offset_seconds is not None)
        assert abs(state.device_clock_offset_seconds or 0) < 3

        async def asked() -> bool:
            async with town.reading("c1") as reading:
                await reading.until(bool)
            return device.asked["SetSynchronizationPoint"] > 0

        await until(asked, "request for a key frame", 25, 0.5)
        assert device.asked["SetSynchronizationPoint"] == 1
        assert device.refused == {}
        await town.registry.put("c1", slow_camera.url, enabled=False)


async def first_event(town: Town) -> DeviceEventRaised:
    """What was raised first in the town."""

    async def event() -> DeviceEventRaised | None:
        subject = subjects.device_event_raised(town.tenant, "c1")
        async with town.bus.read(EVENT, subject, Start.after(0)) as reading:
            for kept in await reading.next(1, 0.2):
                return open_envelope(kept.payload, DeviceEventRaised).data
        return None

    found = await until(event, "event", 20, 0.2)
    assert found is not None
    return found
