"""Cameras: registered by a vendor or by the owner of the site, announced with every change.

The place is held first and the camera second (`Lock`), so that what is announced of the place is what
stands when the transaction commits. Credentials come in the clear, leave sealed, and are never shown; those
that are kept stay with the address they were sent for.
"""

from dataclasses import replace

from lokus_kit.errors import Conflict
from lokus_kit.identity import Caller
from lokus_proto.v1.records_changed import Change
from lokus_registry.application import collection
from lokus_registry.application.collection import ANYHOW, Precondition
from lokus_registry.application.ports import Begin, Lock, Registers, Safe
from lokus_registry.domain.announcement import PlacedCamera, removed_source, same_but_version
from lokus_registry.domain.camera import Camera, Credentials, Kept, check_kept_credentials, check_streams
from lokus_registry.domain.place import check_position
from lokus_registry.domain.policy.cameras import (
    may_change_cameras,
    may_put_camera,
    may_remove_camera,
    visible_cameras,
)


class Cameras:
    """The calls on cameras."""

    def __init__(self, begin: Begin, safe: Safe) -> None:
        self._begin = begin
        self._safe = safe

    async def put(
        self,
        caller: Caller,
        camera: Camera,
        credentials: Credentials | Kept | None,
        precondition: Precondition = ANYHOW,
    ) -> tuple[Camera, bool]:
        """Create or replace; return it as it now stands, and True when it is new."""
        may_change_cameras(caller)
        check_streams(camera.streams)
        check_position(camera.latitude, camera.longitude)
        async with self._begin(caller.tenant) as registers:
            wanted = await _as_asked(registers, camera)
            found = await registers.cameras.find(camera.id, Lock.CHANGE)
            precondition.check("camera", camera.id, found)
            before = None if found is None else await _placed(registers, found)
            may_put_camera(caller, before, wanted)
            after = await self._next(registers, wanted, before, credentials)
            if before is None or after.camera != before.camera:
                await registers.cameras.put(after.camera, new=before is None)
                await _announce(registers, after, before)
                await registers.announcer.changed(caller, "cameras", [camera.id])
            return after.camera, before is None

    async def get(self, caller: Caller, key: str) -> Camera:
        """One camera."""
        scope = visible_cameras(caller)
        async with self._begin(caller.tenant) as registers:
            placed = await _placed(registers, await collection.existing(registers.cameras, "camera", key))
        scope.require("camera", key, placed.site.owner, placed.camera.vendor)
        return placed.camera

    async def remove(self, caller: Caller, key: str, precondition: Precondition = ANYHOW) -> None:
        """Remove one; all who know it are told."""
        may_change_cameras(caller)
        async with self._begin(caller.tenant) as registers:
            camera = await collection.existing(registers.cameras, "camera", key, Lock.CHANGE)
            precondition.check("camera", key, camera)
            placed = await _placed(registers, camera)
            may_remove_camera(caller, placed)
            gone = replace(placed, camera=replace(placed.camera, version=placed.camera.version + 1))
            await registers.cameras.remove(key)
            await registers.announcer.announce(gone.record(removed=True), key)
            await registers.announcer.announce(removed_source(gone.camera), key)
            await registers.announcer.changed(caller, "cameras", [key], Change.REMOVED)

    async def _next(
        self,
        registers: Registers,
        wanted: PlacedCamera,
        before: PlacedCamera | None,
        credentials: Credentials | Kept | None,
    ) -> PlacedCamera:
        """What was asked for, with its credentials sealed, under the next version if it differs."""
        if before is None:
            sealed = self._sealed(credentials, None)
            version = await registers.history.last_version(wanted.camera.id)
        else:
            if credentials is Kept.KEPT:
                check_kept_credentials(before.camera, wanted.camera)
            sealed = self._sealed(credentials, before.camera.sealed_credentials)
            version = before.camera.version
        camera = replace(wanted.camera, sealed_credentials=sealed, version=version)
        if before is None or camera != before.camera:
            camera = replace(camera, version=version + 1)
        return replace(wanted, camera=camera)

    def _sealed(self, credentials: Credentials | Kept | None, before: str | None) -> str | None:
        if credentials is Kept.KEPT:
            return before
        if credentials is None:
            return None
        if before is not None and self._safe.holds(before, credentials):
            return before
        return self._safe.seal(credentials)


async def _as_asked(registers: Registers, camera: Camera) -> PlacedCamera:
    """The camera in its place, which is held: the site first, then the zone."""
    seen = await collection.referred(registers.zones, "zone", "zones", camera.zone, Lock.NONE)
    site = await collection.referred(registers.sites, "site", "sites", seen.site)
    zone = await collection.referred(registers.zones, "zone", "zones", camera.zone)
    if zone.site != site.id:
        raise Conflict(f"zone {zone.id} was moved to another site at this moment: send the request again")
    if camera.vendor is not None:
        await collection.referred(registers.organisations, "vendor", "organisations", camera.vendor)
    return PlacedCamera(camera, zone, site)


async def _placed(registers: Registers, camera: Camera) -> PlacedCamera:
    zone = await collection.existing(registers.zones, "zone", camera.zone)
    site = await collection.existing(registers.sites, "site", zone.site)
    return PlacedCamera(camera, zone, site)


async def _announce(registers: Registers, after: PlacedCamera, before: PlacedCamera | None) -> None:
    key = after.camera.id
    if before is None or not same_but_version(after.record(), before.record()):
        await registers.announcer.announce(after.record(), key)
    if before is None or not same_but_version(after.source(), before.source()):
        await registers.announcer.announce(after.source(), key)
