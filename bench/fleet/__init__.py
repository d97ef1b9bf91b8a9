"""The bars of the ingest fleet."""
