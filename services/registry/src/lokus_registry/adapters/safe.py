"""Credentials, and files that may hold some, under Fernet keys, the newest first, which ingest shares.

Sealed with the newest, opened with any, so keys are changed by putting a new one in front.
"""

import json
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from lokus_kit.errors import BadInput, StartError
from lokus_registry.domain.camera import Credentials


class FernetSafe:
    """Seals `{"username", "password"}` as a Fernet token."""

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise StartError(
                "CREDENTIALS_KEYS: each key is 32 bytes in URL-safe base64, separated by commas; "
                "make one with `Fernet.generate_key()` of Python's cryptography"
            ) from error

    def seal(self, credentials: Credentials) -> str:
        """Return the token."""
        clear = json.dumps({"username": credentials.username, "password": credentials.password})
        return self._fernet.encrypt(clear.encode()).decode("ascii")

    def holds(self, sealed: str, credentials: Credentials) -> bool:
        """Tell whether the token is these credentials; one of a lost key is not."""
        try:
            found = json.loads(self._fernet.decrypt(sealed))
        except InvalidToken:
            return False
        return bool(found == {"username": credentials.username, "password": credentials.password})

    def seal_piece(self, piece: bytes) -> bytes:
        """Return the token of a piece of a file."""
        return self._fernet.encrypt(piece)

    def open_piece(self, sealed: bytes) -> bytes:
        """Return the piece; BadInput when its key is no more among ours."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as error:
            raise BadInput("the file was sealed under a key that is gone: send it again") from error
