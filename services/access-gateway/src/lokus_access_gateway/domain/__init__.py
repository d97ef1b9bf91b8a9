"""What the gateway knows and decides: pure values and functions, no I/O."""
