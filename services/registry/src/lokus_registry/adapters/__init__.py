"""PostgreSQL, the bus, sealing and metrics, each behind what the use cases ask for."""
