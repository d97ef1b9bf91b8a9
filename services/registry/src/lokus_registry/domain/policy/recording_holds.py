"""Holds: placed and lifted by the owner of the camera's site, as it decides how the camera is recorded.

Nobody else may, least of all who runs the system. What they say of a case is for the owner and for those who
audit or run the system, not for vendors or viewers.
"""

from lokus_identity.caller import Caller
from lokus_kit.errors import Forbidden
from lokus_registry.domain.announcement import PlacedCamera
from lokus_registry.domain.policy.cameras import owns
from lokus_registry.domain.policy.directory import EVERYTHING, OWNERS
from lokus_registry.domain.policy.scope import Scope
from lokus_registry.domain.recording_hold import RecordingHold


def visible_holds(caller: Caller) -> Scope:
    """The holds that a caller may see: those that their organisation placed, or on cameras that it owns."""
    caller.require(*EVERYTHING, *OWNERS)
    everything = bool(caller.roles & EVERYTHING)
    return Scope(everything=everything, owner=caller.organisation if caller.roles & OWNERS else None)


def may_hold(caller: Caller, camera: PlacedCamera) -> None:
    """Forbidden to all but the owner of the camera's site."""
    caller.require(*OWNERS)
    if not owns(caller, camera):
        raise Forbidden(
            f"recordings of camera {camera.camera.id} are held by the owner of its site, "
            f"{camera.site.owner}; {caller.subject} acts for {caller.organisation}",
            reason="not-yours",
        )


def may_lift(caller: Caller, hold: RecordingHold, camera: PlacedCamera | None) -> None:
    """The same; once the camera is gone, Forbidden to all but the organisation that placed the hold."""
    if camera is not None:
        may_hold(caller, camera)
        return
    caller.require(*OWNERS)
    if caller.organisation != hold.organisation:
        raise Forbidden(
            f"camera {hold.camera} is gone: its hold is lifted by {hold.organisation}, which placed it; "
            f"{caller.subject} acts for {caller.organisation}",
            reason="not-yours",
        )
