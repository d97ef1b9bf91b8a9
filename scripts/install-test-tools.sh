#!/bin/sh
# Installs what the tests use beside the wheels: Azurite where there is Node.js, Chromium, FFmpeg's and
# GStreamer's tools. Does nothing when all is there. Needs a Debian-like system, and root or sudo without a password;
# elsewhere it says what to install, and the tests that need it fail or are skipped with the reason.
set -eu

cd "$(dirname "$0")/.."
azurite=.tools/azurite
if ! command -v npm >/dev/null 2>&1; then
    echo "install-test-tools: no Node.js here: the tests against Azure's protocol are skipped" >&2
elif ! cmp -s tests/support/azurite/package-lock.json $azurite/package-lock.json; then
    echo "install-test-tools: installing Azurite"
    mkdir -p $azurite
    cp tests/support/azurite/package.json tests/support/azurite/package-lock.json $azurite/
    if ! npm ci --prefix $azurite --ignore-scripts --no-audit --no-fund --loglevel=error; then
        rm -f $azurite/package-lock.json
        echo "install-test-tools: Azurite could not be installed: the tests against Azure's protocol are skipped" >&2
    fi
fi

missing=""
need() { # need COMMAND PACKAGE...
    command -v "$1" >/dev/null 2>&1 || { shift; missing="$missing $*"; }
}
need_gst() { # need_gst ELEMENT PACKAGE...
    gst-inspect-1.0 --exists "$1" >/dev/null 2>&1 || { shift; missing="$missing $*"; }
}

need ffprobe ffmpeg
need gst-launch-1.0 gstreamer1.0-tools
need_gst x264enc gstreamer1.0-plugins-ugly
need_gst rtspsrc gstreamer1.0-plugins-good
need_gst h264parse gstreamer1.0-plugins-bad
need_gst videoconvert gstreamer1.0-plugins-base
need_gst avdec_h264 gstreamer1.0-libav
/usr/bin/python3 -c 'import gi; gi.require_version("GstRtspServer", "1.0")' >/dev/null 2>&1 \
    || missing="$missing python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-rtsp"
if ! command -v chromium >/dev/null 2>&1 && ! command -v chromium-browser >/dev/null 2>&1 \
    && ! command -v google-chrome >/dev/null 2>&1; then
    missing="$missing chromium fonts-dejavu-core"
fi
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "install-test-tools: no apt-get here; install by hand:$missing" >&2
    exit 0
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true 2>/dev/null; then
        echo "install-test-tools: not root and no sudo; ask for: apt-get install$missing" >&2
        exit 0
    fi
    as_root="sudo"
fi
echo "install-test-tools: installing$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086 (a list of words is meant)
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
