#!/bin/sh
# Make a Debian package of a built folder: sh packaging/linux/deb.sh TREE WORK DIST VERSION VARIANT
# EFFORT is that of xz, as in build.sh.
set -eu
tree=$1 work=$2 dist=$3 version=$4 variant=$5
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$work"
mkdir -p "$work/DEBIAN" "$work/usr/lib" "$work/usr/bin" "$work/usr/share/doc/img2loc-desktop"

cp -a "$tree" "$work/usr/lib/img2loc-desktop"
mv "$work/usr/lib/img2loc-desktop/share"/* "$work/usr/share/"
rmdir "$work/usr/lib/img2loc-desktop/share"
for program in img2loc img2loc-desktop; do
    ln -s "../lib/img2loc-desktop/$program" "$work/usr/bin/$program"
done
gzip -n -9 "$work"/usr/share/man/man1/*.1
doc=$work/usr/share/doc/img2loc-desktop
gzip -n -9 -c "$tree/CHANGELOG.md" >"$doc/changelog.gz"
cat "$tree/NOTICE" >"$doc/copyright"
cat >>"$doc/copyright" <<END

The full text of the Apache License 2.0 is in /usr/share/common-licenses/Apache-2.0.
What is in the package, with licences: /usr/lib/img2loc-desktop/sbom.cdx.json and
/usr/lib/img2loc-desktop/licences.
END

size=$(du -sk --apparent-size "$work/usr" | cut -f1)
package=img2loc-desktop
[ "$variant" = cpu ] || package=$package-$variant
sed "s/@VERSION@/$version/; s/@SIZE@/$size/; s/^Package: .*/Package: $package/" \
    "$here/control" >"$work/DEBIAN/control"
[ "$variant" = cpu ] || echo "Conflicts: img2loc-desktop" >>"$work/DEBIAN/control"
install -m 755 "$here/postrm" "$work/DEBIAN/postrm"
(cd "$work" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum >DEBIAN/md5sums)
find "$work" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
strategy=none
[ "$EFFORT" = "${EFFORT%e}" ] || strategy=extreme
dpkg-deb --root-owner-group -Zxz "-z${EFFORT%e}" -S$strategy \
    --build "$work" "$dist/${package}_${version}_amd64.deb" >/dev/null
