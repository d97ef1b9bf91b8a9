"""The commands of the README and the guides, run as they stand, each page on a platform just started."""

import random
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from lokus_local.free_port import free_port
from support.guide import follow
from support.platform import RunningPlatform

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    *("README.md", "docs/guide/run.md", "docs/guide/vendor.md", "docs/guide/operate.md"),
    *("docs/guide/registry/README.md", "docs/guide/registry/places.md"),
    "docs/guide/registry/map.md",
    "docs/guide/verify.md",
)
TOLD_BASE, PORTS = 8080, 14
TOLD_CAMERA = ":8554"


def _free_base() -> int:
    """A base port with all ports behind it free, as far as one can know."""
    for _ in range(100):
        base = random.randrange(20_000, 30_000)
        sockets = [socket.socket() for _ in range(PORTS)]
        try:
            for number, each in enumerate(sockets):
                each.bind(("127.0.0.1", base + number))
        except OSError:
            continue
        else:
            return base
        finally:
            for each in sockets:
                each.close()
    raise AssertionError(f"no {PORTS} free ports in a row")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What stands for the checkout: the environment, and the home of the platform."""
    made = tmp_path_factory.mktemp("checkout")
    (made / ".venv").symlink_to(ROOT / ".venv")
    return made


@pytest.fixture(scope="module")
def addresses(folder: Path) -> Iterator[dict[str, str]]:
    """A platform on ports of its own: what the pages say, and what is true here."""
    base = _free_base()
    platform = RunningPlatform(folder / ".lokus", "--port-base", str(base))
    camera = f":{free_port()}"
    try:
        platform.start()
        told = {f"127.0.0.1:{TOLD_BASE + number}": f"127.0.0.1:{base + number}" for number in range(PORTS)}
        yield told | {TOLD_CAMERA: camera, f"--port {TOLD_CAMERA[1:]}": f"--port {camera[1:]}"}
    finally:
        platform.end()


@pytest.mark.timeout(240)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_what_happens(page: str, folder: Path, addresses: dict[str, str]) -> None:
    followed = follow(ROOT / page, folder, addresses)
    assert followed, f"{page} has nothing to run"
    for step, shown in followed:
        for wanted in step.wanted:
            assert wanted in shown, f"{page}: {step.command}\nshows\n{shown}\nand not {wanted}"
