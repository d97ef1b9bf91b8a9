"""How each peer is started for a list of camera URLs."""

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

Command = tuple[str, ...]


def pyav_threads(urls: Sequence[str], _folder: Path) -> list[Command]:
    """One process, a thread for each camera."""
    return [(sys.executable, "-m", "bench.fleet.peers.pyav_threads", *urls)]


def ffmpeg(urls: Sequence[str], _folder: Path) -> list[Command]:
    """A process for each camera that copies its packets to nowhere."""
    program = shutil.which("ffmpeg")
    before = ("-v", "error", "-nostdin", "-rtsp_transport", "tcp", "-i")
    after = ("-c", "copy", "-f", "null", "-")
    return [(program, *before, url, *after) for url in urls] if program else []


def mediamtx(urls: Sequence[str], folder: Path) -> list[Command]:
    """One process that always pulls every path; all that it would serve but RTSP is off."""
    paths = {
        f"cam{number}": {"source": url, "rtspTransport": "tcp", "sourceOnDemand": False}
        for number, url in enumerate(urls)
    }
    settings = {
        "logLevel": "warn",
        "rtspAddress": "127.0.0.1:0",
        "rtspTransports": ["tcp"],
        **dict.fromkeys(("rtmp", "hls", "webrtc", "srt"), False),
        "paths": paths,
    }
    return _configured("mediamtx", settings, folder)


def go2rtc(urls: Sequence[str], folder: Path) -> list[Command]:
    """One process that pulls every stream beforehand."""
    streams = {f"cam{number}": url for number, url in enumerate(urls)}
    nowhere = {"listen": ""}
    settings = {
        "api": nowhere,
        "rtsp": nowhere,
        "webrtc": nowhere,
        "streams": streams,
        "preload": dict.fromkeys(streams, "video"),
    }
    return [(program, "-config", file) for program, file in _configured("go2rtc", settings, folder)]


def _configured(name: str, settings: Mapping[str, object], folder: Path) -> list[Command]:
    """Write the settings as JSON, which is YAML; nothing when the program is not on PATH."""
    program = shutil.which(name)
    if program is None:
        return []
    file = folder / f"{name}.yml"
    file.write_text(json.dumps(settings), encoding="utf-8")
    return [(program, str(file))]
