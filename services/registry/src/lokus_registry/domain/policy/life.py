"""Who moves a camera on in its life: the owner of its site decides, its vendor may work on it."""

from typing import Final

from lokus_identity.caller import Caller
from lokus_kit.errors import Forbidden
from lokus_registry.domain.announcement import PlacedCamera
from lokus_registry.domain.life.placement import SecrecyCheck
from lokus_registry.domain.life.state import Verb
from lokus_registry.domain.policy.cameras import has_hold, owns

_OWNERS_ALONE: Final = frozenset({Verb.ACCEPT, Verb.REFUSE, Verb.PUT_IN_SERVICE})


def may_take(caller: Caller, verb: Verb, placed: PlacedCamera) -> None:
    """Forbidden unless the edge is the caller's to take."""
    if verb in _OWNERS_ALONE:
        may_decide(caller, placed)
    else:
        may_keep(caller, placed)


def may_decide(caller: Caller, placed: PlacedCamera) -> None:
    """Forbidden to all but the owner of the site."""
    if not owns(caller, placed):
        raise Forbidden(
            f"this is for the owner of site {placed.site.id}, {placed.site.owner}; "
            f"{caller.subject} acts for {caller.organisation}",
            reason="not-yours",
        )


def may_keep(caller: Caller, placed: PlacedCamera) -> None:
    """Forbidden to all but the vendor of the camera and the owner of its site."""
    if not has_hold(caller, placed):
        raise Forbidden(
            f"this is for the vendor of camera {placed.camera.id} and for the owner of its site, "
            f"{placed.site.owner}; {caller.subject} acts for {caller.organisation}",
            reason="not-yours",
        )


def may_check_secrecy(caller: Caller, placed: PlacedCamera, last: SecrecyCheck | None) -> None:
    """Forbidden to all but the owner of the site once the owner has given a verdict."""
    if last is not None and last.organisation == placed.site.owner and not owns(caller, placed):
        raise Forbidden(
            f"secrecy_check: {placed.site.owner}, the owner of site {placed.site.id}, has checked camera "
            f"{placed.camera.id}: ask them to check it again, or leave `secrecy_check` out to keep theirs",
            reason="owner-has-checked",
        )
