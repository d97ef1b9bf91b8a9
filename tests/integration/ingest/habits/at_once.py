"""Many cameras at once, for most of a test's time is waiting for pictures."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

Case = TypeVar("Case")


async def at_once(cases: Mapping[str, Case], check: Callable[[Case], Awaitable[None]]) -> None:
    """Check all cases together; a failure says in a note which one it was."""

    async def run(name: str, case: Case) -> None:
        try:
            await check(case)
        except BaseException as error:
            error.add_note(f"the case: {name}")
            raise

    async with asyncio.TaskGroup() as tasks:
        for name, case in cases.items():
            tasks.create_task(run(name, case), name=name)
