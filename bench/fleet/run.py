"""The order of the bench of the fleet."""
