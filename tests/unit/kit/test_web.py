from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Request
from pydantic import BaseModel

from lokus_kit.errors import Conflict, StartError
from lokus_kit.health import Health
from lokus_kit.web import MAX_BODY_BYTES, PROBLEM_JSON, bind, new_app, new_internal_app


class Body(BaseModel):
    count: int


@pytest.fixture
def health() -> Health:
    return Health()


@pytest.fixture
def app(health: Health) -> FastAPI:
    app = new_app(
        "test", "1", health, body_limits={"/large": 2 * MAX_BODY_BYTES, "/of/*/large": 2 * MAX_BODY_BYTES}
    )

    @app.post("/count")
    async def count(body: Body) -> int:
        return body.count

    @app.post("/large")
    @app.post("/of/{owner}/large")
    @app.post("/raw")
    async def raw(request: Request) -> int:
        return len(await request.body())

    @app.get("/conflict")
    async def conflict() -> None:
        raise Conflict("not now", reason="busy").with_headers(Retry_After="2")

    @app.get("/bug")
    async def bug() -> None:
        raise RuntimeError("hunter2")

    return app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def test_health_is_well_while_the_process_runs(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}


async def test_readiness_tells_its_reasons(client: httpx.AsyncClient, health: Health) -> None:
    bus = health.condition("bus")
    bus.failing("NATS cannot be reached")
    not_ready = await client.get("/readyz")
    assert (not_ready.status_code, not_ready.json()["reasons"]) == (503, {"bus": "NATS cannot be reached"})
    bus.ok()
    assert (await client.get("/readyz")).status_code == 200


async def test_our_errors_are_problem_json(client: httpx.AsyncClient) -> None:
    reply = await client.get("/conflict")
    assert reply.status_code == 409
    assert reply.headers["content-type"] == PROBLEM_JSON
    assert reply.headers["retry-after"] == "2"
    assert reply.json()["reason"] == "busy"


async def test_a_body_that_breaks_its_schema_says_where(client: httpx.AsyncClient) -> None:
    reply = await client.post("/count", json={"count": "many"})
    assert (reply.status_code, reply.json()["errors"][0]["where"]) == (422, "body.count")
    assert reply.headers["content-type"] == PROBLEM_JSON


async def test_json_that_was_not_sent_as_such_says_how_to_send_it(client: httpx.AsyncClient) -> None:
    reply = await client.post("/count", content='{"count": 1}', headers={"Content-Type": "text/plain"})
    assert reply.status_code == 422
    assert "Content-Type: application/json" in reply.json()["detail"]


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("DELETE", "/count", 405)])
async def test_errors_of_the_framework_are_problem_json_too(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    reply = await client.request(method, path)
    assert (reply.status_code, reply.json()["status"]) == (status, status)
    assert reply.headers["content-type"] == PROBLEM_JSON


async def test_a_bug_tells_the_caller_nothing_of_itself(client: httpx.AsyncClient) -> None:
    reply = await client.get("/bug")
    assert reply.status_code == 500
    assert reply.headers["content-type"] == PROBLEM_JSON
    assert "hunter2" not in reply.text


async def test_a_body_at_the_limit_passes(client: httpx.AsyncClient) -> None:
    assert (await client.post("/raw", content=b"x" * MAX_BODY_BYTES)).json() == MAX_BODY_BYTES


async def test_a_body_that_declares_too_much_is_refused_unread(client: httpx.AsyncClient) -> None:
    reply = await client.post("/raw", content=b"x" * (MAX_BODY_BYTES + 1))
    assert (reply.status_code, reply.headers["content-type"]) == (413, PROBLEM_JSON)


@pytest.mark.parametrize("path", ["/raw", "/count"])
async def test_a_body_that_grows_over_the_limit_is_refused(client: httpx.AsyncClient, path: str) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * (MAX_BODY_BYTES // 2)

    headers = {"Content-Type": "application/json"}
    reply = await client.post(path, content=endless(), headers=headers)
    assert (reply.status_code, reply.headers["content-type"]) == (413, PROBLEM_JSON)


async def test_a_path_may_have_a_limit_of_its_own(client: httpx.AsyncClient) -> None:
    limit = 2 * MAX_BODY_BYTES
    assert (await client.post("/large", content=b"x" * limit)).json() == limit
    assert (await client.post("/of/somebody/large", content=b"x" * limit)).json() == limit
    reply = await client.post("/large", content=b"x" * (limit + 1))
    assert (reply.status_code, reply.json()["detail"]) == (
        413,
        f"the body is over {limit} bytes: send less at a time",
    )


@pytest.mark.parametrize("declared", ["-1", "many", "1e3"])
async def test_a_length_that_is_no_number_is_refused(client: httpx.AsyncClient, declared: str) -> None:
    reply = await client.post("/raw", content=b"x", headers={"Content-Length": declared})
    assert reply.status_code in {400, 413}


async def test_metrics_are_on_the_internal_app_alone(client: httpx.AsyncClient, health: Health) -> None:
    assert (await client.get("/metrics")).status_code == 404
    transport = httpx.ASGITransport(new_internal_app(health))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as internal:
        assert "process_cpu_seconds_total" in (await internal.get("/metrics")).text


def test_a_taken_port_is_one_line_that_names_the_setting() -> None:
    taken = bind("127.0.0.1", 0, "LOKUS_TEST_HTTP_PORT")
    taken.listen()
    with pytest.raises(StartError, match="set LOKUS_TEST_HTTP_PORT"):
        bind("127.0.0.1", taken.getsockname()[1], "LOKUS_TEST_HTTP_PORT")
    taken.close()
