#!/bin/sh
# Build the packages for Linux on x86-64 from the commit that is checked out:
#   sh packaging/linux/build.sh            dist/*.tar.xz, dist/*.deb, dist/SHA256SUMS
#   VARIANT=cuda sh packaging/linux/build.sh
#   WHEELS=FOLDER sh packaging/linux/build.sh   keeps what is compiled there, not in build/wheels-*
#   EFFORT=0 sh packaging/linux/build.sh   packs quickly and not small: for trying things out
# On Debian 12, whose libc is the oldest that the package runs with. What is not committed is not
# in it. The same commit gives the same bytes.
set -eu
cd "$(dirname "$0")/../.."
root=$PWD
variant=${VARIANT:-cpu}
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
EFFORT=${EFFORT:-9e} # of xz
export EFFORT SOURCE_DATE_EPOCH PYTHONHASHSEED=0 LC_ALL=C.UTF-8 TZ=UTC
umask 022

for program in /usr/bin/python3 c++ strip readelf objcopy icupkg dpkg-deb desktop-file-validate xz; do
    command -v "$program" >/dev/null || [ -x "/usr/sbin/$program" ] || {
        echo "$program is missing: packaging/README.md says what to install." >&2
        exit 1
    }
done

# The libraries: exactly those that are written down.
venv=$root/build/venv-$variant
wheels=${WHEELS:-$root/build/wheels-$variant}
[ -x "$venv/bin/pip" ] || /usr/bin/python3 -m venv --clear "$venv"
export PIP_DISABLE_PIP_VERSION_CHECK=1
lock=packaging/locks/linux-$variant.txt
# First pip itself, and what it makes wheels with: one library is published as source only.
grep -e "^pip==" -e "^setuptools==" "$lock" >"$venv/first.txt"
"$venv/bin/pip" install -q --no-deps --require-hashes -r "$venv/first.txt"
"$venv/bin/pip" install -q --no-deps --no-build-isolation --require-hashes -r "$lock"
VARIANT=$variant sh packaging/linux/compile.sh "$venv/bin/python" "$wheels"
"$venv/bin/pip" install -q --no-deps --no-index --force-reinstall "$wheels"/*.whl

# The commit and nothing else, always in the same folder: paths are part of some files.
source=$root/build/source
work=$root/build/work
rm -rf "$source" "$work"
mkdir -p "$source" "$work"
git archive HEAD | tar -x -C "$source"
cd "$source"
version=$("$venv/bin/python" -c 'import img2loc_desktop; print(img2loc_desktop.__version__)')
"$venv/bin/pyinstaller" --noconfirm --clean --log-level WARN \
    --distpath "$work/dist" --workpath "$work/pyinstaller" packaging/img2loc.spec
tree=$work/dist/img2loc-desktop
"$venv/bin/python" packaging/needs.py "$tree"
"$venv/bin/python" -W ignore packaging/sbom.py "$tree"
"$venv/bin/python" packaging/icons.py "$work/icons"
cp packaging/CHANGELOG.md LICENSE NOTICE "$tree"

# What a desktop wants to know, with version and date.
day=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%d)
share=$tree/share
put() { # FILE DIRECTORY: a copy with version and date
    mkdir -p "$share/$2"
    sed "s/@VERSION@/$version/g; s/@DATE@/$day/g" "packaging/linux/$1" >"$share/$2/${3:-$1}"
}
put img2loc-desktop.desktop applications
put img2loc-desktop.mime.xml mime/packages img2loc-desktop.xml
put org.img2loc.desktop.metainfo.xml metainfo
put img2loc.1 man/man1
put img2loc-desktop.1 man/man1
mkdir -p "$share/icons"
cp -r "$work/icons/hicolor" "$share/icons/"
desktop-file-validate "$share/applications/img2loc-desktop.desktop"

"$venv/bin/python" packaging/traces.py "$tree" "$root" "$wheels" /tmp/pip-

# The archive. Python's files have no times of their own that anybody reads.
dist=$root/dist
mkdir -p "$dist"
name=img2loc-desktop-$version-linux-x86_64
[ "$variant" = cpu ] || name=$name-$variant
find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
chmod -R u+rwX,go+rX,go-w "$tree"
tar --sort=name --format=gnu --owner=0 --group=0 --numeric-owner \
    --mtime="@$SOURCE_DATE_EPOCH" --transform "s,^\.,$name," -cf - -C "$tree" . |
    xz -T1 "-$EFFORT" >"$dist/$name.tar.xz"

# The same folder as a Debian package.
sh packaging/linux/deb.sh "$tree" "$work/deb" "$dist" "$version" "$variant"

(cd "$dist" && sha256sum img2loc-desktop*"$version"* >SHA256SUMS)
[ "$EFFORT" != 9e ] || "$venv/bin/python" packaging/budget.py "$tree" "$dist"/img2loc-desktop*"$version"*
