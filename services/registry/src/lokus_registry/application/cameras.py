"""Cameras: registered by a vendor or by the owner of the site, announced with every change.

A camera's life is kept along: it begins with the first PUT, and starts over when streams or zone become
other ones. Credentials come in the clear, leave sealed, and are never shown; those
that are kept stay with the address they were sent for.
"""

from dataclasses import replace

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_proto.v1.records_changed import Change
from lokus_registry.application import collection
from lokus_registry.application.collection import ANYHOW, Precondition
from lokus_registry.application.life.upkeep import end_life, keep_life, life_of_put
from lokus_registry.application.placing import announce, hold_place, placed, seen
from lokus_registry.application.ports import Begin, Lock, Registers, Safe
from lokus_registry.domain.announcement import PlacedCamera, removed_source
from lokus_registry.domain.camera import (
    Camera,
    Credentials,
    Kept,
    check_kept_credentials,
    check_onvif,
    check_streams,
)
from lokus_registry.domain.life.life import LivingCamera, author
from lokus_registry.domain.place import check_position
from lokus_registry.domain.policy.cameras import (
    may_change_cameras,
    may_put_camera,
    may_remove_camera,
    visible_cameras,
)


class Cameras:
    """The calls on cameras."""

    def __init__(self, begin: Begin, safe: Safe, clock: Clock) -> None:
        self._begin = begin
        self._safe = safe
        self._clock = clock

    async def put(
        self,
        caller: Caller,
        camera: Camera,
        credentials: Credentials | Kept | None,
        precondition: Precondition = ANYHOW,
    ) -> tuple[LivingCamera, bool]:
        """Create or replace; return it as it now stands, and True when it is new."""
        may_change_cameras(caller)
        check_streams(camera.streams)
        check_onvif(camera.onvif, camera.streams)
        check_position(camera.latitude, camera.longitude)
        who = author(caller)
        async with self._begin(caller.tenant) as registers:
            zone, site = await hold_place(registers, camera.zone)
            if camera.vendor is not None:
                await collection.referred(registers.organisations, "vendor", "organisations", camera.vendor)
            found = await registers.cameras.find(camera.id, Lock.CHANGE)
            precondition.check("camera", camera.id, found)
            before = None if found is None else await placed(registers, found)
            life = await life_of_put(registers, who, self._clock.now(), camera, site, before)
            wanted = PlacedCamera(camera, zone, site, life)
            may_put_camera(caller, before, wanted)
            after = await self._next(registers, wanted, before, credentials)
            if before is None or after.camera != before.camera:
                await registers.cameras.put(after.camera, new=before is None)
                await keep_life(registers, who, life, before.life if before is not None else None)
                await announce(registers, after, before)
                await registers.announcer.changed(caller, "cameras", [camera.id])
            return LivingCamera(after.camera, life.state), before is None

    async def get(self, caller: Caller, key: str) -> LivingCamera:
        """One camera."""
        scope = visible_cameras(caller)
        async with self._begin(caller.tenant) as registers:
            found = await seen(registers, key)
        scope.require("camera", key, found.site.owner, found.camera.vendor)
        return LivingCamera(found.camera, found.life.state)

    async def remove(self, caller: Caller, key: str, precondition: Precondition = ANYHOW) -> None:
        """Remove one; all who know it are told. Conflict while contracts have it: retire it instead."""
        may_change_cameras(caller)
        async with self._begin(caller.tenant) as registers:
            camera = await collection.existing(registers.cameras, "camera", key, Lock.CHANGE)
            precondition.check("camera", key, camera)
            there = await placed(registers, camera)
            may_remove_camera(caller, there)
            gone = replace(there, camera=replace(camera, version=camera.version + 1))
            await end_life(registers, author(caller), there.life, self._clock.now())
            await collection.remove(registers.cameras, "camera", key)
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
            if wanted.camera.recording is None:
                wanted = replace(wanted, camera=replace(wanted.camera, recording=before.camera.recording))
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
