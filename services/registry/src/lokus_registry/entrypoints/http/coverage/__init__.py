"""The survey of coverage on HTTP: JSON, CSV to work on, HTML to print."""
