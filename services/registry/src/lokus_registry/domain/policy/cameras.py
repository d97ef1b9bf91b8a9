"""Cameras: their vendor's and their site owner's."""

from lokus_identity.caller import Caller, Role
from lokus_kit.errors import Forbidden
from lokus_registry.domain.announcement import PlacedCamera
from lokus_registry.domain.policy.directory import EVERYTHING, OWNERS, may_read
from lokus_registry.domain.policy.scope import Scope


def visible_cameras(caller: Caller) -> Scope:
    """The cameras that a caller may see."""
    may_read(caller)
    return Scope(
        everything=bool(caller.roles & EVERYTHING),
        owner=caller.organisation if caller.roles & OWNERS else None,
        vendor=caller.organisation if Role.VENDOR in caller.roles else None,
    )


def may_change_cameras(caller: Caller) -> None:
    """Forbidden to who can never change any camera."""
    caller.require(*OWNERS, Role.VENDOR)


def may_put_camera(caller: Caller, before: PlacedCamera | None, after: PlacedCamera) -> None:
    """Forbidden unless the camera is the caller's both as it was and as it shall be."""
    if before is not None:
        may_remove_camera(caller, before)
    if not has_hold(caller, after):
        raise Forbidden(
            f"a camera at site {after.site.id} is registered by its owner, {after.site.owner}, or by its "
            f"vendor (set `vendor` to your organisation); {caller.subject} acts for {caller.organisation}",
            reason="not-yours",
        )
    if before is not None and before.zone.private and not after.zone.private and not owns(caller, before):
        raise Forbidden(
            f"zone {before.zone.id} is private: only its owner, {before.site.owner}, moves a camera out",
            reason="private-zone",
        )
    may_set_recording(caller, before, after)


def may_set_recording(caller: Caller, before: PlacedCamera | None, after: PlacedCamera) -> None:
    """Forbidden to say how a camera is recorded unless it is the caller's site; to repeat it is allowed."""
    said, stood = after.camera.recording, None if before is None else before.camera.recording
    if said is not None and said != stood and not owns(caller, after):
        raise Forbidden(
            f"how a camera is recorded is decided by the owner of its site, {after.site.owner}: "
            "leave `recording` out",
            reason="owner-decides",
        )


def may_remove_camera(caller: Caller, camera: PlacedCamera) -> None:
    """Forbidden unless the camera is the caller's."""
    if not has_hold(caller, camera):
        raise Forbidden(
            f"camera {camera.camera.id} is that of another vendor or owner: take another id, or ask them",
            reason="not-yours",
        )


def has_hold(caller: Caller, placed: PlacedCamera) -> bool:
    """Whether the caller keeps the camera running, or owns its site."""
    keeps = Role.VENDOR in caller.roles and placed.camera.vendor == caller.organisation
    return keeps or owns(caller, placed)


def owns(caller: Caller, placed: PlacedCamera) -> bool:
    """Whether the caller speaks for the owner of the camera's site."""
    return bool(caller.roles & OWNERS) and placed.site.owner == caller.organisation
