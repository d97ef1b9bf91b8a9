"""The time for which a change lets statements say something else than before."""

from collections.abc import Sequence

from lokus_registry.domain.contracts.contract import Amendment, Contract, terms_in
from lokus_registry.domain.contracts.overlay import Overlay
from lokus_registry.domain.contracts.period import Span, day_start, epoch_ms, union


def time_of(overlay: Overlay) -> tuple[Span, ...]:
    """That of a window or an exclusion."""
    return (Span(epoch_ms(overlay.starts_at), epoch_ms(overlay.ends_at)),)


def time_of_contract(before: Contract, after: Contract, amendments: Sequence[Amendment]) -> tuple[Span, ...]:
    """What a contract that is written anew changes: all of it, its first terms, or days at its ends."""
    old, new = before.span, after.span
    whole = Span(min(old.start_ms, new.start_ms), max(old.end_ms, new.end_ms))
    if (before.buyer, before.vendor) != (after.buyer, after.vendor):
        return (whole,)
    starts, ends = sorted((old.start_ms, new.start_ms)), sorted((old.end_ms, new.end_ms))
    changed = [Span(*starts), Span(*ends)]
    if before.terms != after.terms:
        later = [_start_ms(each) for each in amendments]
        changed.append(Span(whole.start_ms, min([whole.end_ms, *later])))
    return union(changed)


def time_of_terms(
    contract: Contract, before: Sequence[Amendment], after: Sequence[Amendment], changed: Amendment
) -> tuple[Span, ...]:
    """What an amendment that was set or taken back changes: its months, up to the next one's."""
    month = changed.valid_from
    if terms_in(contract, before, month) == terms_in(contract, after, month):
        return ()
    later = [_start_ms(each) for each in after if each.valid_from > month]
    return (Span(_start_ms(changed), min([contract.span.end_ms, *later])),)


def _start_ms(amendment: Amendment) -> int:
    return epoch_ms(day_start(amendment.valid_from))
