"""`/v1/areas/{code}/boundary` and `/v1/counts`."""
