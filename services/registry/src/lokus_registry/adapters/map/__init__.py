"""The map in PostgreSQL: points kept beside what they are made from, clustered when asked."""
