"""One encoded picture as a source hands it over, before ingest has placed it in a run."""

from typing import NamedTuple


class Picture(NamedTuple):
    """An access unit in Annex B.

    `pts_90k`: the camera's own presentation time in 1/90000 s, None if the source could not tell;
    `after_loss`: something was lost right before it, so it may not be decodable; `plain`: the source knows
    that there is a slice in it, of no key frame, and no parameter set, so that nobody need look.
    """

    payload: bytes
    pts_90k: int | None
    after_loss: bool = False
    plain: bool = False
