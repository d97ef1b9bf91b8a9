"""Who asks, at the door."""

from typing import Annotated

import httpx
from fastapi import Depends

from lokus_access_gateway.entrypoints.authentication import authentication
from lokus_identity.caller import Caller, Role
from lokus_identity.verifier import TokenVerifier
from lokus_kit.clock import SystemClock
from lokus_kit.health import Health
from lokus_kit.web import new_app
from support.identity import serving_issuer


async def test_a_token_makes_a_caller_and_its_absence_a_401() -> None:
    with serving_issuer() as issuer:
        async with httpx.AsyncClient() as asking:
            authenticate = authentication(TokenVerifier((issuer.url,), asking, SystemClock()))
            app = new_app("test", "1", Health())

            @app.get("/who")
            async def who(caller: Annotated[Caller, Depends(authenticate)]) -> str:
                return caller.organisation

            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
                known = await http.get("/who", headers=issuer.headers("kpu", Role.OWNER_ADMIN))
                unknown = await http.get("/who")
    assert known.json() == "kpu"
    assert (unknown.status_code, unknown.json()["title"]) == (401, "Not authenticated")
