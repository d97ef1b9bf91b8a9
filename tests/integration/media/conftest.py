"""A bus and a health of the test's own."""

from support.own_bus import bus, health

__all__ = ["bus", "health"]
