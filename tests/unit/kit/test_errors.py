import pytest

from lokus_kit.errors import KINDS, Forbidden, LokusError, StartError, problem


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_status_a_type_and_a_title(kind: type[LokusError]) -> None:
    body = problem(kind("what is wrong"))
    assert 400 <= body["status"] <= 599
    assert body["type"].startswith("urn:lokus:problem:")
    assert body["title"]
    assert body["detail"] == "what is wrong"


def test_no_two_kinds_share_a_type() -> None:
    assert len({kind.kind for kind in KINDS}) == len(KINDS)


def test_every_kind_but_the_start_error_is_in_the_table() -> None:
    own = {kind for kind in LokusError.__subclasses__() if kind.__module__ == LokusError.__module__}
    assert {*own, LokusError} - {*KINDS} == {StartError}


def test_a_reason_and_what_else_is_known_reach_the_caller() -> None:
    body = problem(Forbidden("no", reason="private-zone", camera="gate"))
    assert (body["reason"], body["camera"]) == ("private-zone", "gate")


def test_headers_are_named_with_dashes() -> None:
    error = LokusError("x").with_headers(Retry_After="1").with_headers(ETag="a")
    assert error.headers == {"Retry-After": "1", "ETag": "a"}
