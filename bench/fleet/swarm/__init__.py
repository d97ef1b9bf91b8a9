"""Thousands of cameras in one process, so cheap that the reader beside it is what is measured.

All cameras play one clip, each at a place of its own in it. Their pictures are cut into RTP once, and
numbered once for all cameras: a camera sends the numbered picture that its place asks for, in one write.
It is commanded with lines of JSON on standard input and answers each with one line.
"""
