#!/bin/sh
# Prove a Debian package in a clean room: a minimal Debian without Python, compiler and Qt, no
# network, an ordinary user whose home has spaces and letters beyond ASCII, and a program folder
# that cannot be written to.
#   sh packaging/cleanroom.sh dist/img2loc-desktop_*_amd64.deb
# As root on Debian or Ubuntu, with debootstrap and xvfb, and Debian's archive within reach to fill
# the room (once, kept in build/cleanroom) and for the package's dependencies; all else is without
# network. PYTHON is a Python with the libraries of the checkout, by default that of .venv.
# The last line is "The clean room: passed", and the exit status 0, or it says what failed.
set -eu
deb=$(realpath "$1")
cd "$(dirname "$0")/.."
# shellcheck source=packaging/room.sh
. packaging/room.sh

echo "== Installing"
make_room
put_in "$deb"
for program in python3 python3.11 gcc cc c++ pip3; do
    ! inside sh -c "command -v $program" >/dev/null || fail "$program is in it"
done
find "$room/usr/lib/x86_64-linux-gnu" -name 'libQt*' | grep -q . && fail "Qt is in it"

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

echo "== A multimodal model"
# The tests' tiny model has random weights: it loads and runs as its big relatives do.
"$python" tests/tiny_models.py "$reference/models" >/dev/null
mv "$reference/models/llava" "$room$home/llava"
rm -rf "$reference"
cut_off img2loc locate $samples/china.jpg --vlm "$home/llava" --samples 1 --anchors 0 --json \
    >"$rooms/model.json" || fail "the multimodal model: exit status $?"
grep -q '"method": "index starter-gallery + model llava' "$rooms/model.json" ||
    fail "the multimodal model did not answer"

echo "== The window on the sample photos, on a screen"
show_screen
open_window "$samples"
three_are_located() { [ "$(located)" -ge 3 ]; }
wait_for three_are_located
wait_for screen_says "china.jpg"
close_window
echo "3 photos located, and the words in the window can be read"

echo "== Removing"
contents >"$rooms/before.txt"
inside apt-get purge -y -qq img2loc-desktop >"$rooms/remove.log" 2>&1 || fail "it cannot be removed"
grep -q "stay where they are" "$rooms/remove.log" || fail "removal does not say where the data is"
contents | cmp - "$rooms/before.txt" || fail "removal touched the user's data"
[ ! -e "$room/usr/lib/img2loc-desktop" ] || fail "removal left something behind"
echo "The clean room: passed"
