"""The forms and languages that a survey is told in, as the caller wants (RFC 9110, 12.5.1 and 12.5.4)."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends, Header

from lokus_registry.entrypoints.http.bodies import Reply

T = TypeVar("T", bound=str)

HTML_HEADERS: Final = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
"""A page to print loads nothing and runs nothing."""


class Form(StrEnum):
    """What a survey may be told in; the first is for who does not say."""

    JSON = "application/json"
    CSV = "text/csv"
    HTML = "text/html"


class Language(StrEnum):
    """What a page to print may speak; the first is for who does not say."""

    INDONESIAN = "id"
    ENGLISH = "en"


async def _form(accept: Annotated[str, Header(max_length=1000)] = Form.JSON) -> Form:
    return preferred(accept, list(Form))


async def _language(accept_language: Annotated[str, Header(max_length=1000)] = "") -> Language:
    return preferred(accept_language, list(Language))


AskedForm = Annotated[Form, Depends(_form)]
AskedLanguage = Annotated[Language, Depends(_language)]


def in_forms(model: type[Reply]) -> dict[int | str, dict[str, Any]]:
    """The replies of a route that tells a survey, for OpenAPI."""
    text = {"schema": {"type": "string"}}
    return {200: {"model": model, "content": {Form.CSV.value: text, Form.HTML.value: text}}}


def form_headers(form: Form, name: str) -> dict[str, str]:
    """The headers of a survey in that form; a CSV is saved under the name."""
    headers = {"Vary": "Accept, Accept-Language, Authorization"}
    if form is Form.CSV:
        headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return headers | (HTML_HEADERS if form is Form.HTML else {})


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
