"""A device's clock against ours, so that what it is asked is signed in its own time.

Devices refuse a signature whose time is not theirs (WS-Security UsernameToken Profile), and after
a power cut many believe it is 1970 or 2000: the time is asked for first, and without signature.
"""

from datetime import UTC, datetime, timedelta

from lokus_kit.clock import Clock


def device_time(date: tuple[int, int, int], time: tuple[int, int, int]) -> datetime:
    """Year, month, day and hour, minute, second as a UTC time; ValueError if there is none such.

    A leap second counts as the second before it.
    """
    hour, minute, second = time
    return datetime(*date, hour, minute, min(second, 59), tzinfo=UTC)


def offset(told: datetime, asked_at: datetime, clock: Clock) -> timedelta:
    """The device's clock less ours: what it told between the asking and now counts as of the middle."""
    now = clock.now()
    return told - (asked_at + (now - asked_at) / 2)
