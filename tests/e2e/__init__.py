"""The whole platform, in a real browser."""
