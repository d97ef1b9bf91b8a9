"""One encoded picture as a source hands it over, before ingest has placed it in a run."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """An access unit in Annex B.

    `pts_90k`: the camera's own presentation time in 1/90000 s, None if the source could not tell;
    `after_loss`: something was lost right before it, so it may not be decodable.
    """

    payload: bytes
    pts_90k: int | None
    after_loss: bool = False
