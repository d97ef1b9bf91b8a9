"""The `lokus` command: the whole platform on one machine."""
