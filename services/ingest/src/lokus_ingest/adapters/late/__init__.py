"""Late footage: files that somebody brought, fetched from the bus and read apart from all else."""
