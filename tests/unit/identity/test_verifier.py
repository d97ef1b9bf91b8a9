import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from lokus_identity.caller import Role
from lokus_identity.verifier import REFETCH_SECONDS, TokenVerifier
from lokus_kit.clock import SystemClock
from lokus_kit.errors import Unauthenticated, Unavailable
from support.clock import VirtualClock
from support.identity import Issuer, serving_issuer

A_DAY = 86_400  # what is asked at collection must still lie ahead when the test runs


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with serving_issuer() as issuer:
        yield issuer


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as client:
        yield client


@pytest.fixture
def verifier(issuer: Issuer, http: httpx.AsyncClient) -> TokenVerifier:
    return TokenVerifier((issuer.url,), http, SystemClock())


def seconds_from_now(seconds: float) -> int:
    return int((SystemClock().now() + timedelta(seconds=seconds)).timestamp())


async def test_a_good_token_tells_who_asks(verifier: TokenVerifier, issuer: Issuer) -> None:
    caller = await verifier.verify(issuer.token("kpu-dki", "owner_admin", "role-of-tomorrow"))
    assert (caller.tenant, caller.organisation) == ("jakarta", "kpu-dki")
    assert caller.roles == {Role.OWNER_ADMIN}


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": seconds_from_now(-60)},
        {"exp": None},
        {"exp": "soon"},
        {"iat": None},
        {"iat": seconds_from_now(A_DAY)},
        {"nbf": seconds_from_now(A_DAY)},
        {"aud": "another-service"},
        {"aud": None},
        {"sub": None},
        {"iss": "https://foreign.example"},
        {"iss": None},
        {"tenant": None},
        {"tenant": 7},
        {"roles": "owner_admin"},
    ],
    ids=lambda claims: str(*claims),  # the moments are of the process that collects
)
async def test_a_token_with_wrong_claims_is_refused(
    verifier: TokenVerifier, issuer: Issuer, claims: dict[str, Any]
) -> None:
    with pytest.raises(Unauthenticated) as refused:
        await verifier.verify(issuer.token("kpu-dki", "owner_admin", **claims))
    assert "invalid_token" in refused.value.headers["WWW-Authenticate"]


