"""Media between the services: how a stream is read from the bus."""
