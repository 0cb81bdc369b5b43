#!/bin/sh
# Compile the wheels that the package carries in a form of its own, into a folder:
#   sh packaging/linux/compile.sh PYTHON FOLDER
# llama.cpp: for every x86-64 processor with AVX2 (2013 and later), not for this one's kind alone;
# it fetches nothing when it is run: no video, no TLS. OpenCV: the parts that RapidOCR uses, which
# get decoded pictures. VARIANT=cuda, with NVIDIA's toolkit: llama.cpp for their cards as well.
# Wheels that are there already are kept. About 25 minutes on two cores.
set -eu
python=$1
mkdir -p "$2"
wheels=$(cd "$2" && pwd)
lock=$(cd "$(dirname "$0")/.." && pwd)/locks/compiled.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

llama="-DGGML_NATIVE=OFF -DMTMD_VIDEO=OFF -DLLAMA_OPENSSL=OFF"
if [ "${VARIANT:-cpu}" = cuda ]; then
    # Turing to Hopper; newer cards compile the last one's intermediate code when first used.
    llama="$llama -DGGML_CUDA=ON -DCMAKE_CUDA_ARCHITECTURES=75-real;80-real;86-real;89-real;90"
fi
opencv="-DPYTHON3_LIMITED_API=ON -DBUILD_LIST=core,geometry,imgproc,imgcodecs,python3"
opencv="$opencv -DCPU_BASELINE=SSE4_2 -DCPU_DISPATCH=AVX2"
for part in 1394 ADE AVIF EIGEN FFMPEG GSTREAMER IPP ITT JASPER JPEG LAPACK OPENCL OPENEXR \
    OPENJPEG PNG PROTOBUF TBB TIFF V4L VTK WEBP; do
    opencv="$opencv -DWITH_$part=OFF"
done

compile() { # NAME OPTIONS
    folder=$(echo "$1" | tr - _)
    set -- "$1" "$2" "$folder" "$wheels/$folder"-*.whl
    [ ! -e "$4" ] || return 0
    grep "^$1==" "$lock" >"$work/$3.txt"
    "$python" -m pip download -q --no-deps --no-binary "$1" --require-hashes \
        -r "$work/$3.txt" -d "$work/$3"
    mkdir "$work/$3/source"
    tar -xzf "$work/$3/"*.tar.gz -C "$work/$3/source" --strip-components=1
    # Assertions name their file: without the prefix they would name this machine's folders.
    flags="-ffile-prefix-map=$work/$3/source=$1"
    (
        cd "$work/$3/source"
        CFLAGS="$flags" CXXFLAGS="$flags" CMAKE_ARGS="$2" ENABLE_HEADLESS=1 \
            "$python" -m pip wheel -q --no-deps -w "$wheels" .
    )
}
compile llama-cpp-python "$llama"
compile opencv-python-headless "$opencv"
