"""The commands `lokus verify-log` and `lokus witness`: checking the access log, for anybody."""
