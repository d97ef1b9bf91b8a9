"""The registry at the size of a city."""

from bench.registry.run import measure_registry

__all__ = ["measure_registry"]
