"""The children of one `lokus up`, started in waves and stopped in the reverse order.

Owned by the main task, which opens it as a context: leaving it stops every child, the last wave
first, the children of one wave together. Nothing is polled while all is well: the event loop
sleeps until a child writes, ends, or a signal comes.
"""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from lokus_kit.clock import Clock
from lokus_local.child_command import ChildCommand
from lokus_local.supervision.child import Child, ChildReport


class Supervisor:
    """Starts waves of children; `on_change` hears of every change of any of them."""

    def __init__(
        self,
        *,
        clock: Clock,
        log_folder: Path,
        show: Callable[[str], None],
        on_change: Callable[["Supervisor"], None],
    ) -> None:
        self._clock = clock
        self._log_folder = log_folder
        self._show = show
        self._on_change = on_change
        self._group = asyncio.TaskGroup()
        self._waves: list[dict[Child, asyncio.Task[None]]] = []

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self.stop()
        finally:
            await self._group.__aexit__(kind, error, trace)

    def start_wave(self, commands: Iterable[ChildCommand], stop_seconds: float = 10.0) -> None:
        """Start children that may come up together; they stop before all that were started earlier."""
        wave = {}
        for command in commands:
            child = Child(
                command,
                clock=self._clock,
                log_folder=self._log_folder,
                show=self._show,
                on_change=lambda: self._on_change(self),
                stop_seconds=stop_seconds,
            )
            wave[child] = self._group.create_task(child.keep_running(), name=f"child {command.name}")
        self._waves.append(wave)

    async def stop(self) -> None:
        """Stop every child, wave by wave, the last one first."""
        while self._waves:
            wave = self._waves[-1]
            for task in wave.values():
                task.cancel()
            await asyncio.wait(wave.values())
            self._waves.pop()

    def reports(self) -> list[ChildReport]:
        """Tell how every child is, in the order of their start."""
        return [child.report for wave in self._waves for child in wave]
