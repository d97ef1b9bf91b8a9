"""What the service does: one watch for each camera, a fleet of them, one ordered log of events."""
