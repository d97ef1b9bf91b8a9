"""The thirty bad habits of cameras, each produced by a camera that a test scripts."""