async def test_a_token_a_moment_late_passes_within_the_leeway(
    verifier: TokenVerifier, issuer: Issuer
) -> None:
    caller = await verifier.verify(issuer.token("kpu-dki", exp=seconds_from_now(-2)))
    assert caller.organisation == "kpu-dki"


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def unchecked(header: dict[str, str], claims: dict[str, Any], signature: bytes = b"") -> str:
    parts = (json.dumps(header).encode(), json.dumps(claims).encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


async def test_an_unsigned_token_is_refused(verifier: TokenVerifier, issuer: Issuer) -> None:
    token = unchecked({"alg": "none", "kid": "test-key"}, claims_of(issuer.token("kpu-dki")))
    with pytest.raises(Unauthenticated, match="algorithm"):
        await verifier.verify(token)


async def test_the_public_key_is_no_shared_secret(verifier: TokenVerifier, issuer: Issuer) -> None:
    public = issuer._key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    header, claims = {"alg": "HS256", "kid": "test-key"}, claims_of(issuer.token("kpu-dki"))
    unsigned = unchecked(header, claims).rpartition(".")[0]
    signature = hmac.new(public, unsigned.encode(), hashlib.sha256).digest()
    with pytest.raises(Unauthenticated, match="algorithm"):
        await verifier.verify(unchecked(header, claims, signature))


async def test_a_key_that_the_issuer_does_not_publish_is_refused(
    verifier: TokenVerifier, issuer: Issuer
) -> None:
    with pytest.raises(Unauthenticated, match="does not publish"):
        await verifier.verify(Issuer(issuer.url, key_id="another").token("kpu-dki"))


async def test_a_foreign_key_under_a_known_id_is_refused(verifier: TokenVerifier, issuer: Issuer) -> None:
    with pytest.raises(Unauthenticated):
        await verifier.verify(Issuer(issuer.url).token("kpu-dki"))


async def test_a_changed_token_is_refused(verifier: TokenVerifier, issuer: Issuer) -> None:
    header, claims, signature = issuer.token("kpu-dki").split(".")
    richer = unchecked({}, claims_of(f"{header}.{claims}.{signature}") | {"roles": ["owner_admin"]})
    with pytest.raises(Unauthenticated):
        await verifier.verify(f"{header}.{richer.split('.')[1]}.{signature}")


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é", "." * 10])
async def test_what_is_no_jwt_is_refused(verifier: TokenVerifier, token: str) -> None:
    with pytest.raises(Unauthenticated):
        await verifier.verify(token)


async def test_an_issuer_that_is_away_is_our_trouble_not_the_callers(http: httpx.AsyncClient) -> None:
    with serving_issuer() as gone:
        pass
    with pytest.raises(Unavailable, match="cannot be asked"):
        await TokenVerifier((gone.url,), http, SystemClock()).verify(gone.token("kpu-dki"))


class Published(httpx.AsyncBaseTransport):
    """The documents of an issuer, counted; another issuer's take their place when keys rotate."""

    def __init__(self, issuer: Issuer) -> None:
        self.issuer = issuer
        self.asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        return httpx.Response(200, json=self.issuer.documents()[request.url.path])


async def test_new_keys_are_fetched_when_a_token_needs_them_but_not_at_every_wish() -> None:
    clock, old, new = VirtualClock(), Issuer("https://id.example", "old"), Issuer("https://id.example", "new")
    published = Published(old)
    times: dict[str, Any] = {"iat": int(clock.seconds), "exp": int(clock.seconds) + 3600}
    async with httpx.AsyncClient(transport=published) as http:
        verifier = TokenVerifier((old.url,), http, clock)
        await verifier.verify(old.token("kpu-dki", **times))
        published.issuer = new
        for _ in range(5):
            with pytest.raises(Unauthenticated, match="does not publish"):
                await verifier.verify(new.token("kpu-dki", **times))
        assert published.asked == 2
        clock.seconds += REFETCH_SECONDS
        await verifier.verify(new.token("kpu-dki", **times))
        assert published.asked == 4


class Hanging(Published):
    """An issuer that, once told to, lets everybody wait."""

    def __init__(self, issuer: Issuer) -> None:
        super().__init__(issuer)
        self.answers = asyncio.Event()
        self.answers.set()
        self.asked_in_vain = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not self.answers.is_set():
            self.asked += 1
            self.asked_in_vain.set()
            await self.answers.wait()
            raise httpx.ReadTimeout("the issuer hangs")
        return await super().handle_async_request(request)


async def test_a_known_key_does_not_wait_for_an_issuer_that_hangs_over_unknown_ones() -> None:
    clock, issuer = VirtualClock(), Issuer("https://id.example")
    published = Hanging(issuer)
    times: dict[str, Any] = {"iat": int(clock.seconds), "exp": int(clock.seconds) + 3600}
    stranger = Issuer(issuer.url, "unknown").token("kpu-dki", **times)

    async def ask_in_vain(verifier: TokenVerifier) -> None:
        with pytest.raises(Unavailable, match="cannot be asked"):
            await verifier.verify(stranger)

    async with httpx.AsyncClient(transport=published) as http:
        verifier = TokenVerifier((issuer.url,), http, clock)
        await verifier.verify(issuer.token("kpu-dki", **times))
        clock.seconds += REFETCH_SECONDS
        published.answers.clear()
        async with asyncio.TaskGroup() as tasks:
            for number in range(4):
                tasks.create_task(ask_in_vain(verifier), name=f"stranger {number}")
            await published.asked_in_vain.wait()
            await verifier.verify(issuer.token("kpu-dki", **times))
            published.answers.set()
        assert published.asked == 3
