"""The devices behind cameras, as the registry told of them last: any worker may be asked for a card."""

from dataclasses import dataclass

from lokus_proto.v1.camera import CameraSource, OnvifSource


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A camera's device and the sealed credentials to ask it with."""

    onvif: OnvifSource
    sealed_credentials: str | None


class KnownDevices:
    """One entry a camera that has a device."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str], KnownDevice] = {}

    def learn(self, tenant: str, camera: CameraSource) -> None:
        """Take over what the registry says of a camera."""
        if camera.onvif is None or camera.removed:
            self._of.pop((tenant, camera.id), None)
        else:
            self._of[tenant, camera.id] = KnownDevice(camera.onvif, camera.sealed_credentials)

    def of(self, tenant: str, camera: str) -> KnownDevice | None:
        """The device of a camera; None if nobody named one."""
        return self._of.get((tenant, camera))
