"""Sealed credentials: Fernet tokens over JSON, under keys that the registry and ingest share."""

import json
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from lokus_ingest.domain.address import Credentials
from lokus_ingest.domain.failure import SourceFailure
from lokus_proto.v1.stream_state import ReasonKind


class FernetVault:
    """The port `Vault`. Any of the keys may open, so that they can be changed one by one."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def open(self, sealed: str) -> Credentials:
        """The credentials; SourceFailure if no key opens them or they hold something else."""
        try:
            content = json.loads(self._fernet.decrypt(sealed))
            return Credentials(str(content["username"]), str(content["password"]))
        except (InvalidToken, ValueError, LookupError, TypeError):
            raise SourceFailure(
                ReasonKind.CREDENTIALS,
                "the stored credentials cannot be read: give them to the registry again, and see that "
                "both services have the same keys",
            ) from None
