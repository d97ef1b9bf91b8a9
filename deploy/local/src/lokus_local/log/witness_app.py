"""The witness over HTTP (C2SP tlog-witness). It runs on one event loop, where no two calls overlap."""

from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from lokus_log.witness import SIZE_TYPE, RefusedError, Witness

_MOST_BYTES: Final = 64 * 1024


def new_witness_app(witness: Witness) -> Starlette:
    """Whoever asks needs no account: a checkpoint that its log signed is all that is looked at."""

    async def add_checkpoint(request: Request) -> Response:
        content = bytearray()
        async for part in request.stream():
            content += part
            if len(content) > _MOST_BYTES:
                return PlainTextResponse(f"a submission has at most {_MOST_BYTES} bytes\n", 413)
        try:
            return PlainTextResponse(witness.add_checkpoint(bytes(content)))
        except RefusedError as error:
            if error.size is not None:
                return Response(f"{error.size}\n", error.status, media_type=SIZE_TYPE)
            return PlainTextResponse(f"{error}\n", error.status)

    return Starlette(routes=[Route("/add-checkpoint", add_checkpoint, methods=["POST"])])
