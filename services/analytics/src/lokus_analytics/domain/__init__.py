"""What motion is: rules over small grids and times, without pictures, threads or the bus."""
