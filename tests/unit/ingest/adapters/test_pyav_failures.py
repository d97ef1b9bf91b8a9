import errno

import pytest
from av import error as av_error

from lokus_ingest.adapters.pyav_failures import translate
from lokus_proto.v1.stream_state import ReasonKind

SECRET = "rtsp://admin:s3cret@192.0.2.7/live"


def new(kind: type[av_error.FFmpegError], number: int = 1) -> av_error.FFmpegError:
    return kind(number, "some words", SECRET)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (new(av_error.HTTPUnauthorizedError), ReasonKind.AUTHENTICATION),
        (new(av_error.HTTPForbiddenError), ReasonKind.FORBIDDEN),
        (new(av_error.HTTPNotFoundError), ReasonKind.NOT_FOUND),
        (new(av_error.HTTPOtherClientError), ReasonKind.BUSY),
        (new(av_error.HTTPServerError), ReasonKind.BUSY),
        (new(av_error.ConnectionRefusedError, errno.ECONNREFUSED), ReasonKind.REFUSED),
        (new(av_error.ArgumentError, errno.EINVAL), ReasonKind.ADDRESS),
        (new(av_error.OSError, errno.EPROTONOSUPPORT), ReasonKind.TRANSPORT),
        (new(av_error.OSError, errno.EHOSTUNREACH), ReasonKind.UNREACHABLE),
        (new(av_error.OSError, errno.EIO), ReasonKind.UNREACHABLE),
        (new(av_error.TimeoutError, errno.ETIMEDOUT), ReasonKind.TIMED_OUT),
        (new(av_error.ExitError), ReasonKind.TIMED_OUT),
        (new(av_error.InvalidDataError), ReasonKind.NOT_RTSP),
        (new(av_error.ConnectionResetError, errno.ECONNRESET), ReasonKind.ENDED),
        (new(av_error.UnknownError), ReasonKind.OTHER),
    ],
)
def test_each_error_before_the_first_picture_has_its_reason(
    error: av_error.FFmpegError, reason: ReasonKind
) -> None:
    failure = translate(error, playing=False, timed_out=False)
    assert failure.reason is reason
    assert "s3cret" not in failure.detail
    assert len(failure.detail) > 20


def test_a_timeout_of_a_playing_camera_is_a_stall() -> None:
    for kind in (av_error.TimeoutError, av_error.ExitError):
        assert translate(new(kind), playing=True, timed_out=False).reason is ReasonKind.STALLED


def test_bad_bytes_after_a_long_silence_are_a_timeout() -> None:
    error = new(av_error.InvalidDataError)
    assert translate(error, playing=False, timed_out=True).reason is ReasonKind.TIMED_OUT


def test_an_error_in_the_middle_of_a_stream_ends_it() -> None:
    error = new(av_error.InvalidDataError)
    assert translate(error, playing=True, timed_out=False).reason is ReasonKind.ENDED
