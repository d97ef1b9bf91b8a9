"""A file in the drop folder, told by its name: `<tenant>/<camera>/<start time>.<ending>`.

The start is ISO 8601 with a time zone, in its basic form where a file system wants no colons:
`20260214T070000+0700.mp4` or `2026-02-14T00:00:00Z.mkv`.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from lokus_proto.subjects import token


@dataclass(frozen=True, slots=True)
class Dropped:
    """Whose footage it is, and the time of its first picture."""

    tenant: str
    camera: str
    starts_at: datetime
    name: str


def read_name(path: str) -> Dropped:
    """The footage that a path below the folder names; ValueError says what is wrong with it."""
    match PurePosixPath(path).parts:
        case [tenant, camera, name]:
            return Dropped(token(tenant), token(camera), _start(name), name)
        case _:
            raise ValueError(f"{path!r} is not TENANT/CAMERA/START.ENDING")


def _start(name: str) -> datetime:
    text = name.partition(".")[0]
    try:
        start = datetime.fromisoformat(text)
    except ValueError:
        start = None
    if start is None or start.tzinfo is None:
        raise ValueError(
            f"{text!r} is no time with a time zone: call the file by the time of its first picture, such as "
            "20260214T070000+0700.mp4"
        )
    return start
