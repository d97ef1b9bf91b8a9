"""The registry's API of footage on a camera's own card, as a person uses it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

import httpx

from lokus_kit.clock import Clock

POLL_SECONDS: Final = 0.5
_ANSWER_SECONDS: Final = 30.0
_ENDS: Final = frozenset({"stored", "refused"})

State = dict[str, Any]


class CardFootageError(Exception):
    """The registry does not have it fetched, or does not tell; the text says why."""


class CardFootage:
    """Asks with one person's token."""

    def __init__(self, http: httpx.AsyncClient, url: str, token: str) -> None:
        self._http = http
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"}

    async def order(self, camera: str, start: datetime, until: datetime) -> State:
        """Have a range fetched; how far that is by now."""
        body = {"from": start.isoformat(), "until": until.isoformat()}
        return await self._ask("POST", f"cameras/{quote(camera, safe='')}/late-footage/from-card", body)

    async def until_end(self, state: State, progress: Callable[[State], None], clock: Clock) -> State:
        """What became of it at its end."""
        while state["phase"] not in _ENDS:
            progress(state)
            await clock.sleep(POLL_SECONDS)
            state = await self._ask("GET", f"cameras/{state['camera']}/late-footage/{state['id']}")
        return state

    async def _ask(self, method: str, path: str, body: State | None = None) -> State:
        try:
            answer = await self._http.request(
                method,
                f"{self._url}/v1/{path}",
                json=body,
                headers=self._headers,
                timeout=_ANSWER_SECONDS,
            )
            told: State = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise CardFootageError(
                f"the registry at {self._url} does not answer ({type(error).__name__}): ask again, "
                "nothing is fetched twice"
            ) from None
        if not answer.is_success:
            raise CardFootageError(str(told.get("detail", f"HTTP {answer.status_code}")))
        return told


def line(state: State) -> str:
    """How far a fetch is, for a person."""
    match state["phase"]:
        case "received":
            return "ordered: waiting for the camera's worker"
        case "reading":
            return f"fetching: {state['done_percent']} %, {state['segments']} segments by now"
        case "stored":
            lacking = f"; lacking: {state['detail']}" if state["detail"] else ""
            return (
                f"stored: {state['stored_from']} to {state['stored_until']}, {state['frames']} pictures in "
                f"{state['segments']} segments{_clock(state)}{lacking}"
            )
        case _:
            return f"refused ({state['refusal']}): {state['detail']}"


def _clock(state: State) -> str:
    seconds = state["clock_offset_milliseconds"] / 1000
    return f"; the camera's clock was put right by {seconds:+,.1f} s" if seconds else ""
