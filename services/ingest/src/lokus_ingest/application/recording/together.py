"""Asks several things at once, and fails as the first of them fails."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

R = TypeVar("R")


async def together(what: str, asking: Iterable[Coroutine[Any, Any, R]]) -> list[R]:
    """The answers in order; when one fails the others are given up, and its error is raised as it is."""
    try:
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(each, name=f"{what} {n}") for n, each in enumerate(asking)]
    except ExceptionGroup as group:
        raise group.exceptions[0] from group
    return [task.result() for task in running]
