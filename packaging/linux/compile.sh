#!/bin/sh
# Compile the wheels that the package carries in a form of its own, into a folder:
#   sh packaging/linux/compile.sh PYTHON FOLDER
# llama.cpp: for every x86-64 processor with AVX2 (2013 and later), not for this one's kind alone;
# it fetches nothing when it is run: no video, no TLS. OpenCV: the parts that RapidOCR uses, which
# get decoded pictures. NumPy: without OpenBLAS, which is 28 MB for products of small matrices, and
# for processors up to AVX2. VARIANT=cuda, with NVIDIA's toolkit: llama.cpp for their cards as well.
# Wheels that this recipe made earlier are kept. About 12 minutes on two idle cores.
set -eu
python=$1
mkdir -p "$2"
wheels=$(cd "$2" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
locks=$here/../locks
lock=$locks/compiled.txt
# Always the same place: some libraries write down the options that they were compiled with.
work=/tmp/img2loc-compile

llama="-DGGML_NATIVE=OFF -DMTMD_VIDEO=OFF -DLLAMA_OPENSSL=OFF"
if [ "${VARIANT:-cpu}" = cuda ]; then
    # Turing to Hopper; newer cards compile the last one's intermediate code when first used.
    llama="$llama -DGGML_CUDA=ON -DCMAKE_CUDA_ARCHITECTURES=75-real;80-real;86-real;89-real;90"
fi
opencv="-DPYTHON3_LIMITED_API=ON -DBUILD_LIST=core,geometry,imgproc,python3"
opencv="$opencv -DCPU_BASELINE=SSE4_2 -DCPU_DISPATCH="
opencv="$opencv -DBUILD_INFO_SKIP_TIMESTAMP=ON -DBUILD_INFO_SKIP_SYSTEM_VERSION=ON"
for part in 1394 ADE AVIF EIGEN FFMPEG GSTREAMER IPP ITT JASPER JPEG LAPACK OPENCL OPENEXR \
    OPENJPEG PNG PROTOBUF TBB TIFF V4L VTK WEBP; do
    opencv="$opencv -DWITH_$part=OFF"
done

# Wheels of another recipe, or with other tools, are made anew.
recipe=$(cat "$here/compile.sh" "$locks/compiled.txt" "$locks/tools.txt" | sha256sum | cut -d" " -f1)
recipe="$recipe ${VARIANT:-cpu}"
if [ "$(cat "$wheels/recipe.txt" 2>/dev/null)" != "$recipe" ]; then
    rm -f "$wheels"/*.whl
    echo "$recipe" >"$wheels/recipe.txt"
fi

needed() { # NAME: whether its wheel is not there yet; its line of the lock is in $work/NAME.txt
    name=$(echo "$1" | tr - _)
    version=$(sed -n "s/^$1==\([^ ]*\) .*/\1/p" "$lock")
    for wheel in "$wheels/$name-$version"-*.whl; do
        [ ! -e "$wheel" ] || return 1
    done
    rm -f "$wheels/$name"-*.whl
    if [ -z "${mine:-}" ]; then
        mkdir "$work" || { echo "Another build compiles there, or one was broken off." >&2; exit 1; }
        mine=yes
        trap 'rm -rf "$work"' EXIT
        "$python" -m venv --without-pip "$work/venv"
        pip install -q --no-deps --only-binary :all: --require-hashes -r "$locks/tools.txt"
    fi
    grep "^$1==" "$lock" >"$work/$1.txt"
}
pip() { # of PYTHON, for a Python that is always in the same place, with the tools beside it
    PATH="$work/venv/bin:$PATH" "$python" -m pip --python "$work/venv/bin/python" "$@"
}
compile() { # NAME
    needed "$1" || return 0
    folder=$work/$1
    pip download -q --no-deps --no-build-isolation --no-binary "$1" --require-hashes \
        -r "$folder.txt" -d "$folder"
    mkdir "$folder/source"
    tar -xzf "$folder"/*.tar.gz -C "$folder/source" --strip-components=1
    if [ "$1" = llama-cpp-python ]; then
        # Half of the work is a library for llama.cpp's own programs.
        sed -i 's/LLAMA_BUILD_COMMON ON/LLAMA_BUILD_COMMON OFF/' "$folder/source/CMakeLists.txt"
    fi
    if [ "$1" = opencv-python-headless ]; then
        # Types for editors are only made where all of OpenCV is built; nothing here needs them.
        sed -i 's/"gapi" not in relpath_re/"typ" not in relpath_re/' "$folder/source/setup.py"
        # It writes down where it found its tools.
        sed -i '/status(.*"[ ]*\(CMake build tool\|Interpreter\|Libraries\|numpy\|Python (for build)\):"/d' \
            "$folder/source/opencv/CMakeLists.txt"
    fi
    # Assertions name their file: without the prefix they would name this machine's folders.
    flags="-ffile-prefix-map=$folder/source=$1"
    (
        cd "$folder/source"
        export CFLAGS="$flags" CXXFLAGS="$flags"
        pip wheel -q --no-deps --no-build-isolation -w "$wheels" .
    )
}
export CMAKE_ARGS="$llama" ENABLE_HEADLESS=1
compile llama-cpp-python
CMAKE_ARGS=$opencv
compile opencv-python-headless
# In one step and one folder: pip compiles it to learn its name, and then for the wheel. Not from
# pip's cache, which would give a wheel that was compiled with other options.
if needed numpy; then
    export TMPDIR="$work"
    pip wheel -q --no-cache-dir --no-deps --no-build-isolation --no-binary numpy --require-hashes \
        -r "$work/numpy.txt" -w "$wheels" -Csetup-args=-Dblas=none -Csetup-args=-Dlapack=none \
        -Csetup-args=-Dallow-noblas=true -Csetup-args=-Dcpu-dispatch=X86_V3 -Cbuild-dir=_build
fi
