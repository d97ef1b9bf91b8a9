"""Cameras in their places, held against change, and telling what became of them.

Whoever changes a camera holds its site first, its zone second and the camera last (`Lock`), so that what is
announced is what stands when the transaction commits.
"""

from lokus_kit.errors import Conflict
from lokus_registry.application import collection
from lokus_registry.application.ports import Lock, Registers
from lokus_registry.domain.announcement import PlacedCamera, same_but_version
from lokus_registry.domain.camera import Camera
from lokus_registry.domain.place import Site, Zone


async def hold_place(registers: Registers, zone: str) -> tuple[Zone, Site]:
    """A zone that somebody refers to and its site, both kept as they are."""
    seen = await collection.referred(registers.zones, "zone", "zones", zone, Lock.NONE)
    site = await collection.referred(registers.sites, "site", "sites", seen.site)
    held = await collection.referred(registers.zones, "zone", "zones", zone)
    if held.site != site.id:
        raise Conflict(f"zone {zone} was moved to another site at this moment: send the request again")
    return held, site


async def placed(registers: Registers, camera: Camera) -> PlacedCamera:
    """A camera that was found, in its place."""
    zone = await collection.existing(registers.zones, "zone", camera.zone)
    site = await collection.existing(registers.sites, "site", zone.site)
    return PlacedCamera(camera, zone, site, await registers.lives.get(camera.id))


async def seen(registers: Registers, key: str) -> PlacedCamera:
    """The camera of that id in its place, to be read; NotFound if there is none."""
    return await placed(registers, await collection.existing(registers.cameras, "camera", key))


async def held(registers: Registers, key: str) -> PlacedCamera:
    """The same, to be changed: nobody else changes it, nor its place, until the transaction ends."""
    there = await collection.existing(registers.cameras, "camera", key)
    zone, site = await hold_place(registers, there.zone)
    camera = await collection.existing(registers.cameras, "camera", key, Lock.CHANGE)
    if camera.zone != zone.id:
        raise Conflict(f"camera {key} was moved to another zone at this moment: send the request again")
    return PlacedCamera(camera, zone, site, await registers.lives.get(key))


async def announce(registers: Registers, after: PlacedCamera, before: PlacedCamera | None) -> None:
    """Tell what a change did to the camera's record and to its source."""
    key = after.camera.id
    if before is None or not same_but_version(after.record(), before.record()):
        await registers.announcer.announce(after.record(), key)
    if before is None or not same_but_version(after.source(), before.source()):
        await registers.announcer.announce(after.source(), key)
