"""Readiness, as `lokus status` asks for it."""

import httpx
import pytest

from lokus_local.free_port import free_port
from lokus_local.status.survey import ask_readiness, explain


@pytest.mark.parametrize(
    ("answer", "reasons"),
    [
        (httpx.Response(503, json={"reasons": {"nats": "away", "db": "full"}}), ("nats: away", "db: full")),
        (httpx.Response(503, json={"detail": "no reasons"}), ("HTTP 503",)),
        (httpx.Response(503, json=["a list"]), ("HTTP 503",)),
        (httpx.Response(502, text="<html>bad gateway</html>"), ("HTTP 502",)),
    ],
)
def test_a_no_is_explained_as_far_as_the_answer_allows(
    answer: httpx.Response, reasons: tuple[str, ...]
) -> None:
    assert explain(answer) == reasons


def test_silence_is_a_reason() -> None:
    assert ask_readiness(f"http://127.0.0.1:{free_port()}/readyz") == ("no answer: ConnectError",)
