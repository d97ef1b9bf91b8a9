"""How the registry is asked: over HTTP."""
