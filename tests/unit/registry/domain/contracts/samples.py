"""A contract that tests of its rules speak of."""

from datetime import date
from decimal import Decimal

from lokus_proto.media import Codec
from lokus_registry.domain.contracts.contract import Contract
from lokus_registry.domain.contracts.period import month_span
from lokus_registry.domain.contracts.terms import CreditStep, Terms

MONTH = date(2024, 2, 1)
FEBRUARY = month_span(MONTH)
DAY_MS = 86_400_000

TERMS = Terms(
    availability_target=Decimal("0.99"),
    repair_seconds=4 * 3600,
    min_fps=Decimal(10),
    min_width=1280,
    min_height=720,
    codecs=(Codec.H264,),
    max_gop_seconds=Decimal(4),
    service_hours=(),
    monthly_fee_per_camera=290_000,
    credit_steps=(
        CreditStep(Decimal("0.9"), Decimal("0.5")),
        CreditStep(Decimal("0.99"), Decimal("0.1")),
    ),
    late_repair_credit=25_000,
)

CONTRACT = Contract("k1", "CCTV", "kpu", "nusantara", date(2024, 1, 1), date(2024, 12, 31), TERMS)
