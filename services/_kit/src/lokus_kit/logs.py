"""Logging: JSON lines outside a terminal, short lines in one; URLs are redacted here and only here.

Fields given as `extra={...}` become members of the line. Whatever looks like a URL with a user and
a password, a bearer token or a token in a query is blanked in the message and in every field.
"""

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

_USERINFO = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/?#\"']*@")
_BEARER = re.compile(r"(?i)\b(bearer\s+)[a-z0-9._~+/=-]+")
_QUERY_SECRET = re.compile(r"(?i)([?&](?:access_token|token|password|passwd|pwd|code)=)[^&\s\"']+")
_OWN_FIELDS = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "color_message"}


def redact(text: str) -> str:
    """Blank credentials in a text; an `@` in a badly encoded password is blanked with it."""
    text = _USERINFO.sub(r"\1***@", text)
    text = _BEARER.sub(r"\1***", text)
    return _QUERY_SECRET.sub(r"\1***", text)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    extra = {k: v for k, v in record.__dict__.items() if k not in _OWN_FIELDS}
    return {k: redact(v) if isinstance(v, str) else v for k, v in extra.items()}


def _trace(record: logging.LogRecord) -> str | None:
    if not record.exc_info or record.exc_info[0] is None:
        return None
    return redact("".join(traceback.format_exception(*record.exc_info)))


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, service, logger, message, then the fields."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self._service,
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        line |= _fields(record)
        if (trace := _trace(record)) is not None:
            line["trace"] = trace
        return json.dumps(line, default=str)


class ShortLines(logging.Formatter):
    """For a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        fields = " ".join(f"{k}={v}" for k, v in _fields(record).items())
        at = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        line = f"{at} {record.levelname.lower():7} {redact(record.getMessage())}"
        return "\n".join(part for part in (f"{line}  {fields}".rstrip(), _trace(record)) if part)


def set_up_logging(service: str, level: str = "info") -> None:
    """Send every logger of the process to stderr in one form; libraries speak from warnings up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(ShortLines() if sys.stderr.isatty() else JsonLines(service))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in (
        "uvicorn",
        "uvicorn.error",
        "uvicorn.access",
        "nats",
        "aioice",
        "aiortc",
        "httpx",
        "alembic",
    ):
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = True
        logger.setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(capture=True)
