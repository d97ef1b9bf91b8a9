"""Areas, boundaries and counts in PostgreSQL."""
