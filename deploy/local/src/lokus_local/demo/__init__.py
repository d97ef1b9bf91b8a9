"""A small city to show the platform with, loaded through the public APIs, as a vendor would."""
