"""What was promised for each camera, what is laid over the measurement, and what is owed."""
