#!/usr/bin/env python
"""Write docs/reference/settings.md, or the file that is named, from the settings of the four services."""

import importlib
import sys
from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from lokus_kit.settings import ServiceSettings

PAGE = Path(__file__).resolve().parents[1] / "docs/reference/settings.md"
SERVICES = ("lokus_registry", "lokus_ingest", "lokus_analytics", "lokus_access_gateway")
HEAD = """\
# Settings

Written by `make generate` from the code. Each service reads environment variables of its own prefix,
once, when it starts; a variable with the prefix that it does not know is refused by name.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(section(settings_of(service)) for service in SERVICES)])


def settings_of(package: str) -> type[ServiceSettings]:
    """The settings class of a service."""
    settings: type[ServiceSettings] = importlib.import_module(f"{package}.settings").Settings
    return settings


def section(settings: type[ServiceSettings]) -> str:
    """One service: a table of its variables."""
    rows = [row(settings.variable(name), field) for name, field in settings.model_fields.items()]
    head = ["| variable | default | meaning |", "| --- | --- | --- |"]
    return "\n".join([f"## {settings.service}", "", *head, *rows, ""])


def row(variable: str, field: FieldInfo) -> str:
    """One variable; a default that is computed is as good as none to the reader."""
    default = "required" if field.default is PydanticUndefined else shown(field.default)
    return f"| `{variable}` | {default} | {(field.description or '').replace('|', chr(92) + '|')} |"


def shown(default: object) -> str:
    """A default as one would write it in the environment."""
    return f"`{default}`" if default not in ("", (), None) else "empty"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    target.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{target} written\n")
