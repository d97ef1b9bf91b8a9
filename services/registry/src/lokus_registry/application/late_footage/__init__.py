"""Late footage: taken in as it comes, handed to ingest, and followed."""
