"""What each camera delivered: reports of ingest in, intervals out."""
