"""Which machine asks: by header, by form, and never by both."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_local.issuer.clients import Clients
from lokus_local.issuer.login import LoginRefusedError

_CLIENTS = Clients({"nusantara-machine": "s+ä%41"})


def _header(text: str) -> str:
    return f"Basic {base64.b64encode(text.encode()).decode()}"


@pytest.mark.parametrize("scheme", ["Basic", "basic"])
def test_both_halves_of_the_header_are_form_encoded(scheme: str) -> None:
    header = _header("nusantara%2Dmachine:s%2B%C3%A4%2541").replace("Basic", scheme)
    assert _CLIENTS.admit({}, header).organisation == "vendor-nusantara"


@pytest.mark.parametrize(
    ("form", "header", "code"),
    [
        ({}, None, "invalid_client"),
        ({}, "", "invalid_client"),
        ({}, "Bearer x", "invalid_client"),
        ({}, "Basic !", "invalid_client"),
        ({}, _header("nusantara-machine"), "invalid_client"),
        ({}, _header("nusantara-machine:s+ä%41"), "invalid_client"),
        ({"client_secret": "x"}, _header("nusantara-machine:x"), "invalid_request"),
        ({"client_id": "sentosa-machine"}, _header("nusantara-machine:x"), "invalid_request"),
    ],
)
def test_a_request_that_proves_nothing_is_refused(
    form: dict[str, str], header: str | None, code: str
) -> None:
    with pytest.raises(LoginRefusedError) as refused:
        _CLIENTS.admit(form, header)
    assert refused.value.code == code


@given(client_id=st.text(), secret=st.text(), header=st.none() | st.text())
def test_no_guess_gets_in(client_id: str, secret: str, header: str | None) -> None:
    with pytest.raises(LoginRefusedError):
        _CLIENTS.admit({"client_id": client_id, "client_secret": secret}, header)
