"""What the registry knows already of the polling stations that are brought."""

from typing import Final

import httpx

from lokus_local.importing.sending import Sender, checked

_PAGE: Final = 1000


async def stored_stations(sender: Sender, person: str, election: str) -> dict[str, str | None]:
    """The sites (None: it has none) of an election's polling stations, by their codes.

    There are none where there is no such election.
    """
    found: dict[str, str | None] = {}
    after: str | None = ""
    while after is not None:
        sender.screen.pass_by(f"looking at polling stations: {len(found):,}")
        path = f"elections/{election}/polling-stations?limit={_PAGE}&after={after}"
        answer = await sender.ask(person, "GET", path)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return {}
        page = checked(answer).json()
        found |= {station["id"]: station["site"] for station in page["items"]}
        after = page["next"]
    return found
