"""Elections and polling stations in PostgreSQL."""
