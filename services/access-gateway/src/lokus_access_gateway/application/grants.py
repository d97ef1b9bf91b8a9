"""Making, revoking and listing grants. A change holds here the moment it is kept."""

from lokus_access_gateway.application.access import Access
from lokus_access_gateway.application.ports import GrantStore
from lokus_access_gateway.domain.decision import owns
from lokus_access_gateway.domain.grant import GrantFile, same_scope
from lokus_identity.caller import Caller, Role
from lokus_kit.clock import Clock
from lokus_kit.errors import Conflict, Forbidden, NotFound

_READS_ALL = frozenset({Role.AUDITOR, Role.PLATFORM_OPERATOR})


class Grants:
    """The use cases of grants."""

    def __init__(self, store: GrantStore, access: Access, clock: Clock) -> None:
        self._store = store
        self._access = access
        self._clock = clock

    async def create(self, caller: Caller, file: GrantFile) -> tuple[GrantFile, bool]:
        """Make a grant; with False if the same one was there. Conflict if its id says something else."""
        _require_owner(caller, file.grant.owner)
        there = await self._store.create(file)
        if there is not None:
            if not same_scope(there, file):
                raise Conflict(
                    f"grant {file.grant.id} says something else: a grant is never changed, only revoked",
                    reason="exists",
                )
            return there, False
        self._access.take_grant(file.grant)
        return file, True

    async def revoke(self, caller: Caller, grant: str, reason: str | None) -> GrantFile:
        """Revoke a grant; viewing under it has ended when this returns."""
        there = await self.get(caller, grant)
        _require_owner(caller, there.grant.owner)
        file = await self._store.revoke(caller.tenant, grant, caller.subject, self._clock.now(), reason)
        self._access.take_grant(file.grant)
        return file

    async def get(self, caller: Caller, grant: str) -> GrantFile:
        """One grant, for its parties and for those who read all; to others there is none."""
        file = await self._store.get(caller.tenant, grant)
        if _reads_all(caller) or caller.organisation in {file.grant.owner, file.grant.grantee}:
            return file
        raise NotFound(f"there is no grant {grant}")

    async def page(self, caller: Caller, after: str, limit: int) -> list[GrantFile]:
        """Grants behind an id that the caller may read, in the order of ids."""
        party = None if _reads_all(caller) else caller.organisation
        return await self._store.page(caller.tenant, party, after, limit)


def _reads_all(caller: Caller) -> bool:
    return not caller.roles.isdisjoint(_READS_ALL)


def _require_owner(caller: Caller, owner: str) -> None:
    if not owns(caller, owner):
        raise Forbidden(f"only {owner}, as owner_admin or partner, decides over its cameras", reason="owner")
