"""Which worker of the fleet has which camera."""
