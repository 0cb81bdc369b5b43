#!/bin/sh
# Compile the wheel of llama-cpp-python that the package carries, into a folder:
#   sh packaging/linux/llama.sh PYTHON FOLDER
# It runs on every x86-64 processor with AVX2 (2013 and later), not only on this one's kind, holds
# no path of this machine, and fetches nothing when it is run: no video, no TLS.
# For NVIDIA cards: VARIANT=cuda, on a machine with the CUDA toolkit.
set -eu
python=$1
mkdir -p "$2"
wheels=$(cd "$2" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
options="-DGGML_NATIVE=OFF -DMTMD_VIDEO=OFF -DLLAMA_OPENSSL=OFF"
if [ "${VARIANT:-cpu}" = cuda ]; then
    # Turing to Blackwell; older cards take the code of the first one, newer ones compile it anew.
    options="$options -DGGML_CUDA=ON -DCMAKE_CUDA_ARCHITECTURES=75-virtual;86-real;89-real;90-real"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
grep '^llama-cpp-python==' "$here/../locks/linux-cpu.txt" >"$work/requirement.txt"
"$python" -m pip download -q --no-deps --no-binary llama-cpp-python \
    --require-hashes -r "$work/requirement.txt" -d "$work"
mkdir "$work/source"
tar -xzf "$work"/llama_cpp_python-*.tar.gz -C "$work/source" --strip-components=1
# Assertions name their file: without the prefix they would name this machine's folders.
flags="-ffile-prefix-map=$work/source=llama"
cd "$work/source"
CFLAGS="$flags" CXXFLAGS="$flags" CMAKE_ARGS="$options" \
    SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-0}" \
    "$python" -m pip wheel -q --no-deps --config-settings=build-dir=_build -w "$wheels" .
