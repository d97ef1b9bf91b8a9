"""Recording, as far as it is pure: segments, where they are cut, how they are written and read back."""
