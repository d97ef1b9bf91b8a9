"""What comes in from the bus."""
