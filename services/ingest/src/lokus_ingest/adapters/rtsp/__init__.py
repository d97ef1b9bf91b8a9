"""RTSP over TCP, spoken on the event loop: a connection, the dialogue over it, and its upkeep."""
