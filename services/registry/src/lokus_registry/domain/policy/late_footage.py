"""Late footage: brought by who keeps the camera running or owns its site; told of to who sees the camera.

In a private zone it is treated as the live camera is: it is recorded, and who watches it is the gateway's to
decide.
"""

from lokus_identity.caller import Caller
from lokus_kit.errors import Forbidden
from lokus_registry.domain.announcement import PlacedCamera
from lokus_registry.domain.policy.cameras import has_hold, may_change_cameras, visible_cameras


def may_bring(caller: Caller, placed: PlacedCamera) -> None:
    """Forbidden to all but the vendor of the camera and the owner of its site."""
    may_change_cameras(caller)
    if not has_hold(caller, placed):
        raise Forbidden(
            f"footage of camera {placed.camera.id} is brought by its vendor or by the owner of its site, "
            f"{placed.site.owner}; {caller.subject} acts for {caller.organisation}",
            reason="not-yours",
        )


def may_follow(caller: Caller, placed: PlacedCamera) -> None:
    """Forbidden to who may not see the camera here."""
    visible_cameras(caller).require("camera", placed.camera.id, placed.site.owner, placed.camera.vendor)
