"""Every grant in memory, found by whom it is given to; and the moments at which one opens or ends.

An older epoch never replaces a newer one, so the database, the bus and this process may tell of a
change in any order. Owned by the event loop.
"""

from bisect import bisect_right, insort
from collections import defaultdict
from datetime import datetime

from lokus_access_gateway.domain.grant import Grant
from lokus_proto.v1.grant_change import GrantState


class GrantIndex:
    """Grants by grantee, and their edges in time."""

    def __init__(self) -> None:
        self._by_grantee: defaultdict[tuple[str, str], dict[str, Grant]] = defaultdict(dict)
        self._grants: dict[tuple[str, str], Grant] = {}
        self._edges: list[tuple[datetime, str, str]] = []

    def put(self, grant: Grant) -> bool:
        """Take a grant in; False if it, or a newer epoch of it, was known."""
        key = grant.tenant, grant.id
        known = self._grants.get(key)
        if known is not None and known.epoch >= grant.epoch:
            return False
        self._grants[key] = grant
        self._by_grantee[grant.tenant, grant.grantee][grant.id] = grant
        if grant.state is GrantState.ACTIVE:
            insort(self._edges, (grant.not_before, *key))
            insort(self._edges, (grant.not_after, *key))
        return True

    def of_grantee(self, tenant: str, organisation: str) -> tuple[Grant, ...]:
        """All grants ever given to an organisation."""
        return tuple(self._by_grantee.get((tenant, organisation), {}).values())

    def next_edge(self, after: datetime) -> datetime | None:
        """The first moment later than `after` at which some window opens or ends."""
        place = bisect_right(self._edges, after, key=lambda edge: edge[0])
        return self._edges[place][0] if place < len(self._edges) else None

    def passed(self, after: datetime, until: datetime) -> tuple[Grant, ...]:
        """The grants whose window opened or ended after one moment and by the other."""
        first = bisect_right(self._edges, after, key=lambda edge: edge[0])
        last = bisect_right(self._edges, until, key=lambda edge: edge[0])
        return tuple(self._grants[tenant, grant] for _, tenant, grant in self._edges[first:last])
