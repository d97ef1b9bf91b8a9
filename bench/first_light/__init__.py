"""First light: what a newcomer and a viewer feel, and what the platform costs at rest."""

from bench.first_light.run import measure_first_light

__all__ = ["measure_first_light"]
