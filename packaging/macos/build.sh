#!/bin/sh
# Build the disk image for macOS 13 and later, for the kind of processor that it runs on. Not run
# yet: see packaging/README.md.
#   IDENTITY="Developer ID Application: NAME (TEAM)" PROFILE=notary sh packaging/macos/build.sh
# Needs Python 3.11 or later from python.org and Xcode's command line tools. Without IDENTITY the
# app is signed for this Mac only; with PROFILE (xcrun notarytool store-credentials) it is notarised.
set -eu
cd "$(dirname "$0")/../.."
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH PYTHONHASHSEED=0
# Metal on Apple's processors; no AVX in Intel's build of llama.cpp, as its package has it.
export CMAKE_ARGS="-DGGML_NATIVE=OFF -DMTMD_VIDEO=OFF -DLLAMA_OPENSSL=OFF"

python3 -m venv build/venv
python=build/venv/bin/python
[ -e packaging/locks/macos-cpu.txt ] || "$python" packaging/lock.py # once, and then committed
"$python" -m pip install -q --no-deps --require-hashes -r packaging/locks/macos-cpu.txt
QT_QPA_PLATFORM=offscreen "$python" packaging/icons.py build/icons
build/venv/bin/pyinstaller --noconfirm --clean packaging/img2loc.spec
app=dist/img2loc-desktop.app
# Libraries first, then what loads them.
find "$app" \( -name '*.dylib' -o -name '*.so' \) -type f -exec \
    codesign --force --timestamp --options runtime --sign "${IDENTITY:--}" {} +
codesign --force --timestamp --options runtime --sign "${IDENTITY:--}" \
    --entitlements packaging/macos/entitlements.plist "$app/Contents/MacOS/img2loc" "$app"
codesign --verify --deep --strict "$app"

version=$("$python" -c 'import img2loc_desktop; print(img2loc_desktop.__version__)')
name=img2loc-desktop-$version-macos-$(uname -m)
folder=$(mktemp -d)
cp -R "$app" LICENSE NOTICE "$folder"
ln -s /Applications "$folder/Applications"
hdiutil create -quiet -ov -volname img2loc-desktop -srcfolder "$folder" -format ULFO "dist/$name.dmg"
rm -rf "$folder"
if [ -n "${PROFILE:-}" ]; then
    xcrun notarytool submit "dist/$name.dmg" --keychain-profile "$PROFILE" --wait
    xcrun stapler staple "dist/$name.dmg"
fi
(cd dist && shasum -a 256 "$name.dmg" >SHA256SUMS-macos)
