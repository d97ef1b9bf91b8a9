"""Where things stand on the map: the projection, its cells, and what is asked of it."""
