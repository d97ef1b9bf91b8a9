"""What ingest does: keeps every wanted stream pulled, measured and served to its readers."""
