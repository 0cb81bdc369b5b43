# Functions of cleanroom.sh and updates.sh: a minimal Debian without Python, compiler and Qt, in
# which an ordinary user without network, whose home has spaces and letters beyond ASCII, starts
# programs from a folder that cannot be written to. To be sourced in the repository's root.
# shellcheck shell=sh
# shellcheck disable=SC2016,SC2034 # single quotes: for the room; some names are for the others
[ "$(id -u)" = 0 ] || { echo "Run it as root: it makes a root file system." >&2; exit 1; }
for tool in debootstrap unshare chroot; do
    command -v $tool >/dev/null || { echo "$tool is missing: apt-get install debootstrap" >&2; exit 1; }
done
# A Python with the checkout's libraries: for what the package's answers are compared with.
python=${PYTHON:-$PWD/.venv/bin/python}
[ -x "$python" ] || python=$PWD/build/venv-cpu/bin/python
suite=${SUITE:-bookworm}
rooms=${ROOMS:-$PWD/build/cleanroom} # the minimal Debian is kept here
room=$rooms/room
home="/home/Ana Müller 写真"
data="$room$home/.local/share/img2loc-desktop"
samples=/usr/lib/img2loc-desktop/_internal/img2loc_desktop/resources/samples
screen=77
pids=

fail() { echo "$(basename "$0" .sh): $*" >&2; exit 1; }

inside() { # as root, with network
    chroot "$room" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"
}

become_cut_off() { # this process becomes the ordinary user's, without network
    exec unshare --net --mount sh -c '
        set -eu
        room=$1 home=$2; shift 2
        mount -t proc proc "$room/proc"
        mount --bind "$room/usr/lib/img2loc-desktop" "$room/usr/lib/img2loc-desktop"
        mount -o remount,bind,ro "$room/usr/lib/img2loc-desktop"
        mkdir -p /tmp/.X11-unix "$room/tmp/.X11-unix"
        mount --bind /tmp/.X11-unix "$room/tmp/.X11-unix"
        exec chroot --userspec=1000:1000 "$room" env -i -C "$home" HOME="$home" LANG=C.UTF-8 \
            PATH=/usr/bin:/bin QT_QPA_PLATFORM=offscreen "$@"
    ' cut_off "$room" "$home" "$@"
}
cut_off() { (become_cut_off "$@"); }

tidy_up() {
    for pid in $pids; do
        kill -KILL "$pid" 2>/dev/null || true
    done
}

make_room() {
    base=$rooms/$suite
    mkdir -p "$rooms"
    if [ ! -e "$base/etc/debian_version" ]; then
        rm -rf "$base.partial"
        debootstrap --variant=minbase "$suite" "$base.partial"
        mv "$base.partial" "$base"
    fi
    rm -rf "$room"
    cp -a "$base" "$room"
    trap tidy_up EXIT
    cp /etc/resolv.conf "$room/etc/resolv.conf"
    inside apt-get update -qq
    mkdir -p "$room$home"
    chown 1000:1000 "$room$home"
}

put_in() { # FILE DEB: install or exchange the package
    cp "$1" "$room/tmp/package.deb"
    inside apt-get install -y -qq --no-install-recommends --allow-downgrades /tmp/package.deb \
        >"$rooms/install.log" 2>&1 ||
        { tail -20 "$rooms/install.log" >&2; fail "the package cannot be installed"; }
    rm "$room/tmp/package.deb"
}

located() { # how many photos the user's case without a name has answers for
    "$python" - "$data/cases/unnamed.img2loc" <<END
import sqlite3, sys
try:
    case = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)
    print(case.execute("SELECT count(*) FROM photos WHERE evidence IS NOT NULL").fetchone()[0])
except sqlite3.Error:
    print(0)
END
}

open_window() { # ARGUMENT...: as the user, offscreen, or on $DISPLAY where that is set
    become_cut_off env ${DISPLAY:+QT_QPA_PLATFORM=xcb DISPLAY="$DISPLAY"} img2loc-desktop "$@" &
    window=$!
    pids="$pids $window"
}
close_window() {
    kill -KILL "$window" 2>/dev/null || true
    wait "$window" || true
}
wait_for() { # COMMAND...: until it is so, for three minutes, while the window is there
    turns=0
    until "$@"; do
        kill -0 "$window" 2>/dev/null || fail "the window is gone"
        turns=$((turns + 1))
        [ $turns -lt 180 ] || fail "not in three minutes: $*"
        sleep 1
    done
}

show_screen() { # a screen that the window can be seen on; $DISPLAY names it
    command -v Xvfb >/dev/null || fail "Xvfb is missing: apt-get install xvfb"
    mkdir -p "$rooms/screen"
    Xvfb ":$screen" -screen 0 1280x900x24 -nolisten tcp -fbdir "$rooms/screen" >/dev/null 2>&1 &
    pids="$pids $!"
    DISPLAY=:$screen
}
screen_says() { # WORDS: whether they can be read on the screen, by the package's own reading
    "$python" packaging/screen.py "$rooms/screen/Xvfb_screen0" "$room$home/screen.png" || return 1
    cut_off img2loc locate "$home/screen.png" --no-vlm --json >"$rooms/screen.json" 2>/dev/null ||
        return 1
    grep -qi "$1" "$rooms/screen.json"
}

contents() { # of the user's files: hash and name of each
    (cd "$room$home" && find . -type f ! -path './.cache/*' ! -name screen.png -exec sha256sum {} + |
        sort -k2)
}
