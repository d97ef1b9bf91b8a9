"""Calls in the name of demo people."""

import httpx
import pytest

from lokus_local.demo.caller import Caller, DemoRefusedError
from unit.local.demo.kept_api import REGISTRY, KeptApi


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (httpx.Response(403, json={"detail": "not yours"}), "GET /v1/sites/s: HTTP 403: not yours"),
        (httpx.Response(502, text="bad gateway"), "GET /v1/sites/s: HTTP 502: bad gateway"),
    ],
)
async def test_a_refusal_names_the_call_and_the_reason(answer: httpx.Response, told: str) -> None:
    api = KeptApi()
    api.refusals["/v1/sites/s"] = answer
    async with api.client() as http:
        with pytest.raises(DemoRefusedError) as refused:
            await Caller(http, api.mint, REGISTRY).get("kpu.admin", "/v1/sites/s")
    assert str(refused.value) == told


async def test_what_is_not_there_is_none() -> None:
    api = KeptApi()
    async with api.client() as http:
        assert await Caller(http, api.mint, REGISTRY).get("kpu.admin", "/v1/sites/s") is None


async def test_nobody_unknown_can_call() -> None:
    api = KeptApi()
    async with api.client() as http:
        with pytest.raises(DemoRefusedError, match="no demo identity nobody"):
            await Caller(http, api.mint, REGISTRY).get("nobody", "/v1/sites/s")
