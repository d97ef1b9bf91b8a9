"""Imports in PostgreSQL: jobs, their files and errors, and registers that work a thousand rows at a time."""
