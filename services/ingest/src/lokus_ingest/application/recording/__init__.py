"""Recording at work: what a live stream hands over becomes segments in a store."""
