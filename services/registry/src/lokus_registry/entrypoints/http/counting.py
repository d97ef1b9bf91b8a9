"""Counts requests by route and status, around everything else."""

from collections.abc import Callable
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CountRequest = Callable[[str, str, int], None]
"""Told the method, the route's template and the status of each answered request."""

_METHODS: Final = frozenset({"GET", "PUT", "POST", "DELETE"})
_SERVER_ERROR: Final = 500


class CountRequests:
    """ASGI middleware; what no route or method of ours takes is counted together."""

    def __init__(self, app: ASGIApp, count: CountRequest) -> None:
        self._app = app
        self._count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = _SERVER_ERROR

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._count(method, getattr(scope.get("route"), "path", "none"), status)
