"""Where recordings lie: the spool on the local disk, the object store behind it."""
