"""Both readers of RTSP are held to the same habits, where both can be."""

import importlib
import importlib.util
from collections.abc import Callable

import pytest

from lokus_ingest.adapters.pyav_source import PyAvSource
from lokus_ingest.application.ports import Source

READERS: dict[str, Callable[[], Source]] = {"pyav": PyAvSource}
FAST: dict[str, Callable[[], Source]] = {}
if importlib.util.find_spec("lokus_ingest.adapters.rtsp_source"):
    FAST["rtsp"] = READERS["rtsp"] = importlib.import_module("lokus_ingest.adapters.rtsp_source").RtspSource


@pytest.fixture(params=READERS)
def source(request: pytest.FixtureRequest) -> Source:
    """Each reader in turn."""
    return READERS[request.param]()


@pytest.fixture(params=FAST)
def fast(request: pytest.FixtureRequest) -> Source:
    """The reader of our own, for what FFmpeg's cannot do."""
    return FAST[request.param]()
