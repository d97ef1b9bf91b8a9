import httpx
import pytest
from fastapi import FastAPI

from lokus_registry.entrypoints.http.counting import CountRequests


def _app(counted: list[tuple[str, str, int]]) -> FastAPI:
    app = FastAPI()

    @app.get("/things/{key}")
    async def thing(key: str) -> str:
        if key == "bad":
            raise RuntimeError("a bug")
        return key

    def count(method: str, route: str, status: int) -> None:
        counted.append((method, route, status))

    app.add_middleware(CountRequests, count=count)
    return app


async def test_requests_are_counted_by_template_and_strangers_together() -> None:
    counted: list[tuple[str, str, int]] = []
    transport = httpx.ASGITransport(_app(counted))
    async with httpx.AsyncClient(transport=transport, base_url="http://registry") as http:
        await http.get("/things/1")
        await http.get("/nothing/at/all")
        await http.request("BREW", "/things/1")
        with pytest.raises(RuntimeError):
            await http.get("/things/bad")
    assert counted == [
        ("GET", "/things/{key}", 200),
        ("GET", "none", 404),
        ("other", "/things/{key}", 405),
        ("GET", "/things/{key}", 500),
    ]
