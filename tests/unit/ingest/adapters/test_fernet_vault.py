import json

import pytest
from cryptography.fernet import Fernet

from lokus_ingest.adapters.fernet_vault import FernetVault
from lokus_ingest.domain.address import Credentials
from lokus_ingest.domain.failure import SourceFailure
from lokus_proto.v1.stream_state import ReasonKind

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def sealed(content: object, key: str = NEW) -> str:
    return Fernet(key).encrypt(json.dumps(content).encode()).decode()


def test_any_of_the_keys_opens() -> None:
    vault = FernetVault([NEW, OLD])
    content = {"username": "admin", "password": "p@ss:/#%"}
    for key in (OLD, NEW):
        assert vault.open(sealed(content, key)) == Credentials("admin", "p@ss:/#%")


@pytest.mark.parametrize(
    "token",
    [
        "",
        "no token",
        "ünsichtbar",
        sealed({"username": "a", "password": "b"}, Fernet.generate_key().decode()),
        sealed({"username": "a"}),
        sealed(["a", "b"]),
        sealed("a"),
        sealed(None),
    ],
    ids=["nothing", "no token", "not ASCII", "another key", "no password", "a list", "a text", "null"],
)
def test_what_cannot_be_read_is_a_failure_of_the_credentials(token: str) -> None:
    with pytest.raises(SourceFailure) as failed:
        FernetVault([NEW]).open(token)
    assert failed.value.reason is ReasonKind.CREDENTIALS
