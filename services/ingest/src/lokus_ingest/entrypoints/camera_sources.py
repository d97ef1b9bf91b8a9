"""Learns from the bus which cameras there are: the newest source of each, then every change."""

from collections.abc import Callable

from lokus_ingest.application.card.devices import KnownDevices
from lokus_ingest.application.fleet import Fleet
from lokus_ingest.application.ownership import Ownership
from lokus_ingest.application.recording.policies import Policies
from lokus_kit.bus import Bus
from lokus_kit.follow import Kept, Start
from lokus_kit.health import Condition
from lokus_proto import jetstream, subjects
from lokus_proto.envelope import open_envelope
from lokus_proto.v1.camera import CameraSource


class CameraSources:
    """`run` is a task of the root; `condition` says whether all cameras are known.

    `heard` is told the place of each source on the bus, also of one that cannot be read: nothing of that
    camera's recordings goes until another is heard.
    """

    def __init__(
        self,
        bus: Bus,
        ownership: Ownership,
        fleet: Fleet,
        policies: Policies,
        devices: KnownDevices,
        condition: Condition,
        heard: Callable[[int], None],
    ) -> None:
        self._bus = bus
        self._ownership = ownership
        self._fleet = fleet
        self._policies = policies
        self._devices = devices
        self._condition = condition
        self._heard = heard
        condition.failing("the cameras are not known yet")

    async def run(self) -> None:
        """Follow until cancelled."""
        await self._bus.follow(
            jetstream.STATE,
            [subjects.all_camera_sources()],
            self._learn,
            start=Start.latest(),
            caught_up=self._condition.ok,
        )

    async def _learn(self, kept: Kept) -> None:
        """Tenant and camera are those of the subject, which the bus permits, not what the message claims."""
        _, tenant, camera, _ = subjects.parse(kept.subject)
        self._heard(kept.seq)
        try:
            source = _read(kept.payload, camera)
        except ValueError:
            self._policies.doubt(tenant, camera)
            raise
        self._ownership.learn(tenant, camera)
        self._policies.learn(tenant, source)
        self._devices.learn(tenant, source)
        self._fleet.learn(tenant, source)


def _read(payload: bytes, camera: str) -> CameraSource:
    source = open_envelope(payload, CameraSource).data
    if source.id != camera:
        raise ValueError(f"the source of camera {source.id} came on the subject of {camera}")
    return source
