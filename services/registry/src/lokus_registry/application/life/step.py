"""One step of a camera that is held, written and told."""

from dataclasses import replace

from lokus_registry.application.placing import announce
from lokus_registry.application.ports import Registers
from lokus_registry.domain.announcement import PlacedCamera, same_but_version
from lokus_registry.domain.life.life import Author, Life, LifeChange, edge
from lokus_registry.domain.life.state import Verb


async def write_step(
    registers: Registers, before: PlacedCamera, life: Life, told: LifeChange
) -> PlacedCamera:
    """Write the life; where that changes what the bus is told of the camera, count a version and tell it."""
    after = replace(before, life=life)
    if _is_told_otherwise(after, before):
        after = replace(after, camera=replace(after.camera, version=after.camera.version + 1))
        await registers.cameras.put(after.camera, new=False)
    await registers.lives.put(life)
    await registers.lives.tell(told)
    await announce(registers, after, before)
    return after


async def write_edge(
    registers: Registers, before: PlacedCamera, life: Life, verb: Verb, author: Author
) -> PlacedCamera:
    """The same for a step along an edge."""
    return await write_step(registers, before, life, edge(before.life, life, verb, author))


def _is_told_otherwise(after: PlacedCamera, before: PlacedCamera) -> bool:
    return not (
        same_but_version(after.record(), before.record())
        and same_but_version(after.source(), before.source())
    )
