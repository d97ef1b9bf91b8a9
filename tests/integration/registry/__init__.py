"""The registry as its own process."""
