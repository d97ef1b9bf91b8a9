"""One `lokus up`, from the first child to the last: waves of children, the demo city, the wait, the end.

The main task owns everything here. SIGINT and SIGTERM cancel it once; what is entered is left in
the reverse order, so the services stop before the engines under them.
"""

import asyncio
import os
import signal
from collections.abc import Callable

import httpx

from lokus_kit.clock import Clock
from lokus_local.demo.caller import Caller, DemoRefusedError
from lokus_local.demo.city import CAMERAS, GRANTS
from lokus_local.demo.load import load_city
from lokus_local.demo.service import bring_into_service
from lokus_local.demo.snapshot import snapshots_with
from lokus_local.demo.visit import until_cameras_deliver
from lokus_local.issuer.signing import SigningKey
from lokus_local.issuer.tokens import TokenMint
from lokus_local.status.state_file import PlatformState, describe, save
from lokus_local.supervision.supervisor import Supervisor
from lokus_local.up.backends import Servers, ensure_databases
from lokus_local.up.plan import Plan
from lokus_local.up.waiting import Waiting

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_SERVICE_SECONDS = 90.0
"""What a busy machine may need to see first pictures of all cameras; an idle one needs a few seconds."""

_DELIVERY_SECONDS = 15.0
_STOP_SERVICES_SECONDS = 20.0
"""An ingest worker hands its cameras over before it ends, and sends what it measured."""


class Platform:
    """Brings the children of a plan up, keeps them, and stops them."""

    def __init__(
        self, plan: Plan, servers: Servers, *, demo: bool, clock: Clock, show: Callable[[str], None]
    ) -> None:
        self._plan = plan
        self._servers = servers
        self._demo = demo
        self._clock = clock
        self._show = show
        self._since = clock.now()

    async def run(self) -> None:
        """Run until a signal; return when every child is gone."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 (we are in a coroutine)
        stopping = asyncio.Event()

        def stop() -> None:
            if not stopping.is_set():
                stopping.set()
                self._show("stopping")
                task.cancel()

        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, stop)
        try:
            await self._live()
        except asyncio.CancelledError:
            if not stopping.is_set():
                raise
        finally:
            for number in _SIGNALS:
                loop.remove_signal_handler(number)
        self._show("stopped")

    async def _live(self) -> None:
        supervisor = Supervisor(
            clock=self._clock,
            log_folder=self._plan.home.log_folder,
            show=self._show,
            on_change=self._save_state,
        )
        async with httpx.AsyncClient(trust_env=False) as http, supervisor:
            waiting = Waiting(self._clock, self._show, http)
            await self._start_servers(supervisor, waiting)
            await self._start_services(supervisor, waiting)
            if self._demo:
                await self._show_city(http, waiting)
            self._show(f"ready: {self._plan.gateway_url}")
            await asyncio.Event().wait()

    async def _start_servers(self, supervisor: Supervisor, waiting: Waiting) -> None:
        """Start the engines, on which everything waits, then what needs none of them."""
        for engine in self._servers.engines():
            await engine.prepare()
        supervisor.start_wave(engine.command() for engine in self._servers.engines())
        supervisor.start_wave([self._plan.issuer(), *(self._plan.virtual_cameras() if self._demo else ())])
        async with asyncio.TaskGroup() as group:
            for server in (self._servers.database, self._servers.bus):
                wait = waiting.until_ready(server.name, server.why_not_ready)
                group.create_task(wait, name=f"wait for {server.name}")
        await ensure_databases(self._servers.database_url)

    async def _start_services(self, supervisor: Supervisor, waiting: Waiting) -> None:
        supervisor.start_wave(self._plan.services(self._servers.backends()), _STOP_SERVICES_SECONDS)
        async with asyncio.TaskGroup() as group:
            for name, url in self._plan.ready_urls().items():
                group.create_task(waiting.until_answering(name, url), name=f"wait for {name}")
            if self._demo:
                for name, port in self._plan.camera_ports().items():
                    group.create_task(waiting.until_listening(name, port), name=f"wait for {name}")

    async def _show_city(self, http: httpx.AsyncClient, waiting: Waiting) -> None:
        """Load the demo city and wait for its pictures; what fails is told and does not stop the platform."""
        plan = self._plan
        mint = TokenMint(plan.issuer_url, SigningKey(plan.signing_key_pem), self._clock)
        try:
            await load_city(http, mint, plan.registry_url, plan.gateway_url, plan.feeds(), self._clock.now())
            registry, snapshots = Caller(http, mint, plan.registry_url), snapshots_with(plan.camera_password)
            idle = await bring_into_service(registry, snapshots, self._clock, _SERVICE_SECONDS)
        except (DemoRefusedError, httpx.HTTPError) as error:
            self._show(f"demo city not loaded: {str(error) or type(error).__name__}")
            return
        for line in idle:
            self._show(f"not in service: {line}")
        city = f"{len(CAMERAS)} cameras, {len(GRANTS)} grants"
        self._show(f"demo city loaded in {waiting.elapsed_seconds:.1f} s ({city})")
        missing = await until_cameras_deliver(http, mint, plan.gateway_url, self._clock, _DELIVERY_SECONDS)
        for line in missing:
            self._show(f"not delivering: {line}")
        if not missing:
            self._show(f"cameras deliver in {waiting.elapsed_seconds:.1f} s")

    def _save_state(self, supervisor: Supervisor) -> None:
        children = describe(supervisor.reports(), self._plan.urls(), self._plan.ready_urls())
        state = PlatformState(
            pid=os.getpid(), since=self._since, url=self._plan.gateway_url, children=children
        )
        try:
            save(self._plan.home, state)
        except OSError as error:  # a full disk must not end the platform
            self._show(f"the state for `lokus status` cannot be written: {error.strerror}")
