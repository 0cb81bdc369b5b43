#!/bin/sh
# The whole proof of the package for Linux, from the commit that is checked out:
#   sh packaging/ci.sh              where packaging/ or pyproject.toml differ from the commit before
#   sh packaging/ci.sh --always
# It builds twice in two folders and compares the bytes, builds the same program with a lower
# version, and runs the clean room and the proof of updates. As root on Debian 12; with empty caches
# about an hour on two cores, and 25 minutes once WHEELS holds what linux/compile.sh made.
# OLDER=FILE.deb is the last release, where there is one.
set -eu
[ -z "${OLDER:-}" ] || OLDER=$(realpath "$OLDER")
cd "$(dirname "$0")/.."
root=$PWD
if [ "${1:-}" != --always ] && git diff --quiet HEAD~1 HEAD -- packaging pyproject.toml; then
    echo "The package: not built, as nothing in packaging/ has changed."
    exit 0
fi
export WHEELS="${WHEELS:-$root/build/wheels-cpu}"

sh packaging/linux/build.sh
again=$root/build/again
rm -rf "$again"
git clone -q "$root" "$again"
sh "$again/packaging/linux/build.sh"
cmp dist/SHA256SUMS "$again/dist/SHA256SUMS" || {
    echo "The package: two builds of one commit differ; compare dist and $again/dist." >&2
    exit 1
}
echo "The package: two builds are the same to the byte"

if [ -z "${OLDER:-}" ]; then
    (
        cd "$again"
        sed -i 's/^__version__ = .*/__version__ = "0.0.1"/' img2loc_desktop/__init__.py
        git -c user.name=ci -c user.email=ci@localhost commit -q -a -m "An older version"
        EFFORT=0 sh packaging/linux/build.sh
    )
    OLDER=$again/dist/img2loc-desktop_0.0.1_amd64.deb
fi
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' img2loc_desktop/__init__.py)
sh packaging/cleanroom.sh "dist/img2loc-desktop_${version}_amd64.deb"
sh packaging/updates.sh "$OLDER" "dist/img2loc-desktop_${version}_amd64.deb"
echo "The package: passed"
