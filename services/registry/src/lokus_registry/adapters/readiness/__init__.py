"""Readiness in PostgreSQL."""
