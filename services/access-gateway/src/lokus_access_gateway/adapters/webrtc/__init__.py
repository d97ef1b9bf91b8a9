"""WebRTC by aiortc: H.264 passed on as it came, no picture encoded again."""
