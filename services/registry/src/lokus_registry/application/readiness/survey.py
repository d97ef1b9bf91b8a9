"""How sites stand: one of them, or page by page what is wanting in many; and what somebody found there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lokus_kit.clock import Clock
from lokus_kit.errors import Invalid, NotFound
from lokus_kit.identity import Caller
from lokus_registry.application import collection
from lokus_registry.application.collection import Page
from lokus_registry.application.files import existing_file, referred_file
from lokus_registry.application.ports import Lock, Window
from lokus_registry.application.readiness.ports import BeginReadiness, ReadinessRegisters
from lokus_registry.domain.file import File
from lokus_registry.domain.place import Site
from lokus_registry.domain.policy.places import may_change_places_of, visible_places
from lokus_registry.domain.readiness.finding import (
    Finding,
    ItemReadiness,
    ItemState,
    Observation,
    check_observation,
    readiness,
)
from lokus_registry.domain.readiness.standard import records_of


@dataclass(frozen=True, slots=True)
class SiteReadiness:
    """A site, and how each item stands that is asked of it."""

    site: Site
    items: tuple[ItemReadiness, ...]

    @property
    def is_ready(self) -> bool:
        """Whether something is asked of it, and all that is required is met."""
        return bool(self.items) and all(
            each.state is ItemState.MET for each in self.items if each.item.required
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items are asked for; None takes all."""

    item: str | None = None
    state: ItemState | None = None

    def of(self, items: Sequence[ItemReadiness]) -> tuple[ItemReadiness, ...]:
        """Those of them that are asked for."""
        return tuple(
            each
            for each in items
            if (self.item is None or each.item.key == self.item)
            and (self.state is None or each.state is self.state)
        )


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
            [found] = await _look(registers, [site], now)
            return found

    async def site(self, caller: Caller, key: str) -> SiteReadiness:
        """How one site stands."""
        async with self._begin(caller.tenant) as registers:
            site = await _seen_site(registers, caller, key)
            [found] = await _look(registers, [site], self._clock.now())
            return found

    async def evidence(self, caller: Caller, key: str, item: str) -> File:
        """The evidence of the newest finding of an item."""
        async with self._begin(caller.tenant) as registers:
            site = await _seen_site(registers, caller, key)
            finding = (await registers.findings.newest([site.id])).get(site.id, {}).get(item)
            if finding is None or finding.evidence is None:
                raise NotFound(f"there is no evidence for {item} at site {key}")
            return await existing_file(registers.files, finding.evidence)

    async def page(self, caller: Caller, window: Window, wanted: Wanted) -> Page[SiteReadiness]:
        """Some sites with the items that are asked for, leaving out those without; `next` goes by sites."""
        scope = visible_places(caller)
        async with self._begin(caller.tenant) as registers:
            page = await collection.page(registers.sites, window, scope)
            found = await _look(registers, page.items, self._clock.now())
        narrowed = [replace(each, items=wanted.of(each.items)) for each in found]
        return Page([each for each in narrowed if each.items], page.next)


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
    scope = visible_places(caller)
    site = await collection.existing(registers.sites, "site", key)
    scope.require("site", key, site.owner)
    return site


async def _check_asked(registers: ReadinessRegisters, site: Site, item: str) -> None:
    applied = (await registers.applied.of([site.owner])).get((site.owner, site.kind), ())
    if item not in records_of(applied):
        raise Invalid(
            f"item: no standard asks for a record of {item} at a {site.kind} of {site.owner}",
            reason="unknown-item",
        )


async def _look(registers: ReadinessRegisters, sites: Sequence[Site], now: datetime) -> list[SiteReadiness]:
    """A handful of queries, however many sites."""
    keys = [site.id for site in sites]
    applied = await registers.applied.of({site.owner for site in sites})
    findings = await registers.findings.newest(keys)
    zones = await registers.zones.of(keys)
    return [
        SiteReadiness(
            site,
            tuple(
                readiness(
                    applied.get((site.owner, site.kind), ()),
                    findings.get(site.id, {}),
                    zones.get(site.id, ()),
                    now,
                )
            ),
        )
        for site in sites
    ]
