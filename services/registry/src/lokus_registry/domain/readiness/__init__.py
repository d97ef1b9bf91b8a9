"""Readiness: what a site of a kind should have, what was found there, and so what is wanting."""
