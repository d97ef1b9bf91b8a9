"""The access gateway as its own process."""
