"""Custody in PostgreSQL."""
