"""What a log says of itself at one size, as the text of a note (C2SP tlog-checkpoint)."""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final

from lokus_log.hashes import HASH_BYTES

_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log of that name had so many leaves, and this root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """As it is signed."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint of a note's text; ValueError says what is wrong with it."""
    lines = text.split("\n")[:-1]
    if len(lines) < 3 or not text.endswith("\n") or not all(lines):  # noqa: PLR2004 (its lines)
        raise ValueError("a checkpoint is an origin, a size and a root, each on a line")
    origin, size, encoded, *extensions = lines
    try:
        root = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise ValueError("the root of a checkpoint is base64") from error
    if _SIZE.fullmatch(size) is None or len(root) != HASH_BYTES:
        raise ValueError("a checkpoint has a size in decimal and a root of 32 bytes")
    return Checkpoint(origin, int(size), root, tuple(extensions))
