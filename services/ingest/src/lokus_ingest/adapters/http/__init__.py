"""HTTP, as a camera or a server of cameras is fetched from: one client, and what FFmpeg reads from it."""
