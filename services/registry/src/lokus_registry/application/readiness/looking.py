"""Who looks at readiness, and how the sites that they look at stand: a handful of queries, however many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lokus_identity.caller import Caller
from lokus_registry.application.jurisdiction import jurisdiction
from lokus_registry.application.readiness.ports import ReadinessRegisters
from lokus_registry.domain.place import Site
from lokus_registry.domain.policy.readiness import may_read_readiness, readiness_outlook
from lokus_registry.domain.policy.survey import SURVEYORS, Outlook
from lokus_registry.domain.readiness.finding import ItemReadiness, ItemState, Sight, readiness
from lokus_registry.domain.readiness.standard import Standard


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


async def looking(caller: Caller, registers: ReadinessRegisters) -> Outlook:
    """Whose readiness the caller may know; Forbidden to those who may know none."""
    may_read_readiness(caller)
    areas = await jurisdiction(registers.organisations, caller) if caller.roles & SURVEYORS else ()
    return readiness_outlook(caller, areas)


async def asked_of(registers: ReadinessRegisters, site: Site) -> Sequence[Standard]:
    """The standards that a site is held to."""
    applied = await registers.applied.of([site.owner])
    return [each for each in applied.get((site.owner, site.kind), ()) if each.is_asked_of(site.variant)]


async def look(registers: ReadinessRegisters, sites: Sequence[Site], now: datetime) -> list[SiteReadiness]:
    """How each of the sites stands."""
    keys = [site.id for site in sites]
    applied = await registers.applied.of({site.owner for site in sites})
    findings = await registers.findings.newest(keys)
    zones = await registers.zones.of(keys)

    def at(site: Site) -> SiteReadiness:
        sight = Sight(findings.get(site.id, {}), zones.get(site.id, ()), site.notice_sign)
        asked = applied.get((site.owner, site.kind), ())
        held_to = [each for each in asked if each.is_asked_of(site.variant)]
        return SiteReadiness(site, tuple(readiness(held_to, sight, now)))

    return [at(site) for site in sites]
