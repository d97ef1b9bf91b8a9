"""A virtual camera: an RTSP/1.0 server that plays as one or many network cameras.

A *picture source* (a clip or a rendered street) makes access units in one worker thread.
One `Broadcast` task paces it, cuts each unit into RTP payloads once, and hands the same
payloads to every *session*. A session owns what is particular to one reader: SSRC, sequence
numbers, timestamps, the transport (TCP interleaved or UDP) and the limit on what may wait in it.

Read along the way of a picture: `street`, `scene`, `encoding` or `clip` -> `broadcast` ->
`payload` -> `playback` -> `delivery`; along the way of a request: `server` ->
`connection` -> `rtsp_message` -> `dialogue` -> `session`.
"""
