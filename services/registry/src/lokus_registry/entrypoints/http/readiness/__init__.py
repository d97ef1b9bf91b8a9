"""The routes of standards and readiness."""
