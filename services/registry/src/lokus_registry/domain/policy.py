"""Who may read and who may change what. Every rule of the registry's access stands here.

The tenant is not among the rules: a caller's transaction sees the caller's tenant and no other.
"""

from dataclasses import dataclass
from typing import Final

from lokus_kit.errors import Forbidden
from lokus_kit.identity import Caller, Role
from lokus_registry.domain.announcement import PlacedCamera

_EVERYTHING: Final = frozenset({Role.PLATFORM_OPERATOR, Role.AUDITOR})
_OWNERS: Final = frozenset({Role.OWNER_ADMIN, Role.PARTNER})
_PLACERS: Final = frozenset({Role.VENDOR, Role.PARTNER})


@dataclass(frozen=True, slots=True)
class Scope:
    """What a caller may see: all of it, or what `owner` owns and what `vendor` keeps running."""

    everything: bool = False
    owner: str | None = None
    vendor: str | None = None

    def covers(self, owner: str, vendor: str | None = None) -> bool:
        """Tell whether a thing of this owner and vendor is in it."""
        return (
            self.everything
            or (self.owner is not None and self.owner == owner)
            or (self.vendor is not None and self.vendor == vendor)
        )

    def require(self, noun: str, name: str, owner: str, vendor: str | None = None) -> None:
        """Forbidden unless it is in it."""
        if not self.covers(owner, vendor):
            raise Forbidden(f"{noun} {name} is not your organisation's", reason="not-yours")


def may_read(caller: Caller) -> None:
    """Forbidden to those whose place is the gateway."""
    if not caller.roles & (_EVERYTHING | _OWNERS | _PLACERS):
        raise Forbidden(
            f"the registry is for those who own, keep or audit cameras; {caller.subject} is none of them: "
            "cameras are watched at the gateway, GET /v1/cameras there lists yours",
            reason="role",
        )


def visible_places(caller: Caller) -> Scope:
    """The sites and zones that a caller may see; vendors and partners need all, to place cameras."""
    may_read(caller)
    everything = bool(caller.roles & (_EVERYTHING | _PLACERS))
    return Scope(everything=everything, owner=caller.organisation)


def visible_cameras(caller: Caller) -> Scope:
    """The cameras that a caller may see."""
    may_read(caller)
    return Scope(
        everything=bool(caller.roles & _EVERYTHING),
        owner=caller.organisation if caller.roles & _OWNERS else None,
        vendor=caller.organisation if Role.VENDOR in caller.roles else None,
    )


def may_change_directory(caller: Caller) -> None:
    """Organisations and areas are the platform operator's."""
    caller.require(Role.PLATFORM_OPERATOR)


def may_change_places_of(caller: Caller, owner: str) -> None:
    """A site, its zones and their privacy are its owner's alone."""
    caller.require(*_OWNERS)
    if caller.organisation != owner:
        raise Forbidden(
            f"this belongs to {owner}; {caller.subject} acts for {caller.organisation}", reason="not-yours"
        )


def may_change_cameras(caller: Caller) -> None:
    """Forbidden to who can never change any camera."""
    caller.require(*_OWNERS, Role.VENDOR)


def may_put_camera(caller: Caller, before: PlacedCamera | None, after: PlacedCamera) -> None:
    """Forbidden unless the camera is the caller's both as it was and as it shall be."""
    if before is not None:
        may_remove_camera(caller, before)
    if not _has_hold(caller, after):
        raise Forbidden(
            f"a camera at site {after.site.id} is registered by its owner, {after.site.owner}, or by its "
            f"vendor (set `vendor` to your organisation); {caller.subject} acts for {caller.organisation}",
            reason="not-yours",
        )
    if before is not None and before.zone.private and not after.zone.private and not _owns(caller, before):
        raise Forbidden(
            f"zone {before.zone.id} is private: only its owner, {before.site.owner}, moves a camera out",
            reason="private-zone",
        )


def may_remove_camera(caller: Caller, camera: PlacedCamera) -> None:
    """Forbidden unless the camera is the caller's."""
    if not _has_hold(caller, camera):
        raise Forbidden(
            f"camera {camera.camera.id} is that of another vendor or owner: take another id, or ask them",
            reason="not-yours",
        )


def _has_hold(caller: Caller, placed: PlacedCamera) -> bool:
    keeps = Role.VENDOR in caller.roles and placed.camera.vendor == caller.organisation
    return keeps or _owns(caller, placed)


def _owns(caller: Caller, placed: PlacedCamera) -> bool:
    return bool(caller.roles & _OWNERS) and placed.site.owner == caller.organisation
