import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lokus_registry.domain.contracts.account import Intervals, account
from lokus_registry.domain.contracts.counting import Counts
from lokus_registry.domain.contracts.dispute import Dispute, DisputeState
from lokus_registry.domain.contracts.overlay import CameraLocus, OverlayState
from lokus_registry.domain.contracts.period import Span, moment
from lokus_registry.domain.contracts.reckoning import CameraMonth, Reckoner, canonical, head
from lokus_registry.domain.delivery.state import DeliveryState
from lokus_registry.domain.policy.contracts import Side
from unit.registry.domain.contracts.samples import CONTRACT, DAY_MS, FEBRUARY, MONTH, TERMS
from unit.registry.domain.contracts.test_overlay import EXCLUSION, WINDOW

_START = FEBRUARY.start_ms
_DAY = replace(
    EXCLUSION, state=OverlayState.APPROVED, starts_at=moment(_START), ends_at=moment(_START + DAY_MS)
)
_MAINTAINED = replace(
    WINDOW, state=OverlayState.AGREED, starts_at=moment(_START), ends_at=moment(_START + DAY_MS)
)


def _month(camera: str = "c1") -> CameraMonth:
    return CameraMonth(camera, "tps-1", "31.71", (FEBRUARY,), Intervals())


def _reckoner(overlays: Sequence[object] = (), upheld: Sequence[Dispute] = ()) -> Reckoner:
    first = head(CONTRACT, MONTH, TERMS, overlays, upheld)  # type: ignore[arg-type]
    return Reckoner(json.loads(canonical(first)))


def _dispute(counts_as: Counts) -> Dispute:
    return Dispute(
        id="d1",
        statement="s1",
        camera="c1",
        starts_at=moment(_START),
        ends_at=moment(_START + DAY_MS),
        claim="it was",
        counts_as=counts_as,
        evidence=(),
        state=DisputeState.UPHELD,
        side=Side.VENDOR,
        opened_by="tech",
        opened_at=moment(_START),
    )


def test_an_overlay_lies_over_the_cameras_that_it_names_or_whose_place_it_names() -> None:
    loci = {
        CameraLocus(cameras=("c1",)): True,
        CameraLocus(cameras=("c2",)): False,
        CameraLocus(sites=("tps-1",)): True,
        CameraLocus(sites=("tps-2",)): False,
        CameraLocus(areas=("31",)): True,
        CameraLocus(areas=("31.72",)): False,
    }
    for locus, over in loci.items():
        counted = _reckoner([replace(_DAY, locus=locus)]).line(_month())[1]
        assert counted.milliseconds.get(Counts.EXCLUDED, 0) == (DAY_MS if over else 0), locus


def test_maintenance_is_above_an_exclusion_and_what_both_agreed_after_a_dispute_above_both() -> None:
    everywhere = CameraLocus(areas=("31",))
    overlays = [replace(_DAY, locus=everywhere), replace(_MAINTAINED, locus=everywhere)]
    assert Counts.EXCLUDED not in _reckoner(overlays).line(_month())[1].milliseconds
    reckoner = _reckoner(overlays, [_dispute(Counts.OFFLINE)])
    disputed, other = reckoner.line(_month("c1"))[1], reckoner.line(_month("c2"))[1]
    assert (disputed.milliseconds[Counts.OFFLINE], other.milliseconds[Counts.MAINTENANCE]) == (DAY_MS, DAY_MS)


def test_a_window_and_an_exclusion_may_have_the_same_id() -> None:
    everywhere = CameraLocus(areas=("31",))
    later = {"starts_at": moment(_START + DAY_MS), "ends_at": moment(_START + 2 * DAY_MS)}
    window = replace(_MAINTAINED, id="same", locus=everywhere, **later)  # type: ignore[arg-type]
    counted = _reckoner([replace(_DAY, id="same", locus=everywhere), window]).line(_month())[1]
    assert counted.milliseconds[Counts.MAINTENANCE] == counted.milliseconds[Counts.EXCLUDED] == DAY_MS


@given(
    st.lists(st.integers(0, FEBRUARY.length_ms), min_size=2, max_size=12, unique=True).map(sorted),
    st.sampled_from([(), (_DAY,)]),
)
def test_whoever_has_the_line_can_count_it_again(edges: list[int], overlays: Sequence[object]) -> None:
    starts, ends = ([_START + edge for edge in some] for some in (edges[:-1], edges[1:]))
    states = [state for state, _ in zip(list(DeliveryState)[:4] * 3, ends, strict=False)]
    intervals = Intervals(starts, ends, states, [None] * len(ends))
    month = CameraMonth("c1", "tps-1", "31.71", (Span(_START + DAY_MS, FEBRUARY.end_ms),), intervals)
    reckoner = _reckoner(overlays)
    line, counted = reckoner.line(month)
    told = json.loads(line.text)
    assert account(reckoner.pieces(told)) == counted
    assert sum(told["ms"].values()) == FEBRUARY.length_ms
    assert (told["fee"], told["credit"]) == (line.due.fee, line.due.credit)


def test_the_head_does_not_depend_on_the_order_in_which_things_were_found() -> None:
    other = replace(_DAY, id="e0")
    one = head(CONTRACT, date(2024, 2, 1), TERMS, [_DAY, other], [])
    assert canonical(one) == canonical(head(CONTRACT, date(2024, 2, 1), TERMS, [other, _DAY], []))
