"""The outside things: cameras through PyAV, the bus, sealed credentials, metrics."""
