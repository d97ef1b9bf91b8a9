"""What the registry knows and which rules hold: values and pure functions, no I/O."""
