import json
import logging
from collections.abc import Iterator
from string import ascii_letters, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_kit.logs import JsonLines, ShortLines, redact, set_up_logging

SECRETS = st.text(ascii_letters + digits + "!$%^&*()_+=:@-.,;~", min_size=8, max_size=30)
TOKENS = st.text(ascii_letters + digits + "._~+-", min_size=8, max_size=40)


def record(message: str, **extra: object) -> logging.LogRecord:
    made = logging.makeLogRecord({"name": "lokus.test", "levelname": "INFO", "msg": message})
    made.__dict__.update(extra)
    return made


@given(user=st.text(ascii_letters, min_size=1, max_size=8), password=SECRETS)
def test_no_password_of_a_url_is_logged(user: str, password: str) -> None:
    secret = f"Q{password}Q"
    for formatter in (JsonLines("test"), ShortLines()):
        line = formatter.format(
            record(f"pulling rtsp://{user}:{secret}@198.51.100.1/a", url=f"rtsp://{user}:{secret}@h/")
        )
        assert secret not in line
        assert json.dumps(secret)[1:-1] not in line


@given(token=TOKENS)
def test_no_token_is_logged(token: str) -> None:
    secret = f"Q{token}Q"
    assert secret not in redact(f"Authorization: Bearer {secret}")
    assert secret not in redact(f"GET /v1/events?access_token={secret}&limit=1")


def test_a_nats_token_is_blanked() -> None:
    assert redact("nats://s3cr3t@127.0.0.1:4222") == "nats://***@127.0.0.1:4222"


@pytest.mark.parametrize("text", ["rtsp://198.51.100.1:554/main", "mail@example.org", "a bearer of news", ""])
def test_what_is_no_secret_stays(text: str) -> None:
    assert redact(text) in {text, text.replace("bearer of", "bearer ***")}


def test_a_json_line_holds_message_fields_and_service() -> None:
    line = json.loads(JsonLines("ingest").format(record("camera lost", camera_id="gate")))
    assert (line["message"], line["camera_id"], line["service"]) == ("camera lost", "gate", "ingest")


def test_a_trace_is_redacted_too() -> None:
    error = ValueError("cannot open rtsp://root:hunter22@h/")
    failed = record("bug", exc_info=(ValueError, error, None))
    assert "hunter22" not in JsonLines("test").format(failed)
    assert "ValueError" in JsonLines("test").format(failed)


@pytest.fixture
def root_logger() -> Iterator[logging.Logger]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield root
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def test_libraries_speak_from_warnings_up(root_logger: logging.Logger) -> None:
    set_up_logging("test", "debug")
    assert len(root_logger.handlers) == 1
    assert logging.getLogger("uvicorn.access").level == logging.WARNING
