import asyncio

import pytest

from lokus_ingest.application.recording.together import together
from lokus_kit.errors import Unavailable


async def number(value: int) -> int:
    await asyncio.sleep(0)
    return value


async def failing() -> int:
    raise Unavailable("away")


def test_answers_come_in_order() -> None:
    assert asyncio.run(together("count", [number(value) for value in range(3)])) == [0, 1, 2]


def test_the_first_failure_is_that_of_all() -> None:
    with pytest.raises(Unavailable, match="away"):
        asyncio.run(together("count", [number(1), failing()]))
