"""The schema's history, applied at start by `lokus_postgres.database.Database.migrate`."""
