"""Rows of an NDJSON file: each line is one JSON object in UTF-8, the body of a PUT and its `id`."""

import json
from typing import Any, Final

from lokus_registry.domain.imports.records import Record

_MARK: Final = b"\xef\xbb\xbf"


def row(record: Record) -> dict[str, Any]:
    """The members that the row gives; ValueError says what is wrong with it."""
    return read_object(record.body.removeprefix(_MARK) if record.line == 1 else record.body)


def read_object(body: bytes) -> dict[str, Any]:
    """The members of one JSON object; ValueError says what is wrong with it."""
    try:
        members = json.loads(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise ValueError("this is not UTF-8") from None
    except (json.JSONDecodeError, RecursionError) as error:
        place = f" at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        raise ValueError(f"this is not JSON{place}: one whole object is expected") from None
    if not isinstance(members, dict):
        raise ValueError("this is JSON, but no object")  # noqa: TRY004 (of the file)
    return members
