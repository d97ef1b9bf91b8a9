import json

import pytest
from cryptography.fernet import Fernet

from lokus_kit.errors import StartError
from lokus_registry.adapters.safe import FernetSafe
from lokus_registry.domain.camera import Credentials
from unit.registry.cast import SECRET

_OLD, _NEW = (Fernet.generate_key().decode() for _ in range(2))


def test_what_is_sealed_is_json_that_the_key_opens() -> None:
    sealed = FernetSafe([_NEW]).seal(SECRET)
    assert SECRET.password not in sealed
    assert json.loads(Fernet(_NEW).decrypt(sealed)) == {"username": "viewer", "password": "hunter2"}


def test_it_holds_what_was_sealed_and_nothing_else() -> None:
    safe = FernetSafe([_NEW])
    sealed = safe.seal(SECRET)
    assert safe.holds(sealed, SECRET)
    assert not safe.holds(sealed, Credentials("viewer", "other"))
    assert not safe.holds("garbage", SECRET)


def test_an_old_key_still_opens_and_the_newest_seals() -> None:
    sealed = FernetSafe([_OLD]).seal(SECRET)
    both = FernetSafe([_NEW, _OLD])
    assert both.holds(sealed, SECRET)
    assert FernetSafe([_NEW]).holds(both.seal(SECRET), SECRET)
    assert not FernetSafe([_NEW]).holds(sealed, SECRET)


@pytest.mark.parametrize("keys", [["short"], [_NEW, "not a key"], []])
def test_a_wrong_key_is_told_without_showing_it(keys: list[str]) -> None:
    with pytest.raises(StartError, match="CREDENTIALS_KEYS") as refused:
        FernetSafe(keys)
    assert "short" not in refused.value.detail
