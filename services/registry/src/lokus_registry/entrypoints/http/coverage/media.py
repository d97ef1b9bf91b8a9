"""Which of the offered forms a caller wants, and in which language (RFC 9110, sections 12.5.1 and 12.5.4)."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T", bound=str)


def preferred(header: str, offered: Sequence[T]) -> T:
    """The offered form that an Accept or Accept-Language header weighs most; the first if it says nothing.

    Of two that weigh the same, the one offered first. A header that refuses them all gets the first.
    """
    weights = dict(reversed([_weighed(part) for part in header.lower().split(",")]))

    def weight(form: str) -> float:
        ranges = (form, form.partition("/")[0] + "/*", "*/*", "*")
        return next((weights[each] for each in ranges if each in weights), 0.0)

    return max(offered, key=weight)


def _weighed(part: str) -> tuple[str, float]:
    name, _, parameters = part.partition(";")
    form = name.strip()
    form = form if "/" in form else form.partition("-")[0]
    for parameter in parameters.split(";"):
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            return form, _quality(value.strip())
    return form, 1.0


def _quality(text: str) -> float:
    digits = text.replace(".", "", 1)
    return min(1.0, float(text)) if digits.isascii() and digits.isdigit() else 0.0
