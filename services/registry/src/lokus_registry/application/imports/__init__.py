"""Bulk imports: jobs that are sent, looked at and cancelled, and the worker that does them."""
