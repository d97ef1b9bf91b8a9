"""What every Lokus service stands on: root, retry, clock, bus, errors, logging, health, metrics."""
