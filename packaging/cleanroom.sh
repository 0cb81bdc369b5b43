#!/bin/sh
# Prove a Debian package in a clean room: a minimal Debian without Python, compiler and Qt, no
# network, an ordinary user whose home has spaces and letters beyond ASCII, and a program folder
# that cannot be written to.
#   sh packaging/cleanroom.sh dist/img2loc-desktop_*_amd64.deb
# As root on Debian or Ubuntu, with debootstrap, and Debian's archive within reach to fill the room
# (once, kept in build/cleanroom) and for the package's dependencies; all else is without network.
# The last line is "The clean room: passed", and the exit status 0, or it says what failed.
# shellcheck disable=SC2016 # what stands in single quotes runs in the room
set -eu
[ "$(id -u)" = 0 ] || { echo "Run it as root: it makes a root file system." >&2; exit 1; }
deb=$(realpath "$1")
cd "$(dirname "$0")/.."
python=$PWD/.venv/bin/python
[ -x "$python" ] || python=$PWD/build/venv-cpu/bin/python
suite=${SUITE:-bookworm}
rooms=$PWD/build/cleanroom
base=$rooms/$suite
room=$rooms/room
home="/home/Ana Müller 写真"

fail() { echo "The clean room: $*" >&2; exit 1; }
inside() { # as root, with network
    chroot "$room" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"
}
cut_off() { # as the ordinary user, without network, the program's folder read-only
    unshare --net --mount --pid --fork --kill-child --mount-proc="$room/proc" sh -c '
        set -eu
        room=$1 home=$2; shift 2
        mount --bind "$room/usr/lib/img2loc-desktop" "$room/usr/lib/img2loc-desktop"
        mount -o remount,bind,ro "$room/usr/lib/img2loc-desktop"
        exec chroot --userspec=1000:1000 "$room" env -i -C "$home" HOME="$home" LANG=C.UTF-8 \
            PATH=/usr/bin:/bin QT_QPA_PLATFORM=offscreen "$@"
    ' cut_off "$room" "$home" "$@"
}

mkdir -p "$rooms"
if [ ! -e "$base/etc/debian_version" ]; then
    rm -rf "$base.partial"
    debootstrap --variant=minbase "$suite" "$base.partial"
    mv "$base.partial" "$base"
fi
umount "$room/proc" 2>/dev/null || true
rm -rf "$room"
cp -a "$base" "$room"
trap 'umount "$room/proc" 2>/dev/null || true' EXIT
cp /etc/resolv.conf "$room/etc/resolv.conf"
cp "$deb" "$room/tmp/package.deb"

echo "== Installing"
inside apt-get update -qq
inside apt-get install -y -qq --no-install-recommends /tmp/package.deb >"$rooms/install.log" 2>&1 ||
    { tail -20 "$rooms/install.log" >&2; fail "the package cannot be installed"; }
rm "$room/tmp/package.deb"
for program in python3 python3.11 gcc cc c++ pip3; do
    ! inside sh -c "command -v $program" >/dev/null || fail "$program is in it"
done
find "$room/usr/lib/x86_64-linux-gnu" -name 'libQt*' | grep -q . && fail "Qt is in it"
mkdir -p "$room$home"
chown 1000:1000 "$room$home"

echo "== Without network, as an ordinary user"
cut_off grep -q "lo:" /proc/net/dev || fail "the network cannot be seen"
cut_off sh -c '! grep -v lo: /proc/net/dev | grep -q :' || fail "there is a network interface"
cut_off sh -c '! touch /usr/lib/img2loc-desktop/x 2>/dev/null' || fail "the folder can be written to"
cut_off img2loc check || fail "img2loc check: exit status $?"
cut_off img2loc demo --out "$home/out" || fail "img2loc demo: exit status $?"

echo "== The same places as from the checkout"
reference=$(mktemp -d)
IMG2LOC_HOME=$reference/home "$python" -m img2loc_desktop demo --out "$reference/out" >/dev/null
"$python" packaging/same_places.py "$reference/out/demo.geojson" "$room$home/out/demo.geojson"
rm -rf "$reference"

echo "== The window on the sample photos"
located() { # how many photos the user's case has answers for
    "$python" - "$room$home/.local/share/img2loc-desktop/cases/unnamed.img2loc" <<END
import sqlite3, sys
try:
    case = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)
    print(case.execute("SELECT count(*) FROM photos WHERE evidence IS NOT NULL").fetchone()[0])
except sqlite3.Error:
    print(0)
END
}
cut_off timeout 180 img2loc-desktop \
    /usr/lib/img2loc-desktop/_internal/img2loc_desktop/resources/samples &
window=$!
until [ "$(located)" -ge 3 ]; do
    kill -0 $window 2>/dev/null || fail "the window did not locate the sample photos"
    sleep 1
done
kill $window
wait $window || true
echo "3 photos located"

echo "== Removing"
find "$room$home" -type f | sort >"$rooms/before.txt"
inside apt-get purge -y -qq img2loc-desktop >"$rooms/remove.log" 2>&1 || fail "it cannot be removed"
grep -q "stay where they are" "$rooms/remove.log" || fail "removal does not say where the data is"
find "$room$home" -type f | sort | cmp - "$rooms/before.txt" || fail "removal touched the user's data"
[ ! -e "$room/usr/lib/img2loc-desktop" ] || fail "removal left something behind"
echo "The clean room: passed"
