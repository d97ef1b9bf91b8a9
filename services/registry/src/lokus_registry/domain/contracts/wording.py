"""Terms as plain JSON values and back: how they are kept, and how a statement's digest covers them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lokus_proto.media import Codec
from lokus_registry.domain.contracts.service_hours import ServiceHours, Weekday
from lokus_registry.domain.contracts.terms import CreditStep, Terms


def worded(terms: Terms) -> dict[str, Any]:
    """Terms as JSON values; shares have few enough places to survive as numbers."""
    return {
        "availability_target": _number(terms.availability_target),
        "repair_seconds": terms.repair_seconds,
        "min_fps": _number(terms.min_fps),
        "min_width": terms.min_width,
        "min_height": terms.min_height,
        "codecs": [codec.value for codec in terms.codecs],
        "max_gop_seconds": _number(terms.max_gop_seconds),
        "service_hours": [
            {"days": [day.value for day in each.days], "from": each.begin, "to": each.end}
            for each in terms.service_hours
        ],
        "monthly_fee_per_camera": terms.monthly_fee_per_camera,
        "credit_steps": [
            {"below": _number(step.below), "share": _number(step.share)} for step in terms.credit_steps
        ],
        "late_repair_credit": terms.late_repair_credit,
    }


def terms_of(words: Mapping[str, Any]) -> Terms:
    """The terms that `worded` told."""
    return Terms(
        availability_target=_decimal(words["availability_target"]),
        repair_seconds=words["repair_seconds"],
        min_fps=_decimal(words["min_fps"]),
        min_width=words["min_width"],
        min_height=words["min_height"],
        codecs=tuple(map(Codec, words["codecs"])),
        max_gop_seconds=_decimal(words["max_gop_seconds"]),
        service_hours=tuple(
            ServiceHours(tuple(map(Weekday, each["days"])), each["from"], each["to"])
            for each in words["service_hours"]
        ),
        monthly_fee_per_camera=words["monthly_fee_per_camera"],
        credit_steps=tuple(
            CreditStep(_decimal(step["below"]), _decimal(step["share"])) for step in words["credit_steps"]
        ),
        late_repair_credit=words["late_repair_credit"],
    )


def _number(value: Decimal) -> float | int:
    return int(value) if value == value.to_integral_value() else float(value)


def _decimal(number: float) -> Decimal:
    """The shortest decimal that reads as this number, which is the one that was written."""
    return Decimal(str(number))
