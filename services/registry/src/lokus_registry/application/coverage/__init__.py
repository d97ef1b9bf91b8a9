"""The survey of coverage, for those who look over sites."""
