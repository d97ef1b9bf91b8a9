"""Files: evidence, receipts, snapshots and letters, each under the SHA-256 of its content.

The name is the content: a file never changes, and who holds a record's hash can check what the record
was made on. A file is of one of a closed set of media types, and its first bytes are that type's.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from lokus_kit.errors import Invalid

MAX_FILE_BYTES: Final = 10 * 1024 * 1024
SHA256_PATTERN: Final = r"^[0-9a-f]{64}$"


class MediaType(StrEnum):
    """What a file may be (IANA media types)."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    TEXT = "text/plain"
    JSON = "application/json"
    MP4 = "video/mp4"


_BEGINNINGS: Final = {
    MediaType.PDF: (0, b"%PDF-"),
    MediaType.JPEG: (0, b"\xff\xd8\xff"),
    MediaType.PNG: (0, b"\x89PNG\r\n\x1a\n"),
    MediaType.MP4: (4, b"ftyp"),
}
"""Where each type has its mark, and which (ISO 32000-2, 7.5.2; JPEG B.1.1.3; PNG 5.2; ISO 14496-12, 4.3)."""


@dataclass(frozen=True, slots=True)
class File:
    """A file with its content; `id` is the content's SHA-256 in lower-case hex."""

    id: str
    media_type: MediaType
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class FileReceipt:
    """What an organisation is told of a file that it has put; `created_at` is when it first did."""

    id: str
    media_type: MediaType
    size_bytes: int
    created_at: datetime


def new_file(media_type: MediaType, content: bytes) -> File:
    """The file of that content; Invalid unless the content is what the media type says."""
    if not content:
        raise Invalid("the body is empty: send the file's bytes", reason="file-content")
    if not _fits(media_type, content):
        raise Invalid(
            f"the body is no {media_type}: send the Content-Type that the file really has",
            reason="file-content",
        )
    return File(sha256(content).hexdigest(), media_type, content)


def _fits(media_type: MediaType, content: bytes) -> bool:
    if media_type in _BEGINNINGS:
        offset, mark = _BEGINNINGS[media_type]
        return content.startswith(mark, offset)
    try:
        content.decode()  # text and JSON are UTF-8 (RFC 8259, section 8.1)
    except UnicodeDecodeError:
        return False
    return True
