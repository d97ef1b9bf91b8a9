"""The schema's history, applied at start by `lokus_kit.postgres.Database.migrate`."""
