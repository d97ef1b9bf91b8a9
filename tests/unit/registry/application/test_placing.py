"""Cameras in their places, for those who change them."""

from dataclasses import replace

import pytest
from cryptography.fernet import Fernet

from lokus_kit.errors import Invalid, NotFound
from lokus_registry.adapters.safe import FernetSafe
from lokus_registry.application.cameras import Cameras
from lokus_registry.application.placing import announce, held, hold_place, seen
from lokus_registry.domain.camera import Kept
from support.clock import VirtualClock
from unit.registry.cast import CAMERA, HALL, SITE, VENDOR, placed
from unit.registry.memory_registers import MemoryRegistry

TOLD = placed(replace(CAMERA, version=1))


async def test_a_camera_is_found_with_its_place_and_its_life(registry: MemoryRegistry) -> None:
    cameras = Cameras(registry.begin, FernetSafe([Fernet.generate_key().decode()]), VirtualClock())
    await cameras.put(VENDOR, CAMERA, Kept.KEPT)
    async with registry.begin("jakarta") as registers:
        for found in (await seen(registers, "c1"), await held(registers, "c1")):
            assert (found.camera.id, found.zone, found.site) == ("c1", HALL, SITE)
            assert found.life.state == "registered"


async def test_what_is_not_there_is_told(registry: MemoryRegistry) -> None:
    async with registry.begin("jakarta") as registers:
        with pytest.raises(NotFound):
            await seen(registers, "c1")
        with pytest.raises(NotFound):
            await held(registers, "c1")
        with pytest.raises(Invalid, match="zones"):
            await hold_place(registers, "nowhere")


async def test_only_what_says_something_else_is_announced(registry: MemoryRegistry) -> None:
    async with registry.begin("jakarta") as registers:
        await announce(registers, TOLD, TOLD)
    assert registry.told == []
    async with registry.begin("jakarta") as registers:
        await announce(registers, TOLD, None)
    assert len(registry.told) == 2
