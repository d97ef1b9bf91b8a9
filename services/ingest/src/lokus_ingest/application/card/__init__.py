"""Footage that a camera kept on its own card, fetched into the store."""
