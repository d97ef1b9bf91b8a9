#!/bin/sh
# Makes .tools (a pinned uv) and .venv (everything in uv.lock) in the checkout; run by `make setup`.
# Usage: bootstrap.sh PYTHON UV_VERSION. Needs nothing but that Python and a package index.
set -eu

python=$1
uv_version=$2
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*" >&2; }

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "Python 3.11 is needed, and '$python' is none that runs here."
    say "Install it (Debian, Ubuntu: apt-get install python3.11 python3.11-venv),"
    say "or name another from 3.11 up: make PYTHON=/path/to/python3 setup"
    exit 1
fi

if [ "$(.tools/bin/uv --version 2>/dev/null | cut -d' ' -f2)" != "$uv_version" ]; then
    say "installing uv $uv_version into .tools"
    if ! "$python" -m venv --clear .tools 2>.tools.log; then
        cat .tools.log >&2
        rm -rf .tools .tools.log
        say "'$python -m venv' does not work here (Debian, Ubuntu: apt-get install python3.11-venv)."
        exit 1
    fi
    rm -f .tools.log
    .tools/bin/python -m pip install --quiet --disable-pip-version-check "uv==$uv_version"
fi

say "installing what uv.lock names into .venv"
UV_PYTHON_DOWNLOADS=never .tools/bin/uv sync --quiet --frozen --all-packages --compile-bytecode --python "$python"
touch .venv/.in-step-with-lock
