"""The terms of a contract, as they are sent and answered."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from lokus_proto.media import Codec
from lokus_registry.domain.contracts.service_hours import TIME_PATTERN, ServiceHours, Weekday
from lokus_registry.domain.contracts.terms import CreditStep, Terms
from lokus_registry.domain.contracts.wording import worded
from lokus_registry.entrypoints.http.bodies import Body

_MAX_RUPIAH: Final = 10**12

Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=6, examples=[0.995])]
Rupiah = Annotated[int, Field(ge=0, le=_MAX_RUPIAH, description="whole rupiah")]


class ServiceHoursBody(BaseModel):
    """From a time of day to another on each of the days, Jakarta time; over midnight when `to` is earlier."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    days: Sequence[Weekday] = Field(min_length=1, max_length=len(Weekday))
    begin: str = Field(alias="from", pattern=TIME_PATTERN, examples=["07:00"])
    end: str = Field(alias="to", pattern=TIME_PATTERN, examples=["22:00"])


class CreditStepBody(Body):
    """An availability below `below` credits this share of the fee."""

    below: Share
    share: Share


class TermsBody(Body):
    """What each camera must deliver, what it costs a month, and what is credited."""

    availability_target: Share
    repair_seconds: int = Field(gt=0, le=31 * 86_400, description="an outage longer than this is late")
    min_fps: Annotated[Decimal, Field(gt=0, le=120, decimal_places=3, examples=[10])]
    min_width: int = Field(gt=0, le=16_384, examples=[1280])
    min_height: int = Field(gt=0, le=16_384, examples=[720])
    codecs: Sequence[Codec] = Field(min_length=1, max_length=len(Codec))
    max_gop_seconds: Annotated[Decimal, Field(gt=0, le=60, decimal_places=3, examples=[4])]
    service_hours: Sequence[ServiceHoursBody] = Field(
        default=(), max_length=20, description="when the cameras must deliver; empty: always"
    )
    monthly_fee_per_camera: Rupiah
    credit_steps: Sequence[CreditStepBody] = Field(
        default=(),
        max_length=20,
        description="from the lowest `below` to the highest; the first that fits counts",
    )
    late_repair_credit: Rupiah = 0

    def terms(self) -> Terms:
        """As the domain has them."""
        return Terms(
            **{name: getattr(self, name) for name in _PLAIN},
            codecs=tuple(dict.fromkeys(self.codecs)),
            service_hours=tuple(ServiceHours(tuple(h.days), h.begin, h.end) for h in self.service_hours),
            credit_steps=tuple(CreditStep(step.below, step.share) for step in self.credit_steps),
        )


_PLAIN: Final = tuple(set(TermsBody.model_fields) - {"codecs", "service_hours", "credit_steps"})


class CreditStepReply(BaseModel):
    """An availability below `below` credits this share of the fee."""

    below: float
    share: float


class TermsReply(BaseModel):
    """The terms, as they were sent."""

    availability_target: float
    repair_seconds: int
    min_fps: float
    min_width: int
    min_height: int
    codecs: Sequence[Codec]
    max_gop_seconds: float
    service_hours: Sequence[ServiceHoursBody]
    monthly_fee_per_camera: int
    credit_steps: Sequence[CreditStepReply]
    late_repair_credit: int


def shown_terms(terms: Terms | Mapping[str, Any]) -> TermsReply:
    """Terms, or what `worded` told of some, as they are answered."""
    return TermsReply.model_validate(worded(terms) if isinstance(terms, Terms) else terms)
