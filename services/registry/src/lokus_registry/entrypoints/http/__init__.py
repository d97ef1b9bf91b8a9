"""The REST API: each module is one collection, its bodies above its routes."""
