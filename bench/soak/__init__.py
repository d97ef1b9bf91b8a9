"""A day's faults in two hours: does anything leak, stick, or stop without a reason."""

from bench.soak.run import measure_soak

__all__ = ["measure_soak"]
