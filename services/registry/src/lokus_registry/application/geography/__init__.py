"""Searching areas, drawing their boundaries, counting what lies in them."""
