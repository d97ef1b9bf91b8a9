"""The one root of a service: signals, an exit stack, one TaskGroup, and an ordered shutdown.

`run` is called by `__main__`. `bootstrap` builds the machine and hands its tasks, resources and
stop steps to the `Root`. The service lives until SIGTERM or SIGINT, or until the first bug: a task
that raises, or that ends by itself, takes the process down with a non-zero exit. On a signal,
readiness goes false first; then the stop steps run stage by stage, each under its own limit; then
the tasks are cancelled and the resources closed, the newest first.
"""

import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from enum import IntEnum
from typing import Any, TypeVar

import uvloop
from starlette.types import ASGIApp

from lokus_kit.clock import Clock, SystemClock
from lokus_kit.errors import StartError
from lokus_kit.health import Health
from lokus_kit.logs import set_up_logging
from lokus_kit.open_files import raise_open_files
from lokus_kit.settings import ServiceSettings
from lokus_kit.web import Server, bind, new_internal_app

log = logging.getLogger(__name__)

S = TypeVar("S", bound=ServiceSettings)


class Stage(IntEnum):
    """The order of a shutdown; resources on the exit stack (pools) close after all of these."""

    INTAKE = 1
    QUEUES = 2
    BUS = 3
    HTTP = 4


class Root:
    """What a bootstrap hangs its parts on."""

    def __init__(self, tasks: asyncio.TaskGroup, resources: AsyncExitStack, clock: Clock) -> None:
        self.clock = clock
        self.health = Health()
        self.resources = resources
        self._group = tasks
        self._tasks: set[asyncio.Task[Any]] = set()
        self._steps: list[tuple[Stage, str, Callable[[], Awaitable[None]], float]] = []

    def task(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` as long as the service lives; that it ends by itself is a bug."""
        task = self._group.create_task(_endless(name, work), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def at_stop(
        self, stage: Stage, name: str, step: Callable[[], Awaitable[None]], limit_seconds: float = 5.0
    ) -> None:
        """Run `step` in `stage` of the shutdown, for at most `limit_seconds`."""
        self._steps.append((stage, name, step, limit_seconds))

    def serve(self, name: str, app: ASGIApp, host: str, port: int, setting: str) -> None:
        """Serve an app on a port of its own."""
        server = Server(app, [bind(host, port, setting)])
        stopped = asyncio.Event()

        async def until_stopped() -> None:
            await server.run_until_stopped()
            if not server.should_exit:
                raise StartError(f"the HTTP server on {host}:{port} ended by itself")
            stopped.set()
            await asyncio.Event().wait()

        async def stop() -> None:
            server.should_exit = True
            await stopped.wait()

        self.task(name, until_stopped())
        self.at_stop(Stage.HTTP, name, stop)

    async def stop(self) -> None:
        """Run the stop steps in order, then cancel what still runs."""
        self.health.stopping()
        for _, name, step, limit_seconds in sorted(self._steps, key=lambda step: step[0]):
            with suppress(TimeoutError):
                async with asyncio.timeout(limit_seconds) as limit:
                    await step()
            if limit.expired():  # also where a library swallowed that
                log.warning("stop: %s took over %.1f s and was left", name, limit_seconds)
        for task in list(self._tasks):
            task.cancel()


async def _endless(name: str, work: Coroutine[Any, Any, None]) -> None:
    await work
    raise RuntimeError(f"task {name} ended by itself")


async def _live(settings: S, bootstrap: Callable[[S, Root], Awaitable[None]], clock: Clock) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with AsyncExitStack() as resources, asyncio.TaskGroup() as tasks:
        root = Root(tasks, resources, clock)
        root.serve(
            "internal-http",
            new_internal_app(root.health),
            settings.metrics_host,
            settings.metrics_port,
            settings.variable("metrics_port"),
        )
        starting = tasks.create_task(_call(bootstrap, settings, root), name="bootstrap")
        stopping = tasks.create_task(_wait(stop), name="signals")
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            starting.cancel()
        elif not stopping.done():
            log.info("%s runs", settings.service)
        await stop.wait()
        log.info("stopping")
        await root.stop()


async def _call(bootstrap: Callable[[S, Root], Awaitable[None]], settings: S, root: Root) -> None:
    await bootstrap(settings, root)


async def _wait(stop: asyncio.Event) -> None:
    await stop.wait()


def _first(error: BaseException, kind: type[StartError]) -> StartError | None:
    if isinstance(error, kind):
        return error
    if isinstance(error, BaseExceptionGroup):
        return next((found for each in error.exceptions if (found := _first(each, kind))), None)
    return None


def run(settings_class: type[S], bootstrap: Callable[[S, Root], Awaitable[None]]) -> None:
    """Run a service to its end; exits 0 after a signal, 1 after a bug or a `StartError`."""
    set_up_logging(settings_class.service)
    try:
        settings = settings_class.load()
        set_up_logging(settings.service, settings.log_level)
        raise_open_files()
        uvloop.run(_live(settings, bootstrap, SystemClock()))
    except BaseException as error:  # the root: whatever got here ends the process
        if (known := _first(error, StartError)) is not None:
            log.error("%s", known.detail)
        else:
            log.critical("%s ends by a bug", settings_class.service, exc_info=error)
        sys.exit(1)
