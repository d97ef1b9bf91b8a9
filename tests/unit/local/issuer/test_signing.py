"""The signing key's public half and its name."""

import jwt

from lokus_local.issuer.signing import SigningKey, new_key_pem


def test_the_key_set_verifies_and_holds_no_private_part() -> None:
    key = SigningKey(new_key_pem())
    (published,) = key.key_set()["keys"]
    token = key.sign({"sub": "somebody"})
    assert jwt.decode(token, jwt.PyJWK(published), ["ES256"]) == {"sub": "somebody"}
    assert "d" not in published


def test_a_key_keeps_its_name_and_another_key_has_another() -> None:
    pem = new_key_pem()
    names = [SigningKey(text).key_set()["keys"][0]["kid"] for text in (pem, pem, new_key_pem())]
    assert names[0] == names[1] != names[2]
