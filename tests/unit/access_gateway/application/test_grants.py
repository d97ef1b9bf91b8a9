"""Making and revoking grants."""

from dataclasses import replace

import pytest

from lokus_access_gateway.application.grants import Grants
from lokus_access_gateway.domain.grant import GrantFile, SeenState
from lokus_identity.caller import Caller, Role
from lokus_kit.errors import Conflict, Forbidden, NotFound
from lokus_proto.v1.grant_change import Action
from support.gateway_facts import MINUTE, NOON, caller, camera, grant
from support.gateway_parts import GrantsInMemory, new_access, noon_clock

OWNER = caller("kpu", Role.OWNER_ADMIN)
FILE = GrantFile(grant(), "B/1", "somebody@kpu", NOON)


class Bench:
    def __init__(self) -> None:
        self.access = new_access(camera())
        self.grants = Grants(GrantsInMemory(), self.access, noon_clock())

    def police_may_watch(self) -> bool:
        return self.access.decide(caller(), camera(), Action.LIVE).allowed


async def test_a_grant_holds_as_soon_as_it_is_made_and_no_longer_than_it_is_revoked() -> None:
    bench = Bench()
    assert await bench.grants.create(OWNER, FILE) == (FILE, True)
    assert bench.police_may_watch()
    revoked = await bench.grants.revoke(OWNER, "grant-1", "misuse")
    assert not bench.police_may_watch()
    assert (revoked.grant.seen_at(NOON), revoked.grant.reason) == (SeenState.REVOKED, "misuse")


async def test_the_same_grant_again_is_fine_even_after_it_was_revoked() -> None:
    bench = Bench()
    await bench.grants.create(OWNER, FILE)
    await bench.grants.revoke(OWNER, "grant-1", None)
    file, created = await bench.grants.create(OWNER, FILE)
    assert not created
    assert file.grant.seen_at(NOON) is SeenState.REVOKED
    assert not bench.police_may_watch()


async def test_another_grant_under_the_same_id_is_a_conflict() -> None:
    bench = Bench()
    await bench.grants.create(OWNER, FILE)
    wider = replace(FILE, grant=grant(not_after=NOON + 9 * MINUTE))
    with pytest.raises(Conflict):
        await bench.grants.create(OWNER, wider)


async def test_a_second_revocation_changes_nothing() -> None:
    bench = Bench()
    await bench.grants.create(OWNER, FILE)
    first = await bench.grants.revoke(OWNER, "grant-1", "first")
    assert await bench.grants.revoke(OWNER, "grant-1", "second") == first


@pytest.mark.parametrize(
    "stranger",
    [
        caller("kpu", Role.VENDOR),
        caller("kpu", Role.AUDITOR),
        caller("kpu", Role.PLATFORM_OPERATOR),
        caller("police", Role.OWNER_ADMIN),
        caller("police"),
    ],
)
async def test_only_the_owner_decides_over_its_cameras(stranger: Caller) -> None:
    bench = Bench()
    with pytest.raises(Forbidden):
        await bench.grants.create(stranger, FILE)
    await bench.grants.create(OWNER, FILE)
    with pytest.raises((Forbidden, NotFound)):
        await bench.grants.revoke(stranger, "grant-1", None)
    assert bench.police_may_watch()


async def test_grants_are_read_by_their_parties_and_by_those_who_read_all() -> None:
    bench = Bench()
    await bench.grants.create(OWNER, FILE)
    readers = [OWNER, caller(), caller("x", Role.AUDITOR), caller("x", Role.PLATFORM_OPERATOR)]
    for reader in readers:
        assert await bench.grants.page(reader, "", 10) == [FILE]
        assert await bench.grants.get(reader, "grant-1") == FILE
    for stranger in (caller("bawaslu"), caller(tenant="bandung")):
        assert await bench.grants.page(stranger, "", 10) == []
        with pytest.raises(NotFound):
            await bench.grants.get(stranger, "grant-1")
