"""Keeping elections and their polling stations, one by one or many at once."""
