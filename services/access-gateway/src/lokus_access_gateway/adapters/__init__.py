"""The outside: NATS, PostgreSQL, WebRTC, metrics; one thing per module."""
