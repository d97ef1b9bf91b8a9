"""The gateway's use cases; what they need of the world is in `ports`."""
