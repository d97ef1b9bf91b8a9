"""Footage that is not stored: which kind of wrong it is, where, and how to mend it."""

from datetime import timedelta

from lokus_proto.v1.late_footage import LateRefusal


class FootageRefused(Exception):
    """`detail` is for whoever brought the footage. Brought again as it is, it would be refused again."""

    def __init__(self, reason: LateRefusal, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def place(seconds: float, number: int) -> str:
    """A place in some footage, as players and people count: picture 1 is the first."""
    whole = timedelta(seconds=int(seconds))
    return f"at {str(whole).rjust(8, '0')} (picture {number:,})"
