import pytest

from lokus_kit.errors import Unavailable
from lokus_registry.application.republication import Republication
from support.clock import VirtualClock


class _Plane:
    """A plane whose life the test ends."""

    def __init__(self) -> None:
        self.current = "first"

    async def life(self) -> str:
        return self.current


class _Archive:
    """Two batches of cameras; `fails_at` makes the telling of a batch fail once."""

    def __init__(self) -> None:
        self.lives: set[str] = set()
        self.told: list[tuple[str, str]] = []
        self.fails_at: tuple[str, str] | None = None

    async def has_told(self, life: str) -> bool:
        return life in self.lives

    async def tell_behind(self, place: tuple[str, str]) -> tuple[str, str] | None:
        if place == self.fails_at:
            self.fails_at = None
            raise Unavailable("the database is away")
        for camera in (("jakarta", "c1"), ("jakarta", "c2")):
            if camera > place:
                self.told.append(camera)
                return camera
        return None

    async def remember(self, life: str) -> None:
        self.lives.add(life)


@pytest.fixture
def plane() -> _Plane:
    return _Plane()


@pytest.fixture
def archive() -> _Archive:
    return _Archive()


@pytest.fixture
def republication(plane: _Plane, archive: _Archive) -> Republication:
    return Republication(plane, archive, VirtualClock())


async def test_a_new_life_is_told_everything_once(
    republication: Republication, plane: _Plane, archive: _Archive
) -> None:
    await republication.look()
    await republication.look()
    assert archive.told == [("jakarta", "c1"), ("jakarta", "c2")]
    plane.current = "second"
    await republication.look()
    assert len(archive.told) == 4
    assert archive.lives == {"first", "second"}


async def test_a_life_that_was_told_before_a_restart_is_not_told_again(
    republication: Republication, archive: _Archive
) -> None:
    archive.lives.add("first")
    await republication.look()
    assert archive.told == []


async def test_a_telling_cut_short_starts_over(republication: Republication, archive: _Archive) -> None:
    archive.fails_at = ("jakarta", "c1")
    with pytest.raises(Unavailable):
        await republication.look()
    assert archive.lives == set()
    await republication.look()
    assert archive.told == [("jakarta", "c1"), ("jakarta", "c1"), ("jakarta", "c2")]
    assert archive.lives == {"first"}
