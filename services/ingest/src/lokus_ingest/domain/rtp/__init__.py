"""From the bytes of an RTSP connection to pictures: interleaved frames, RTP, RTCP, H.264 and H.265."""
