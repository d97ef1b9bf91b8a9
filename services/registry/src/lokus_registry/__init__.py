"""The registry: who owns which camera, where it stands and how it is reached."""
