"""CLIP ViT-L/14 at its true size: threads, precisions and memory, against bare onnxruntime.

    python tests/bench/bench_threads.py [--encoder FOLDER ...] [--count N] [--rounds N]

The product locates with all cores on one picture, of several reads the next one meanwhile, and
builds indexes with a picture on each core: from the file to the vector, decoding included. The
yardstick is a loop over onnxruntime with its own defaults, on arrays in memory, with one thread
and with all. Each in a process of its own, whose peak memory is given. Without --encoder the
networks have random weights, in float32 and in 8 bits.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench_embedding import VIT_L_14, clip_sized, peak_memory, sample_photos

from img2loc_desktop.core import files, model_packs, photos
from img2loc_desktop.core.embedding import Embedded, decoded_side, embed_files
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.encoder_pack import read_encoder_pack

CORES = os.cpu_count() or 1
WAYS = {
    "bare onnxruntime, 1 thread": lambda pack, paths: bare(pack, paths, 1),
    "bare onnxruntime, all cores": lambda pack, paths: bare(pack, paths, CORES),
    "locating: one photo, all cores": lambda pack, paths: located(pack, paths),
    "locating: several photos": lambda pack, paths: located_ahead(pack, paths),
    "building: a photo on each core": lambda pack, paths: built(pack, paths),
}
Work = Callable[[], object]


def bare(pack: Path, paths: list[Path], threads: int) -> Work:
    """A loop over arrays that were prepared before."""
    import onnxruntime

    read = read_encoder_pack(pack)
    side = decoded_side(read.preprocessing)
    pixels = [
        read.preprocessing.pixels(photos.read(path, short_side=side).pixels)[None] for path in paths
    ]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        str(read.model), options, providers=["CPUExecutionProvider"]
    )
    name = session.get_inputs()[0].name
    return lambda: [session.run(None, {name: one}) for one in pixels]


def located(pack: Path, paths: list[Path]) -> Work:
    """One photo after the other, from its file to its vector."""
    encoder = Encoder.open(pack, prefer_gpu=False)
    side = decoded_side(encoder.preprocessing)
    return lambda: [encoder.embed([photos.read(path, short_side=side).pixels]) for path in paths]


def located_ahead(pack: Path, paths: list[Path]) -> Work:
    """The same as ``img2loc locate`` does it: the next photo is read beside the network."""
    encoder = Encoder.open(pack, prefer_gpu=False)
    side = decoded_side(encoder.preprocessing)

    def work() -> None:
        ahead = photos.Ahead()
        for path, following in zip(paths, [*paths[1:], None], strict=True):
            if following is not None:
                ahead.begin(following, side)
            encoder.embed([ahead.take(path, side).pixels])

    return work


def built(pack: Path, paths: list[Path]) -> Work:
    """Many photos, as for an index."""
    encoder = Encoder.open(pack, prefer_gpu=False, threads=1)

    def work() -> None:
        assert all(isinstance(item, Embedded) for item in embed_files(encoder, paths))

    return work


def eight_bits(folder: Path, pack: Path) -> Path:
    """The same network with 8-bit weights, as models/export_clip.py makes it."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    manifest = model_packs.read_manifest(pack, "encoder")
    network = manifest.files[0].path
    folder.mkdir()
    quantize_dynamic(
        pack / network,
        folder / network,
        op_types_to_quantize=["MatMul", "Gemm"],
        per_channel=True,
        weight_type=QuantType.QInt8,
    )
    content = json.loads((pack / model_packs.MANIFEST).read_text())
    (described,) = model_packs.describe_files(folder, [network])
    entry = {"path": network, "bytes": described.bytes, "sha256": described.sha256}
    content |= {"name": folder.name, "files": [entry]}
    files.write_text(folder / model_packs.MANIFEST, json.dumps(content))
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", type=Path, action="append", help="an encoder pack")
    parser.add_argument("--count", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", choices=WAYS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ.setdefault("IMG2LOC_HOME", scratch)
        folder = Path(scratch)
        if options.child:
            paths = sample_photos(folder, options.count)
            print(json.dumps(child(options.encoder[0], options.child, paths, options.rounds)))
            return
        packs = options.encoder
        if packs is None:
            packs = [clip_sized(folder / "float32", VIT_L_14)]
            packs.append(eight_bits(folder / "int8", packs[0]))
        for pack in packs:
            compare(pack, options.count, options.rounds)


def compare(pack: Path, count: int, rounds: int) -> None:
    """A process for each way; the bare loop of the same kind is the yardstick."""
    print(f"{pack.name}: {CORES} cores, {count} photos of 12 megapixels, {rounds} rounds")
    best = 0.0
    for way in WAYS:
        arguments = ["--encoder", pack, "--count", count, "--rounds", rounds, "--child", way]
        command = [sys.executable, __file__, *map(str, arguments)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found = json.loads(done.stdout.splitlines()[-1])
        rate = count / found["seconds"]
        line = f"  {way:<32}{rate:6.2f} photos/s, peak {found['peak'] / 1e9:.2f} GB"
        if way.startswith("bare"):
            best = max(best, rate)
        else:
            line += f", {rate / best:.2f} of the best bare loop"
        print(line, flush=True)


def child(pack: Path, way: str, paths: list[Path], rounds: int) -> dict[str, float]:
    """The median seconds of one pass over the photos, after one that does not count."""
    work = WAYS[way](pack, paths)
    work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return {"seconds": statistics.median(times), "peak": float(peak_memory())}


if __name__ == "__main__":
    main()
