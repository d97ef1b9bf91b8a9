"""Who asks: callers and their roles, and the tokens that say so."""
