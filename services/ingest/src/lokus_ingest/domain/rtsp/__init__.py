"""What is said in RTSP (RFC 2326): messages, descriptions, logins. Bytes and text in, values out."""
