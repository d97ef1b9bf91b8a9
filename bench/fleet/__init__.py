"""What a city of cameras costs ingest, beside what it costs others, and how ingest takes faults."""

from bench.fleet.run import measure_fleet

__all__ = ["measure_fleet"]
