"""The routes of custody."""
