"""How one site stands, and what somebody found there."""

from collections.abc import Sequence
from datetime import datetime

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import Invalid, NotFound
from lokus_registry.application import collection
from lokus_registry.application.files import existing_file, referred_file
from lokus_registry.application.ports import Lock
from lokus_registry.application.readiness.looking import SiteReadiness, asked_of, look, looking
from lokus_registry.application.readiness.ports import BeginReadiness, ReadinessRegisters
from lokus_registry.domain.file import File
from lokus_registry.domain.place import Site
from lokus_registry.domain.policy.places import may_change_places_of
from lokus_registry.domain.policy.readiness import may_see_readiness_of
from lokus_registry.domain.readiness.finding import (
    Finding,
    NumberedFinding,
    Observation,
    check_observation,
)
from lokus_registry.domain.readiness.standard import records_of


class ReadinessSurvey:
    """The calls on the readiness of sites."""

    def __init__(self, begin: BeginReadiness, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def record(self, caller: Caller, key: str, item: str, seen: Observation) -> SiteReadiness:
        """Keep what was seen of an item at a site; Invalid if no standard asks for a record of it there."""
        now = self._clock.now()
        async with self._begin(caller.tenant) as registers:
            site = await collection.existing(registers.sites, "site", key, Lock.CHANGE)
            may_change_places_of(caller, site.owner)
            check_observation(seen, now)
            await _check_asked(registers, site, item)
            if seen.evidence is not None:
                await referred_file(registers.files, caller, "evidence", seen.evidence)
            await registers.findings.add(_finding(caller, site, item, seen, now))
            await registers.announcer.changed(caller, "sites", [key])
            [found] = await look(registers, [site], now)
            return found

    async def site(self, caller: Caller, key: str) -> SiteReadiness:
        """How one site stands."""
        async with self._begin(caller.tenant) as registers:
            site = await _seen_site(registers, caller, key)
            [found] = await look(registers, [site], self._clock.now())
            return found

    async def evidence(self, caller: Caller, key: str, item: str) -> File:
        """The evidence of the newest finding of an item."""
        async with self._begin(caller.tenant) as registers:
            site = await _seen_site(registers, caller, key)
            finding = (await registers.findings.newest([site.id])).get(site.id, {}).get(item)
            if finding is None or finding.evidence is None:
                raise NotFound(f"there is no evidence for {item} at site {key}")
            return await existing_file(registers.files, finding.evidence)

    async def history(
        self, caller: Caller, key: str, item: str, behind: int | None, limit: int
    ) -> Sequence[NumberedFinding]:
        """What was ever recorded of an item at a site, the last first."""
        async with self._begin(caller.tenant) as registers:
            site = await _seen_site(registers, caller, key)
            return await registers.findings.history(site.id, item, behind, limit)


def _finding(caller: Caller, site: Site, item: str, seen: Observation, now: datetime) -> Finding:
    return Finding(
        site=site.id,
        item=item,
        fulfilled=seen.fulfilled,
        observed_at=seen.observed_at,
        note=seen.note,
        evidence=seen.evidence,
        expires_at=seen.expires_at,
        by=caller.subject,
        organisation=caller.organisation,
        recorded_at=now,
    )


async def _seen_site(registers: ReadinessRegisters, caller: Caller, key: str) -> Site:
    outlook = await looking(caller, registers)
    site = await collection.existing(registers.sites, "site", key)
    may_see_readiness_of(outlook, site.id, site.owner, site.area)
    return site


async def _check_asked(registers: ReadinessRegisters, site: Site, item: str) -> None:
    if item not in records_of(await asked_of(registers, site)):
        raise Invalid(
            f"item: no standard asks for a record of {item} at a {site.kind} of {site.owner}",
            reason="unknown-item",
        )
