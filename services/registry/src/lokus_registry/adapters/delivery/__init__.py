"""Delivery in PostgreSQL and on the bus."""
