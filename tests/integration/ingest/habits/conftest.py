"""Both readers of RTSP are held to the same habits, where both can be."""

from collections.abc import Callable
from typing import Final

import pytest

from lokus_ingest.adapters.pyav_source import PyAvSource
from lokus_ingest.adapters.rtsp_source import RtspSource
from lokus_ingest.application.ports import Source

READERS: Final[dict[str, Callable[[], Source]]] = {"pyav": PyAvSource, "rtsp": RtspSource}


@pytest.fixture(params=READERS)
def source(request: pytest.FixtureRequest) -> Source:
    """Each reader in turn."""
    return READERS[request.param]()


@pytest.fixture
def fast() -> Source:
    """The reader of our own, for what FFmpeg's cannot do."""
    return RtspSource()
