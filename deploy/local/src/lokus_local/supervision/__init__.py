"""Child processes kept running: one task for each child, restarts with back-off, an ordered end."""
