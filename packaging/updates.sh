#!/bin/sh
# Prove that an update and a removal keep what belongs to the user, in the clean room:
#   sh packaging/updates.sh OLDER.deb NEWER.deb
# With what cleanroom.sh needs. The last line is "Updates: passed", or it says what failed.
set -eu
older=$(realpath "$1") newer=$(realpath "$2")
cd "$(dirname "$0")/.."
# shellcheck source=packaging/room.sh
. packaging/room.sh
version_of() { # DEB
    dpkg-deb -f "$1" Version
}
is_of() { # DEB: whether the programs in the room are of its version
    [ "$(cut_off img2loc --version)" = "img2loc-desktop $(version_of "$1")" ] ||
        fail "the programs are not those of $(version_of "$1")"
}
dpkg --compare-versions "$(version_of "$older")" lt "$(version_of "$newer")" ||
    fail "$(version_of "$older") is not older than $(version_of "$newer")"

echo "== The older program makes a case, settings and a pack"
make_room
put_in "$older"
is_of "$older"
config="$room$home/.config/img2loc-desktop"
mkdir -p "$config" "$room$home/photos"
echo '{"schema": 1, "analyst": "Ana Müller", "theme": "dark", "notation": "dms"}' >"$config/settings.json"
cp "$room$samples"/*.jpg "$room$home/photos"
(
    cd "$room$home/photos"
    echo "file,latitude,longitude"
    for photo in *.jpg; do echo "$photo,48.2082,16.3738"; done
) >"$room$home/photos/places.csv"
cp tests/updates/case-1.img2loc "$room$home/first.img2loc" # of the first version that there was
chown -R 1000:1000 "$room$home"
cut_off img2loc index build "$home/photos/places.csv" --name mine \
    --out "$home/.local/share/img2loc-desktop/models/mine" >/dev/null || fail "no pack"
locate() { # FILE: where the user's pack says that a photo is
    cut_off img2loc locate $samples/china.jpg --index mine --no-vlm --geojson "$home/$1" >/dev/null
}
locate before.geojson
show_screen
open_window "$samples"
three_are_located() { [ "$(located)" -ge 3 ]; }
wait_for three_are_located
close_window
contents >"$rooms/before.txt"

echo "== The newer one is installed over it"
put_in "$newer"
is_of "$newer"
contents | cmp - "$rooms/before.txt" || fail "the update touched the user's data"
cut_off img2loc check | grep -q "starter-gallery, mine\|mine, starter-gallery" ||
    fail "the newer program does not take the pack"
locate after.geojson
"$python" packaging/same_places.py "$room$home/before.geojson" "$room$home/after.geojson" --newer
for answer in before after; do
    grep -q '"method": "index mine' "$room$home/$answer.geojson" || fail "the pack did not answer"
done
"$python" -c "from PIL import Image; import sys; Image.new('RGB', (640, 480), 'teal').save(sys.argv[1])" \
    "$room$home/another.jpg"
open_window "$home/another.jpg"
four_are_located() { [ "$(located)" -ge 4 ]; }
wait_for four_are_located # the three of before, and one more in the same case
close_window
grep -q '"analyst": "Ana Müller"' "$config/settings.json" || fail "the settings are lost"
open_window "$home/first.img2loc"
wait_for screen_says "IMG_1.jpg"
close_window
echo "case, settings and pack are kept and go on"

echo "== The older program meets what a newer one made"
put_in "$older"
is_of "$older"
"$python" - "$data" "$config/settings.json" "$room$home/first.img2loc" <<'END'
import json, pathlib, sqlite3, sys
data, settings, case = map(pathlib.Path, sys.argv[1:])
for path in (settings, data / "models" / "mine" / "manifest.json"):
    values = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**values, "schema": values["schema"] + 1, "colour": "red"}), "utf-8")
for path in (case, data / "cases" / "unnamed.img2loc"):
    connection = sqlite3.connect(path)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    connection.executescript(f"PRAGMA user_version = {version + 1}; CREATE TABLE colours (name);")
    connection.close()
END
contents >"$rooms/before.txt"
cut_off img2loc check >"$rooms/check.txt" && fail "the older program takes a newer pack"
grep -q "Update img2loc" "$rooms/check.txt" || fail "the older program does not say what to do"
for case in "$home/first.img2loc" ""; do
    open_window ${case:+"$case"}
    wait_for screen_says "newer version of img2loc"
    close_window
done
[ ! -e "$data/cases/unnamed 3.img2loc" ] || fail "each start begins another case"
contents | grep -v "/unnamed 2" | cmp - "$rooms/before.txt" || fail "a newer file was changed"
echo "newer case, settings and pack are refused with words and left as they are"

echo "== Removing"
contents >"$rooms/before.txt"
inside apt-get remove -y -qq img2loc-desktop >"$rooms/remove.log" 2>&1 || fail "it cannot be removed"
grep "stay where they are" "$rooms/remove.log" || fail "removal does not say where the data is"
contents | cmp - "$rooms/before.txt" || fail "removal touched the user's data"
[ ! -e "$room/usr/lib/img2loc-desktop" ] || fail "removal left something behind"
echo "Updates: passed"
