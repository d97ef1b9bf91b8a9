"""Access units as ingest would publish them, of a car that drives through the middle of a clip."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import cv2
import numpy as np
import pytest

from lokus_local.virtual_camera.bitstream import Codec as EncoderCodec
from lokus_local.virtual_camera.encoding import Encoder, PictureFormat
from lokus_proto.media import AccessUnit, Codec

WIDTH, HEIGHT, FPS = 640, 360, 10
DRIVES_AT_SECONDS = (6.0, 9.0)
CLIP_SECONDS = 14
START = datetime(2026, 1, 1, tzinfo=UTC)


def _picture(seconds: float) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    picture = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
    picture[:HEIGHT] = np.linspace(40, 160, WIDTH, dtype=np.uint8)
    began, ended = DRIVES_AT_SECONDS
    if began <= seconds < ended:
        left = int((seconds - began) / (ended - began) * (WIDTH - 80))
        cv2.rectangle(picture[:HEIGHT], (left, 200), (left + 80, 250), 235, cv2.FILLED)
    return picture


@pytest.fixture(scope="session")
def clip() -> list[AccessUnit]:
    """Fourteen seconds, ten units a second, a key frame every two seconds."""
    encoder = Encoder(PictureFormat(EncoderCodec.H264, WIDTH, HEIGHT, Fraction(FPS), 2.0, 1_000_000))
    units = []
    for seq in range(CLIP_SECONDS * FPS):
        nals, key_frame = encoder.encode(_picture(seq / FPS))
        units.append(
            AccessUnit(
                codec=Codec.H264,
                pts_90k=seq * 90_000 // FPS,
                key_frame=key_frame,
                run=1,
                seq=seq,
                captured_at=START + timedelta(seconds=seq / FPS),
                payload=b"".join(b"\0\0\0\1" + nal for nal in nals),
            )
        )
    return units
