import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lokus_proto.media import Codec
from lokus_registry.domain.contracts.service_hours import ServiceHours, Weekday
from lokus_registry.domain.contracts.terms import CreditStep, Terms
from lokus_registry.domain.contracts.wording import terms_of, worded

_shares = st.integers(0, 1_000_000).map(lambda millionths: Decimal(millionths) / 1_000_000)
_some = st.builds(
    Terms,
    availability_target=_shares,
    repair_seconds=st.integers(1, 10**6),
    min_fps=st.integers(1, 120_000).map(lambda thousandths: Decimal(thousandths) / 1000),
    min_width=st.integers(1, 10_000),
    min_height=st.integers(1, 10_000),
    codecs=st.lists(st.sampled_from(Codec), min_size=1).map(tuple),
    max_gop_seconds=st.integers(1, 60).map(Decimal),
    service_hours=st.lists(
        st.builds(
            ServiceHours, st.lists(st.sampled_from(Weekday)).map(tuple), st.just("07:00"), st.just("22:00")
        )
    ).map(tuple),
    monthly_fee_per_camera=st.integers(0, 10**12),
    credit_steps=st.lists(st.builds(CreditStep, _shares, _shares)).map(tuple),
    late_repair_credit=st.integers(0, 10**9),
)


@given(_some)
def test_terms_survive_as_json(terms: Terms) -> None:
    assert terms_of(json.loads(json.dumps(worded(terms)))) == terms
