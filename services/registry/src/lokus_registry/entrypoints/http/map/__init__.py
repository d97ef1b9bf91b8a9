"""The routes of the map and of the survey of coverage."""
