"""`/v1/elections` and their polling stations."""
