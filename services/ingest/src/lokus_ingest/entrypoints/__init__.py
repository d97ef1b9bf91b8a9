"""What comes in over the bus: camera sources, and requests for media."""
