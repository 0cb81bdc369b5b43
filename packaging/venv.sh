#!/bin/sh
# Make .venv with the first Python of 3.11 or later, and see that what pip cannot install is there:
# the venv module and a C++ compiler (not with --no-compiler), and with --qt the shared libraries
# that Qt needs.
# On Debian and Ubuntu what is missing is installed with apt-get; elsewhere it is named.
set -eu
cd "$(dirname "$0")/.."

python=
for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$name
        break
    fi
done
if [ -z "$python" ]; then
    echo "img2loc-desktop needs Python 3.11 or later, and there is none on the PATH." >&2
    exit 1
fi

missing=
# Debian keeps ensurepip, which gives a virtual environment its pip, in a package of its own.
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    missing="$missing $("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
[ "${1:-}" = --no-compiler ] || command -v c++ >/dev/null || command -v g++ >/dev/null || command -v clang++ >/dev/null ||
    missing="$missing g++"
if [ "${1:-}" = --qt ] && [ "$(uname -s)" = Linux ]; then
    has_library() { "$python" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$1" 2>/dev/null; }
    has_library libEGL.so.1 || missing="$missing libegl1"
    has_library libGL.so.1 || missing="$missing libgl1"
    has_library libxkbcommon.so.0 || missing="$missing libxkbcommon0"
    has_library libdbus-1.so.3 || missing="$missing libdbus-1-3"
    has_library libfontconfig.so.1 || missing="$missing libfontconfig1"
    has_library libglib-2.0.so.0 || missing="$missing libglib2.0-0"
fi

if [ -n "$missing" ]; then
    root=
    [ "$(id -u)" = 0 ] || root=sudo
    if ! command -v apt-get >/dev/null || { [ -n "$root" ] && ! command -v sudo >/dev/null; }; then
        echo "Missing on this system:$missing. Install them (their names here are Debian's)." >&2
        exit 1
    fi
    echo "Installing:$missing"
    $root apt-get update -qq
    # shellcheck disable=SC2086 # one word a package
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
fi

[ -x .venv/bin/pip ] || "$python" -m venv --clear .venv
