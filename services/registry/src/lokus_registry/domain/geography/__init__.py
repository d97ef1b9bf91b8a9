"""Where areas are, and how many of what lie in them."""
