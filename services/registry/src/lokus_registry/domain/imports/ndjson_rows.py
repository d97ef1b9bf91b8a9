"""Rows of an NDJSON file: each line is one JSON object in UTF-8, the body of a PUT and its `id`."""

import json
from typing import Any

from lokus_registry.domain.imports.records import Record


def row(record: Record) -> dict[str, Any]:
    """The members that the row gives; ValueError says what is wrong with it."""
    try:
        members = json.loads(record.body.decode("utf-8-sig" if record.line == 1 else "utf-8"))
    except UnicodeDecodeError:
        raise ValueError("this is not UTF-8") from None
    except (json.JSONDecodeError, RecursionError) as error:
        place = f" at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        raise ValueError(f"this is not JSON{place}: each line is one object") from None
    if not isinstance(members, dict):
        raise ValueError("this is JSON, but no object")  # noqa: TRY004 (of the file)
    return members
