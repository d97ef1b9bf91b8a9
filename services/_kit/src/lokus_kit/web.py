"""HTTP for a service: an app that answers errors as RFC 9457 problem JSON, and a server that obeys the root.

`new_app` gives health routes, request limits and the one error table. `Server` is uvicorn as a task:
it owns no signals (else SIGTERM would end the process before any `finally`), and its port is bound
before it starts, so that a taken port is one clear line.
"""

import contextlib
import logging
import socket
from collections.abc import Generator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lokus_kit.errors import Invalid, LokusError, StartError, TooLarge, problem
from lokus_kit.health import Health

log = logging.getLogger(__name__)

PROBLEM_JSON = "application/problem+json"
MAX_BODY_BYTES = 1024 * 1024


def problem_response(error: LokusError) -> JSONResponse:
    """An error as its HTTP reply."""
    return JSONResponse(
        problem(error), status_code=error.status, media_type=PROBLEM_JSON, headers=dict(error.headers)
    )


_BETTER_SAID = {"model_attributes_type": "a JSON object is needed, sent with Content-Type: application/json"}


def new_app(
    title: str,
    version: str,
    health: Health,
    description: str = "",
    body_limits: Mapping[str, int] | None = None,
) -> FastAPI:
    """An app with `/healthz`, `/readyz`, `/openapi.json`, problem JSON for every error, and a body limit.

    `body_limits` are the bytes that a body may have on paths where it is not `MAX_BODY_BYTES`; in a path `*`
    stands for any part of it.
    """
    app = FastAPI(title=title, version=version, description=description, docs_url=None, redoc_url=None)
    app.add_middleware(BodyLimit, max_bytes=MAX_BODY_BYTES, others=body_limits)
    app.add_exception_handler(LokusError, _on_lokus_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(Exception, _on_bug)
    _add_health(app, health)
    return app


def new_internal_app(health: Health) -> FastAPI:
    """The app of the internal port: metrics and health, no token; never expose that port."""
    app = FastAPI(title="internal", docs_url=None, redoc_url=None, openapi_url=None)
    _add_health(app, health)

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)

    return app


def _add_health(app: FastAPI, health: Health) -> None:
    @app.get("/healthz", tags=["health"], summary="The process runs")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", tags=["health"], summary="It can do its work; 503 with reasons if not")
    async def readyz() -> JSONResponse:
        reasons = health.reasons()
        body: dict[str, Any] = {"status": "not ready" if reasons else "ready", "reasons": reasons}
        return JSONResponse(body, status_code=503 if reasons else 200)


async def _on_lokus_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, LokusError)  # noqa: S101 (the handler is registered for no other)
    return problem_response(error)


async def _on_validation_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 (registered for no other)
    places = [
        {
            "where": ".".join(str(part) for part in found["loc"]),
            "what": _BETTER_SAID.get(found["type"], found["msg"]),
        }
        for found in error.errors()
    ]
    told = "; ".join(f"{place['where']}: {place['what']}" for place in places[:5])
    return problem_response(Invalid(f"the request breaks its schema: {told}", errors=places))


async def _on_http_exception(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 (registered for no other)
    body = problem(LokusError(str(error.detail))) | {
        "type": "about:blank",
        "title": str(error.detail),
        "status": error.status_code,
    }
    return JSONResponse(body, error.status_code, media_type=PROBLEM_JSON, headers=dict(error.headers or {}))


async def _on_bug(request: Request, error: Exception) -> Response:
    # uvicorn tells the trace; it does not know the request.
    log.error("bug in %s %s: %s", request.method, request.url.path, type(error).__name__)
    return problem_response(LokusError("this is our fault; the log of the service says more"))


class BodyLimit:
    """Refuses a body over the limit, as declared or as it comes in; `others` are limits of paths."""

    def __init__(self, app: ASGIApp, max_bytes: int, others: Mapping[str, int] | None = None) -> None:
        self._app, self._max_bytes, self._others = app, max_bytes, others or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        named = (limit for path, limit in self._others.items() if fnmatchcase(scope["path"], path))
        limit = next(named, self._max_bytes)
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > limit:
            await problem_response(_over(limit))(scope, receive, send)
            return
        await self._serve_limited(scope, receive, send, limit)

    async def _serve_limited(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        got, answered = 0, False

        async def limited() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > limit:
                raise _over(limit)
            return message

        async def unless_over(message: Message) -> None:
            # A framework that reads the body may take our error for one of its own and answer with it.
            nonlocal answered
            if got <= limit or answered:
                answered = True
                await send(message)

        with contextlib.suppress(TooLarge):
            await self._app(scope, limited, unless_over)
        if got > limit and not answered:
            await problem_response(_over(limit))(scope, receive, send)


def _over(limit: int) -> TooLarge:
    return TooLarge(f"the body is over {limit} bytes: send less at a time")


def bind(host: str, port: int, setting: str) -> socket.socket:
    """A listening TCP socket; StartError names the setting to change when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise StartError(f"cannot listen on {host}:{port}: {error.strerror}; set {setting}") from error
    return listener


class Server(uvicorn.Server):
    """uvicorn as a task of the root."""

    def __init__(self, app: ASGIApp, sockets: Sequence[socket.socket]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=2,
            )
        )
        self._sockets = list(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Signals belong to the root."""
        yield

    async def run_until_stopped(self) -> None:
        """Serve until `should_exit` is set."""
        await self.serve(sockets=self._sockets)
