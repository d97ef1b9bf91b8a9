"""Partners consent to the use of their cameras, and take it back with effect in the same transaction."""

from collections.abc import Sequence

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import Conflict, NotFound
from lokus_registry.application.files import existing_file, referred_file
from lokus_registry.application.life.ports import BeginLife, LifeRegisters
from lokus_registry.application.life.step import write_edge, write_step
from lokus_registry.application.life.upkeep import needs_consent
from lokus_registry.application.placing import held, seen
from lokus_registry.domain.announcement import PlacedCamera
from lokus_registry.domain.file import File
from lokus_registry.domain.life.consent import Consent, with_consent, without_consent
from lokus_registry.domain.life.life import author
from lokus_registry.domain.life.state import LifeState, Verb, led_to
from lokus_registry.domain.policy.cameras import visible_cameras
from lokus_registry.domain.policy.life import may_decide


class Consents:
    """The calls on consents."""

    def __init__(self, begin: BeginLife, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def give(self, caller: Caller, key: str, terms: str, letter: str | None) -> Consent:
        """Consent; what is in force on the same terms already stays as it is."""
        async with self._begin(caller.tenant) as registers:
            before = await _offered(registers, caller, key)
            if before.life.state is LifeState.RETIRED:
                led_to(key, before.life.state, Verb.ACCEPT)
            last = _standing(await registers.consents.of(key))
            if last is not None and (last.terms, last.letter) == (terms, letter):
                return last
            if letter is not None:
                await referred_file(registers.files, caller, "letter", letter)
            consent = Consent(key, terms, letter, self._clock.now(), caller.subject)
            await registers.consents.add(consent)
            life, told = with_consent(before.life, consent, author(caller))
            await write_step(registers.all, before, life, told)
            await registers.all.announcer.changed(caller, "cameras", [key])
            return consent

    async def withdraw(self, caller: Caller, key: str, reason: str) -> Sequence[Consent]:
        """Take it back: once this returns, the camera is shared with nobody and pulled no more."""
        async with self._begin(caller.tenant) as registers:
            before = await _offered(registers, caller, key)
            who, now = author(caller), self._clock.now()
            life = without_consent(before.life, who, now, reason)
            if (last := _standing(await registers.consents.of(key))) is not None:
                await registers.consents.close(last.withdrawn(who, now, reason))
            await write_edge(registers.all, before, life, Verb.WITHDRAW_CONSENT, who)
            await registers.all.announcer.changed(caller, "cameras", [key])
            return await registers.consents.of(key)

    async def get(self, caller: Caller, key: str) -> Sequence[Consent]:
        """All consents that were given to a camera, the newest first."""
        async with self._begin(caller.tenant) as registers:
            return await _readable(registers, caller, key)

    async def letter(self, caller: Caller, key: str, sha256: str) -> File:
        """A letter of one of them."""
        async with self._begin(caller.tenant) as registers:
            consents = await _readable(registers, caller, key)
            if sha256 not in {consent.letter for consent in consents}:
                raise NotFound(f"no consent to camera {key} refers to a file {sha256}")
            return await existing_file(registers.files, sha256)


async def _offered(registers: LifeRegisters, caller: Caller, key: str) -> PlacedCamera:
    before = await held(registers.all, key)
    may_decide(caller, before)
    if not await needs_consent(registers.all, before.site):
        raise Conflict(
            f"camera {key} is no partner's: its owner, {before.site.owner}, accepts or retires it",
            reason="no-consent-needed",
        )
    return before


async def _readable(registers: LifeRegisters, caller: Caller, key: str) -> Sequence[Consent]:
    scope = visible_cameras(caller)
    found = await seen(registers.all, key)
    scope.require("camera", key, found.site.owner, found.camera.vendor)
    return await registers.consents.of(key)


def _standing(consents: Sequence[Consent]) -> Consent | None:
    return consents[0] if consents and consents[0].in_force else None
