"""Late footage on the bus: parts of files, orders and states."""
