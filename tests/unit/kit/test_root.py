import asyncio
from contextlib import AsyncExitStack
from functools import partial

from lokus_kit.root import Root, Stage
from support.clock import VirtualClock


async def work() -> None:
    await asyncio.Event().wait()


async def test_stages_run_in_their_order_whatever_the_order_they_were_named_in() -> None:
    done: list[str] = []
    ready_at_first_step: list[dict[str, str]] = []

    async def note(name: str) -> None:
        ready_at_first_step.append(root.health.reasons())
        done.append(name)

    async with AsyncExitStack() as resources, asyncio.TaskGroup() as tasks:
        root = Root(tasks, resources, VirtualClock())
        for stage in reversed(Stage):
            root.at_stop(stage, stage.name, partial(note, stage.name))
        root.task("work", work())
        await asyncio.sleep(0)
        await root.stop()
    assert done == [stage.name for stage in Stage]
    assert ready_at_first_step[0] == {"process": "stopping"}


async def test_tasks_outlive_the_steps_and_then_end() -> None:
    seen: list[bool] = []
    async with AsyncExitStack() as resources, asyncio.TaskGroup() as tasks:
        root = Root(tasks, resources, VirtualClock())

        async def look() -> None:
            seen.append(any(not task.done() for task in root._tasks))

        root.task("work", work())
        root.at_stop(Stage.HTTP, "look", look)
        await asyncio.sleep(0)
        await root.stop()
    assert seen == [True]
