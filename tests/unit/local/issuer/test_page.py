"""The login page: plain, and safe with what it is given."""

from lokus_local.issuer.identities import IDENTITIES
from lokus_local.issuer.page import choice_page, refusal_page

_EVIL = '"><script>alert(1)</script>'


def test_the_request_is_kept_in_the_form_less_any_identity() -> None:
    page = choice_page(IDENTITIES, {"state": "s1", "identity": "kpu.admin"}, None)
    assert 'name="state" value="s1"' in page
    assert 'type="hidden" name="identity"' not in page


def test_only_the_hinted_identity_has_the_focus() -> None:
    assert choice_page(IDENTITIES, {}, "auditor").count("autofocus") == 1
    assert "autofocus" not in choice_page(IDENTITIES, {}, "unknown")


def test_nothing_given_becomes_markup() -> None:
    for page in (choice_page(IDENTITIES, {"state": _EVIL, _EVIL: "x"}, _EVIL), refusal_page(_EVIL)):
        assert "<script>" not in page
