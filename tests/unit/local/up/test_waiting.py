"""Waiting for a part, in virtual time."""

from collections.abc import Awaitable, Callable, Iterator

import httpx

from lokus_local.up.waiting import Waiting
from support.clock import VirtualClock


def _in_turn(reasons: Iterator[str | None]) -> Callable[[], Awaitable[str | None]]:
    async def why_not_ready() -> str | None:
        return next(reasons)

    return why_not_ready


async def test_a_part_that_is_slow_is_explained_every_few_seconds() -> None:
    shown: list[str] = []
    async with httpx.AsyncClient() as http:
        waiting = Waiting(VirtualClock(), shown.append, http)
        reasons = iter(["refused"] * 60 + [None])
        await waiting.until_ready("nats", _in_turn(reasons))
    assert shown == ["waiting for nats: refused", "waiting for nats: refused", "nats ready in 12.0 s"]


async def test_readiness_over_http_waits_for_the_reasons_to_go() -> None:
    shown: list[str] = []
    answers = iter(
        [httpx.Response(503, json={"reasons": {"database": "away"}})] * 30 + [httpx.Response(200, json={})]
    )
    transport = httpx.MockTransport(lambda _: next(answers))
    async with httpx.AsyncClient(transport=transport) as http:
        await Waiting(VirtualClock(), shown.append, http).until_answering(
            "registry", "http://registry/readyz"
        )
    assert shown == ["waiting for registry: database: away", "registry ready in 6.0 s"]
