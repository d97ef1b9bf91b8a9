"""Ingest as its own process."""
