"""Imports: many rows at once as a job, and how a file is cut into rows. No row knows another."""
