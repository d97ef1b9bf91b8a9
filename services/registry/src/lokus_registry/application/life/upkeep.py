"""What registering, changing and removing a camera does to its life."""

from datetime import datetime

from lokus_registry.application.ports import Registers
from lokus_registry.domain.announcement import PlacedCamera
from lokus_registry.domain.camera import Camera, shows_other_pictures
from lokus_registry.domain.life.life import (
    REGISTER,
    REMOVE,
    Author,
    Life,
    LifeChange,
    born,
    changed,
    edge,
)
from lokus_registry.domain.life.state import LifeState, Verb
from lokus_registry.domain.organisation import OrganisationKind
from lokus_registry.domain.place import Site


async def needs_consent(registers: Registers, site: Site) -> bool:
    """Whether cameras at the site are a partner's, who offers them and may take them back."""
    owner = await registers.organisations.find(site.owner)
    return owner is not None and owner.kind is OrganisationKind.PARTNER


async def life_of_put(
    registers: Registers,
    author: Author,
    at: datetime,
    camera: Camera,
    site: Site,
    before: PlacedCamera | None,
) -> Life:
    """The life of a camera that is put at a site, as it is once that is done; nothing is written yet."""
    if before is None:
        return born(camera.id, author, at, consented=not await needs_consent(registers, site))
    new_pictures = shows_other_pictures(before.camera, camera)
    new_zone = camera.zone != before.camera.zone
    if not (new_pictures or new_zone):
        return before.life
    consented = before.life.consented
    if site.owner != before.site.owner:
        consented = not await needs_consent(registers, site)
    what = " and ".join(what for what, is_new in (("streams", new_pictures), ("zone", new_zone)) if is_new)
    reason = f"{what} changed"
    return changed(before.life, author, at, reason, new_pictures=new_pictures, consented=consented)


async def keep_life(registers: Registers, author: Author, life: Life, before: Life | None) -> None:
    """Write the life of a camera that was put, and what the history tells of it."""
    if life != before:
        verb = REGISTER if before is None else Verb.CHANGE
        await registers.lives.put(life)
        await registers.lives.tell(edge(before, life, verb, author))


async def end_life(registers: Registers, author: Author, life: Life, at: datetime) -> None:
    """Tell the history that the camera is removed; its life goes with it."""
    told = LifeChange(
        life.camera, life.state, LifeState.RETIRED, REMOVE, author.by, author.organisation, None, at
    )
    await registers.lives.tell(told)
