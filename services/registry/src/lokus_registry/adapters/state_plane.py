"""The life of the kept plane `state`, as JetStream tells it: when its stream was made.

Asked over JetStream's own request subjects (NATS docs, "JetStream wire API reference"). A stream that
was lost and made again has another time of creation, whatever has been written to it since.
"""

import json
from typing import Any, Final

from lokus_kit.bus import Bus
from lokus_kit.errors import NotFound, Unavailable
from lokus_proto.jetstream import STATE

_ASK_SUBJECT: Final = f"$JS.API.STREAM.INFO.{STATE.name}"
_STREAM_NOT_FOUND: Final = 10059


class StatePlane:
    """The plane on which cameras are announced."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def life(self) -> str:
        """Name the present life, beginning one if there is none; Unavailable if the bus is away."""
        answer = await self._ask()
        if answer.get("error", {}).get("err_code") == _STREAM_NOT_FOUND:
            await self._bus.ensure(STATE)
            answer = await self._ask()
        if "created" not in answer:
            raise Unavailable(f"JetStream does not tell of {STATE.name}: {answer.get('error')}")
        return str(answer["created"])

    async def _ask(self) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = json.loads(await self._bus.request(_ASK_SUBJECT, b""))
        except NotFound as error:
            raise Unavailable("the bus runs without JetStream") from error
        return answer
