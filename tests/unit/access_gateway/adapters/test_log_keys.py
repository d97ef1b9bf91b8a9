import base64
import json

import pytest
from cryptography.fernet import Fernet

from lokus_access_gateway.adapters.log_keys import LogKeys
from lokus_log.keys import Kind
from lokus_log.quorum import read_policy

KEY = base64.b64encode(bytes(range(32))).decode()
OLD, NEW = (base64.urlsafe_b64encode(bytes([number] * 32)).decode() for number in (1, 2))


def test_a_log_is_called_by_its_address() -> None:
    keys = LogKeys(KEY, NEW, "https://cctv.jakarta.example/lokus/")
    signer = keys.signer("jakarta")
    assert (signer.name, signer.kind) == ("cctv.jakarta.example/lokus/log/jakarta", Kind.LOG)
    assert read_policy(keys.policy("jakarta")).logs == (signer.verifier,)
    assert keys.signer("bandung").verifier.id != signer.verifier.id


def test_what_is_hidden_is_sealed_with_the_newest_key() -> None:
    sealed = LogKeys(KEY, f"{NEW}, {OLD}", "https://x").seal(bytes(32), {"camera": "cam-1"})
    assert b"cam-1" not in sealed
    opened = json.loads(Fernet(NEW).decrypt(sealed))
    assert opened == {"seed": base64.b64encode(bytes(32)).decode(), "hidden": {"camera": "cam-1"}}


@pytest.mark.parametrize(("key", "seal"), [("AAAA", NEW), ("!", NEW), (KEY, "AAAA"), (KEY, "")])
def test_what_is_no_key_is_refused_without_showing_it(key: str, seal: str) -> None:
    with pytest.raises(ValueError, match="log") as refused:
        LogKeys(key, seal, "https://x")
    assert "AAAA" not in str(refused.value)
