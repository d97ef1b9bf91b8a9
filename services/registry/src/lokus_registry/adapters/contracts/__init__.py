"""Contracts in PostgreSQL."""
