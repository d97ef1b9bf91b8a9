"""The registry's routes as its OpenAPI document tells them, and bodies that fit their schemas."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_NOTHING = {"sha256": "0" * 64, "month": "2024-03"}
_BY_FORMAT = {"date": "2024-02-14", "date-time": "2024-02-14T07:00:00+07:00", "binary": "%PDF-1.7 x"}
_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Route:
    """One operation of the document."""

    method: str
    template: str
    operation: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.template}"

    @property
    def collection(self) -> str:
        """The first word behind `/v1/`."""
        return self.template.split("/")[2] if self.template.startswith("/v1/") else ""

    @property
    def parameters(self) -> list[str]:
        """The names in its path."""
        return _PARAMETER.findall(self.template)

    def path(self, values: Mapping[str, str]) -> str:
        """The path with values; what none is known for is something that is not there."""
        return _PARAMETER.sub(lambda found: {**_NOTHING, **values}.get(found[1], "nothing"), self.template)


class Document:
    """An OpenAPI document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def routes(self) -> list[Route]:
        """Every operation."""
        return [
            Route(method.upper(), template, operation)
            for template, operations in self._document["paths"].items()
            for method, operation in operations.items()
        ]

    def query(self, route: Route) -> dict[str, Any]:
        """A value for each query parameter that the route needs."""
        wanted = [each for each in route.operation.get("parameters", ()) if each["in"] == "query"]
        return {each["name"]: self._parameter(each) for each in wanted if each.get("required")}

    def body(self, route: Route) -> tuple[str, Any] | None:
        """A media type and the smallest body of it that the route takes."""
        content = route.operation.get("requestBody", {}).get("content", {})
        for media_type, told in content.items():
            return media_type, self._example(told["schema"])
        return None

    def _parameter(self, parameter: Mapping[str, Any]) -> Any:
        return next(iter(parameter.get("examples", ()) or parameter["schema"].get("examples", ())), None) or (
            self._example(parameter["schema"])
        )

    def _example(self, schema: Mapping[str, Any]) -> Any:
        if "$ref" in schema:
            return self._example(self._document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
        ready = [*self._ready(schema)]
        return ready[0] if ready else self._typed(schema)

    def _typed(self, schema: Mapping[str, Any]) -> Any:
        match schema.get("type"):
            case "object":
                members = schema.get("properties", {})
                return {name: self._example(members[name]) for name in schema.get("required", ())}
            case "array":
                return [self._example(schema["items"])] * int(schema.get("minItems", 0))
            case "integer" | "number":
                return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
            case "boolean":
                return False
            case "string":
                return _text(schema)
        return None

    def _ready(self, schema: Mapping[str, Any]) -> Iterator[Any]:
        yield from schema.get("examples", ())
        if "const" in schema:
            yield schema["const"]
        yield from schema.get("enum", ())
        for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
            yield self._example(choice)


def _text(schema: Mapping[str, Any]) -> str:
    if "0-9a-f]{64}" in schema.get("pattern", ""):
        return "0" * 64
    return _BY_FORMAT.get(schema.get("format", ""), "x" * max(1, int(schema.get("minLength", 1))))
