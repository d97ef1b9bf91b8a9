"""How cameras ask who we are: all kinds of challenges, odd passwords, short-lived nonces, locks."""

import pytest

from integration.ingest.habits.at_once import at_once
from integration.ingest.habits.camera import Request, Session
from integration.ingest.habits.guarded import BASIC, Challenge, Digest, Guarded
from integration.ingest.habits.pull import pulling, refusal
from lokus_ingest.application.ports import Source
from lokus_ingest.domain.address import Credentials
from lokus_proto.v1.stream_state import ReasonKind

ADMIN = Credentials("admin", "s3cret")
MD5, MD5_QOP = Digest(), Digest("MD5", "auth")
SHA_256 = Digest("SHA-256", "auth")

CHALLENGES: dict[str, tuple[Challenge, ...]] = {
    "basic": (BASIC,),
    "digest-without-qop": (MD5,),
    "digest-with-qop": (MD5_QOP,),
    "basic-then-digest": (BASIC, MD5_QOP),
    "digest-then-basic": (MD5, BASIC),
    "sha-256-then-md5": (SHA_256, MD5),
}


async def test_the_strongest_challenge_that_we_know_is_met(source: Source) -> None:
    async def check(challenges: tuple[Challenge, ...]) -> None:
        camera = Guarded("admin", "s3cret", *challenges)
        async with camera.serving(), pulling(source, camera.url, credentials=ADMIN) as seen:
            await seen.units_come(3)
        assert camera.wrong == 0
        shown = {request.headers.get("authorization", "Digest").split()[0] for request in camera.requests}
        assert shown == ({"Basic", "Digest"} if challenges == (BASIC,) else {"Digest"})

    await at_once(CHALLENGES, check)


PASSWORDS = ["p@ss:w/o#r%d", "%40", "a b+c", "?&=;,", '"quoted\\"', "gemütlich", "пароль", "-"]


@pytest.mark.parametrize("challenge", [BASIC, MD5_QOP], ids=["basic", "digest"])
async def test_a_password_of_any_characters_arrives_as_it_is(source: Source, challenge: Challenge) -> None:
    async def check(password: str) -> None:
        camera, credentials = Guarded("op@er/1", password, challenge), Credentials("op@er/1", password)
        async with camera.serving(), pulling(source, camera.url, credentials=credentials) as seen:
            await seen.units_come(3)
        assert camera.wrong == 0
        assert not any(password in request.url for request in camera.requests if len(password) > 1)

    await at_once({each: each for each in PASSWORDS}, check)


async def is_pulled(source: Source, camera: Guarded) -> None:
    """Whether a camera delivers, each request having been sent twice at most."""
    async with camera.serving(), pulling(source, camera.url, credentials=ADMIN) as seen:
        await seen.units_come(3)
    assert camera.wrong == 0
    assert camera.count("SETUP") <= 2


class InOneLine(Guarded):
    """Writes all its challenges into one header (RFC 7235 section 4.1)."""

    one_line = True


class OneRequestANonce(Guarded):
    """Wants a new nonce for each request, and does not say that the old one is stale."""

    uses = 1


class Stale(Guarded):
    """Wants a new nonce for each other request, and says that the old one is stale."""

    uses = 2
    stale = True


async def test_a_stale_nonce_is_exchanged_once_a_request(source: Source) -> None:
    await is_pulled(source, Stale("admin", "s3cret", MD5_QOP))


async def test_a_nonce_for_each_request_is_exchanged_once_a_request(fast: Source) -> None:
    await is_pulled(fast, OneRequestANonce("admin", "s3cret", MD5_QOP))


@pytest.mark.parametrize(
    "challenges", [(SHA_256,), (MD5, SHA_256), (BASIC, SHA_256)], ids=["alone", "behind", "or-basic"]
)
async def test_digest_with_sha_256_is_met(fast: Source, challenges: tuple[Challenge, ...]) -> None:
    await is_pulled(fast, Guarded("admin", "s3cret", *challenges))


async def test_two_challenges_in_one_line_are_told_apart(fast: Source) -> None:
    await is_pulled(fast, InOneLine("admin", "s3cret", BASIC, MD5_QOP))


class WantsWhatNobodyKnows(Guarded):
    """Asks for a kind of login that is none."""

    def challenged(self, *, stale: bool = False) -> str:
        return '401 Unauthorized\r\nWWW-Authenticate: Negotiate token="1"'


async def test_a_challenge_that_we_do_not_know_gets_no_password(source: Source) -> None:
    camera = WantsWhatNobodyKnows("admin", "s3cret")
    async with camera.serving():
        failure = await refusal(source, camera.url, credentials=ADMIN)
    assert failure.until_changed
    assert camera.wrong == 0
    assert camera.count("DESCRIBE") + camera.count("OPTIONS") <= 2


async def test_a_wrong_password_is_shown_once_and_no_more(source: Source) -> None:
    async def check(challenges: tuple[Challenge, ...]) -> None:
        camera = Guarded("admin", "another", *challenges)
        camera.locks_after = 2
        async with camera.serving():
            failure = await refusal(source, camera.url, credentials=ADMIN)
        assert failure.reason is ReasonKind.AUTHENTICATION
        assert failure.until_changed
        assert "s3cret" not in failure.detail
        assert camera.wrong <= 1

    await at_once(CHALLENGES, check)


async def test_a_camera_that_wants_a_password_gets_none_that_we_do_not_have(source: Source) -> None:
    camera = Guarded("admin", "s3cret", MD5)
    async with camera.serving():
        failure = await refusal(source, camera.url)
    assert failure.reason is ReasonKind.AUTHENTICATION
    assert camera.wrong == 0


class Leaving(Guarded):
    """Closes the connection with each challenge."""

    leaves = False

    def challenged(self, *, stale: bool = False) -> str:
        self.leaves = True
        return super().challenged(stale=stale)

    def answer(self, session: Session, request: Request) -> None:
        super().answer(session, request)
        if self.leaves:
            self.leaves = False
            session.writer.close()


async def test_a_camera_that_leaves_with_its_challenge_gets_the_login_on_a_new_connection(
    fast: Source,
) -> None:
    camera = Leaving("admin", "s3cret", MD5_QOP)
    async with camera.serving(), pulling(fast, camera.url, credentials=ADMIN) as seen:
        await seen.units_come(3)
    assert camera.wrong == 0


async def test_a_camera_that_leaves_at_the_login_too_refuses_it(fast: Source) -> None:
    camera = Leaving("admin", "another", MD5_QOP)
    async with camera.serving():
        failure = await refusal(fast, camera.url, credentials=ADMIN)
    assert failure.reason is ReasonKind.AUTHENTICATION
    assert camera.wrong == 1
