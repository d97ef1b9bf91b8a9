"""The map and the survey of coverage: what stands where, and whether it delivers, for those who may know."""
