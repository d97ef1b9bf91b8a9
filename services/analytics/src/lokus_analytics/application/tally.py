"""What the service counts; plain numbers, touched on the event loop alone."""

from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """Totals since the start, but for `cameras` and `reports_waiting`, which are of now."""

    cameras: int = 0
    reports_waiting: int = 0
    units_dropped: int = 0
    units_undecodable: int = 0
    pictures_decoded: int = 0
    pictures_analysed: int = 0
    events_raised: int = 0
    events_ended: int = 0
