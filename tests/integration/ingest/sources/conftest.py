"""A server whose certificate nobody vouches for, and a film to send."""

import asyncio
import datetime as dt
import io
import ssl
from collections.abc import AsyncIterator
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest
from av.video.stream import VideoStream
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lokus_kit.clock import SystemClock


@pytest.fixture
async def self_signed(tmp_path: Path) -> AsyncIterator[int]:
    """The port of a server over TLS that says nothing; its certificate is its own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(tmp_path / "server.pem"))
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0, ssl=context)
    yield server.sockets[0].getsockname()[1]
    server.close()


def _certificate(file: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cam.example")])
    now = SystemClock().now()
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    file.write_bytes(key.private_bytes(pem, form, plain) + certificate.public_bytes(pem))
    return file


@pytest.fixture(scope="package")
def film() -> bytes:
    """Three seconds of MPEG-TS, ten pictures a second, a key frame each second."""
    return make_film("mpegts", "libx264")


def make_film(container: str, encoder: str) -> bytes:
    """The same in any of FFmpeg's containers, by any of its encoders."""
    file = io.BytesIO()
    options = {"movflags": "frag_keyframe+empty_moov"} if container == "mp4" else {}
    with av.open(file, "w", format=container, options=options) as muxer:
        quick = {"tune": "zerolatency", "g": "10", "preset": "ultrafast", "x265-params": "log-level=none"}
        stream = cast("VideoStream", muxer.add_stream(encoder, rate=10, options=quick))
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for number in range(30):
            frame = av.VideoFrame.from_ndarray(np.full((360, 320), 4 * number, np.uint8), "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 10)
            muxer.mux(stream.encode(frame))
        muxer.mux(stream.encode(None))
    return file.getvalue()
