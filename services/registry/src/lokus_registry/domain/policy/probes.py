"""Probes: asked for by whoever may register cameras, and seen by their organisation alone."""

from lokus_identity.caller import Caller
from lokus_kit.errors import Forbidden, NotFound
from lokus_registry.domain.announcement import PlacedCamera
from lokus_registry.domain.policy.cameras import has_hold, may_change_cameras
from lokus_registry.domain.probe import Probe


def may_probe(caller: Caller) -> None:
    """Forbidden to who can never register a camera."""
    may_change_cameras(caller)


def may_probe_camera(caller: Caller, camera: PlacedCamera) -> None:
    """Forbidden unless the camera is the caller's."""
    if not has_hold(caller, camera):
        raise Forbidden(f"camera {camera.camera.id} is that of another vendor or owner", reason="not-yours")


def may_read_probe(caller: Caller, probe: Probe) -> None:
    """To others there is no such probe: what a device is goes to those who asked it."""
    may_change_cameras(caller)
    if probe.organisation != caller.organisation:
        raise NotFound(f"there is no probe {probe.id}, or it was more than an hour ago")
