"""Version 1 of the messages, one module for each noun."""
