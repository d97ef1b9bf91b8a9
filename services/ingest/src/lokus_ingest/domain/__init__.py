"""What ingest knows of streams, pictures and readers: plain values and rules, no I/O."""
