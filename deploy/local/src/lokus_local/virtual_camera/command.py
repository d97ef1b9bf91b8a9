"""The command `lokus virtual-camera`: options in, one line when ready, exit 0 after a signal."""

import asyncio
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from lokus_kit.clock import SystemClock
from lokus_kit.errors import StartError
from lokus_local.virtual_camera.authentication import AuthScheme, Credentials
from lokus_local.virtual_camera.bitstream import Codec
from lokus_local.virtual_camera.clip import FormatWishes
from lokus_local.virtual_camera.option_texts import read_bitrate, read_gop, read_rate, read_size
from lokus_local.virtual_camera.server import CameraSettings, serving

_Port = Annotated[int, typer.Option(help="RTSP port; 0 takes any free one.", min=0, max=65535)]
_Host = Annotated[
    list[str] | None,
    typer.Option(
        help="Address to listen on; may be repeated. Without it only this machine can connect "
        "(127.0.0.1 and ::1). `--host ::` opens the camera to every network, IPv4 and IPv6; "
        "give it a user and a password then."
    ),
]
_Clip = Annotated[
    Path | None,
    typer.Option(
        help="Video file to play round and round, any that FFmpeg reads. H.264 and H.265 without "
        "B-frames are sent as they are; others are encoded once at the start. Sound is left out. "
        "Without a clip a street is drawn, with a clock that people and programs can read."
    ),
]
_User = Annotated[str | None, typer.Option(help="User that readers must name.")]
_Password = Annotated[
    str | None,
    typer.Option(
        help="Password of --user; better given in the environment, where `ps` does not show it.",
        envvar="LOKUS_VIRTUAL_CAMERA_PASSWORD",
    ),
]
_Auth = Annotated[
    AuthScheme | None,
    typer.Option(
        help="How readers prove it: none, basic, digest (MD5, as most cameras) or digest-sha256 "
        "(which FFmpeg cannot answer). With --user the default is digest."
    ),
]
_Count = Annotated[
    int,
    typer.Option(help="Cameras, at /0 to /N-1. They show one picture, so more cost little.", min=1),
]
_Fps = Annotated[str | None, typer.Option(help="Pictures per second, 1 to 60 (street: 15).")]
_Size = Annotated[str | None, typer.Option(help="Width x height, as 640x360 (street: 1280x720).")]
_Gop = Annotated[float | None, typer.Option(help="Seconds between key frames (street: 2).")]
_Bitrate = Annotated[
    str | None, typer.Option(help="Bits per second, as 800k or 2M (by size: 720p at 15 fps 1.4M).")
]
_CodecOption = Annotated[
    Codec | None, typer.Option(help="h264 (Constrained Baseline) or h265 (street: h264).")
]
_Night = Annotated[
    bool, typer.Option("--night", help="Street: always night; else it changes every 5 minutes.")
]
_Timeout = Annotated[
    int,
    typer.Option(help="Seconds after which a silent reader is dropped.", min=1, max=86_400),
]


def virtual_camera(
    port: _Port = 8554,
    host: _Host = None,
    clip: _Clip = None,
    user: _User = None,
    password: _Password = None,
    auth: _Auth = None,
    count: _Count = 1,
    fps: _Fps = None,
    size: _Size = None,
    gop_seconds: _Gop = None,
    bitrate: _Bitrate = None,
    codec: _CodecOption = None,
    *,
    night: _Night = False,
    session_timeout: _Timeout = 60,
) -> None:
    """Play as one or many network cameras over RTSP, until Ctrl-C.

    Prints `serving rtsp://...` when ready. Look at it with `ffplay rtsp://127.0.0.1:8554/0`. A
    reader joins in the middle of a GOP, as at a real camera. With --clip, each of --fps, --size,
    --gop-seconds, --bitrate and --codec has the clip encoded anew once.
    """
    try:
        scheme, credentials = _access(auth, user, password)
        settings = CameraSettings(
            port=port,
            hosts=tuple(host or ()),
            count=count,
            clip=clip,
            scheme=scheme,
            credentials=credentials,
            wishes=_wishes(fps, size, gop_seconds, bitrate, codec),
            night=night,
            session_timeout_seconds=session_timeout,
        )
        _serve_until_signal(settings)
    except StartError as error:
        sys.stderr.write(f"lokus virtual-camera: {error.detail}\n")
        raise typer.Exit(2) from None


def _serve_until_signal(settings: CameraSettings) -> None:
    """Serve until SIGINT or SIGTERM, which end it at any moment, while a clip is loaded too."""
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        serve = loop.create_task(_serve(settings), name="virtual-camera")  # the root: signals cancel it
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, serve.cancel)
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(serve)


async def _serve(settings: CameraSettings) -> None:
    async with serving(settings, SystemClock()) as server:
        more = f" ... /{settings.count - 1}" if settings.count > 1 else ""
        sys.stdout.write(f"serving {server.url()}{more}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def _access(
    auth: AuthScheme | None, user: str | None, password: str | None
) -> tuple[AuthScheme, Credentials]:
    scheme = auth or (AuthScheme.DIGEST if user else AuthScheme.NONE)
    if scheme is not AuthScheme.NONE and not (user and password):
        raise StartError(f"--auth {scheme} needs both --user and --password")
    if scheme is AuthScheme.NONE and (user or password):
        raise StartError("a user and a password mean nothing with --auth none; leave them out")
    if user and ":" in user:
        raise StartError("--user must not contain a colon; Basic and Digest cannot carry it")
    return scheme, Credentials(user or "", password or "")


def _wishes(
    fps: str | None,
    size: str | None,
    gop_seconds: float | None,
    bitrate: str | None,
    codec: Codec | None,
) -> FormatWishes:
    return FormatWishes(
        codec=codec,
        size=None if size is None else read_size(size),
        frames_per_second=None if fps is None else read_rate(fps),
        gop_seconds=None if gop_seconds is None else read_gop(gop_seconds),
        bitrate=None if bitrate is None else read_bitrate(bitrate),
    )
