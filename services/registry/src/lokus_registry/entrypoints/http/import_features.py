"""The features of imported boundaries: each is the body of a boundary's PUT, and names its area."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from lokus_kit.errors import Invalid
from lokus_registry.application.imports.ports import BadRowError
from lokus_registry.domain.geography.boundary import Boundary
from lokus_registry.entrypoints.http.geography.boundaries import FeatureBody, read_boundary
from lokus_registry.entrypoints.http.import_rows import AREA_CODES, shown, where

_NAMES: Final = ("code", "kode")
"""Properties under which published files tell the code of the area."""
_KINDS: Final = {"Polygon", "MultiPolygon"}


class BoundaryFeatures:
    """Reads features by the model of a boundary's PUT (`FeatureReader`)."""

    def asked(self, feature: Mapping[str, Any]) -> Boundary:
        """The boundary that it draws."""
        code = _code(feature)
        try:
            return read_boundary(code, FeatureBody.model_validate(feature))
        except ValidationError as error:
            faults = error.errors(include_url=False, include_context=False, include_input=False)
            raise BadRowError([(_member(each["loc"]), shown(each["msg"])) for each in faults]) from None
        except Invalid as error:
            raise BadRowError([("geometry", error.detail)]) from None


def _code(feature: Mapping[str, Any]) -> str:
    properties = feature.get("properties")
    told = properties if isinstance(properties, Mapping) else {}
    member, code = next(
        ((f"properties.{name}", told[name]) for name in _NAMES if told.get(name) is not None),
        ("id", feature.get("id")),
    )
    if code is None:
        raise BadRowError(
            [(None, "it names no area: give its code as the property `code` or `kode`, or as `id`")]
        )
    try:
        return AREA_CODES.validate_python(code)
    except ValidationError:
        raise BadRowError([(member, f"{shown(repr(code))} is no code of an area, such as 31.71")]) from None


def _member(place: tuple[int | str, ...]) -> str | None:
    """Without the kind of geometry, by which pydantic tells them apart."""
    return where(tuple(part for part in place if part not in _KINDS))
