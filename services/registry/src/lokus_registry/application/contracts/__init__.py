"""The calls on contracts, what is laid over the measurement, statements and disputes."""
