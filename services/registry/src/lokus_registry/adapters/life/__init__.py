"""The life of cameras in PostgreSQL and on the bus."""
