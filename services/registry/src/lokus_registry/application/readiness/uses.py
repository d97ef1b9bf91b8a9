"""All calls of readiness, as the HTTP routes are given them."""

from dataclasses import dataclass

from lokus_registry.application.readiness.standards import Standards
from lokus_registry.application.readiness.survey import ReadinessSurvey
from lokus_registry.application.readiness.wanting import WantingSurvey


@dataclass(frozen=True, slots=True)
class ReadinessUses:
    """The use cases of readiness."""

    standards: Standards
    survey: ReadinessSurvey
    wanting: WantingSurvey
