import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from lokus_identity.bearer import bearer_token
from lokus_kit.errors import Unauthenticated


def request_with(authorization: str) -> Request:
    return Request({"type": "http", "headers": [(b"authorization", authorization.encode("latin-1"))]})


def test_the_scheme_is_read_in_any_case() -> None:
    assert bearer_token(request_with("bearer abc")) == "abc"


@given(st.text(st.characters(max_codepoint=255)).filter(lambda text: not text.lower().startswith("bearer ")))
def test_anything_but_a_bearer_token_is_refused(authorization: str) -> None:
    with pytest.raises(Unauthenticated):
        bearer_token(request_with(authorization))
