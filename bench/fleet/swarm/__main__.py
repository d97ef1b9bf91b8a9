"""`python -m bench.fleet.swarm`: serves camera N at rtsp://127.x.y.z:PORT/N until standard input ends."""

import asyncio
import resource
import sys

from bench.fleet.swarm.clip import make_clip
from bench.fleet.swarm.commands import carry_out
from bench.fleet.swarm.pacer import Pacer
from bench.fleet.swarm.session import Session
from bench.fleet.swarm.street import Street
from lokus_kit.clock import SystemClock

_BACKLOG = 4096


async def main() -> None:
    """Serve; the first line of output is the port."""
    _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))
    clip, street, clock, loop = make_clip(), Street(), SystemClock(), asyncio.get_running_loop()
    pacer = Pacer(street, clip, clock)
    server = await loop.create_server(
        lambda: Session(street, clip.description, pacer.next_slot, clock),
        "0.0.0.0",  # noqa: S104 (all of 127.0.0.0/8 is wanted: each camera has an address of its own)
        0,
        backlog=_BACKLOG,
    )
    commands = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    _say(str(server.sockets[0].getsockname()[1]))
    async with asyncio.TaskGroup() as tasks:
        pacing = tasks.create_task(pacer.run(), name="pacer")
        async for line in commands:
            _say(carry_out(line.decode(), street))
        pacing.cancel()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
