"""Embedding a folder against a bare onnxruntime loop over arrays that are decoded already.

    python tests/bench/bench_embedding.py [--encoder FOLDER] [--photos FOLDER] [--count N]

The pipeline reads, decodes, prepares and embeds photo files; the yardstick runs the same
session on arrays in memory. Both in turns, so that a busy machine slows both; the ratio is
that of the median times. Without --encoder it measures the starter encoder if there is one,
and a network of CLIP ViT-B/32's size with random weights.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from onnx import helper, numpy_helper
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from encoder_packs import graph, write_pack

from img2loc_desktop.core import photos
from img2loc_desktop.core.embedding import Embedded, decoded_side, embed_files
from img2loc_desktop.core.encoder import Encoder

REPOSITORY = Path(__file__).resolve().parents[2]
ROUNDS = 5
SIDE = 224
VIT_B_32, VIT_L_14 = (768, 12, 32), (1024, 24, 14)  # width, layers, patch


def clip_sized(folder: Path, shape: tuple[int, int, int] = VIT_B_32) -> Path:
    """A pack with the arithmetic of a CLIP: ViT-B/32 takes 49 tokens through 12 layers of 768."""
    width, layers, patch = shape
    random = np.random.default_rng(0)
    constants = [numpy_helper.from_array(np.array([0, width, -1]), "tokens_shape")]

    def weights(name: str, *shape: int) -> str:
        values = random.standard_normal(shape).astype(np.float32)
        values /= np.sqrt(np.prod(shape[1:] if len(shape) > 2 else shape[:1]))
        constants.append(numpy_helper.from_array(values, name))
        return name

    nodes = [
        helper.make_node(
            "Conv",
            ["pixels", weights("patch", width, 3, patch, patch)],
            ["grid"],
            strides=[patch, patch],
        ),
        helper.make_node("Reshape", ["grid", "tokens_shape"], ["columns"]),
        helper.make_node("Transpose", ["columns"], ["x0"], perm=[0, 2, 1]),
    ]
    for layer in range(layers):
        names = [weights(f"{kind}{layer}", width, width) for kind in "qkvo"]
        up, down = (
            weights(f"up{layer}", width, 4 * width),
            weights(f"down{layer}", 4 * width, width),
        )
        q, k, v, scores, mixed, out, a, hidden, active, b = (
            f"{part}_{layer}" for part in ("q", "k", "v", "s", "m", "o", "a", "h", "r", "b")
        )
        nodes += [
            *(
                helper.make_node("MatMul", [f"x{layer}", names[i]], [to])
                for i, to in enumerate((q, v))
            ),
            helper.make_node("MatMul", [f"x{layer}", names[2]], [f"{k}_"]),
            helper.make_node("Transpose", [f"{k}_"], [k], perm=[0, 2, 1]),
            helper.make_node("MatMul", [q, k], [f"{scores}_"]),
            helper.make_node("Softmax", [f"{scores}_"], [scores]),
            helper.make_node("MatMul", [scores, v], [mixed]),
            helper.make_node("MatMul", [mixed, names[3]], [out]),
            helper.make_node("Add", [f"x{layer}", out], [a]),
            helper.make_node("MatMul", [a, up], [hidden]),
            helper.make_node("Tanh", [hidden], [active]),
            helper.make_node("MatMul", [active, down], [b]),
            helper.make_node("Add", [a, b], [f"x{layer + 1}"]),
        ]
    nodes.append(
        helper.make_node("ReduceMean", [f"x{layers}"], ["embedding"], axes=[1], keepdims=0)
    )
    model = graph(
        nodes,
        {"embedding": ["n", width]},
        inputs={"pixels": ["n", 3, SIDE, SIDE]},
        constants=constants,
    )
    rules = {"size": SIDE, "resize": "short_side", "short_side": SIDE, "filter": "bicubic"}
    return write_pack(folder, model, preprocessing=rules | {"mean": [0.45] * 3, "std": [0.27] * 3})


def sample_photos(folder: Path, count: int) -> list[Path]:
    """Photo-like JPEGs of 12 megapixels, for machines without a folder of photos."""
    random = np.random.default_rng(0)
    paths = []
    for number in range(min(count, 12)):
        coarse = Image.fromarray(random.integers(0, 256, (300, 400, 3), np.uint8))
        paths.append(folder / f"{number:03}.jpg")
        coarse.resize((4000, 3000), Image.Resampling.BICUBIC).save(paths[-1], quality=90)
    return (paths * count)[:count]


def peak_memory() -> int:
    """The most bytes of memory that this process had."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def timed(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds on the clock and of processor time."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


def measure(name: str, folder: Path, paths: list[Path]) -> None:
    encoder = Encoder.open(folder, threads=1)
    wide = Encoder.open(folder)
    side = decoded_side(encoder.preprocessing)
    pixels = [
        encoder.preprocessing.pixels(photos.read(path, short_side=side).pixels)
        for path in paths[:64]
    ]

    def bare(opened: Encoder) -> None:
        session = opened._session
        node, output = opened._input.name, [opened._nodes["image"]]
        for number in range(0, len(paths), opened.batch_size):
            batch = [pixels[(number + k) % len(pixels)] for k in range(opened.batch_size)]
            session.run(output, {node: np.stack(batch)})

    def pipeline() -> None:
        for item in embed_files(encoder, paths):
            assert isinstance(item, Embedded), item

    def prepare() -> None:
        for path in paths:
            encoder.preprocessing.pixels(photos.read(path, short_side=side).pixels)

    works: dict[str, Callable[[], None]] = {
        "bare loop, same session": lambda: bare(encoder),
        "files to vectors": pipeline,
        "bare loop, all cores": lambda: bare(wide),
        "read, decode, prepare": prepare,
    }
    bare(encoder)
    bare(wide)
    times: dict[str, list[tuple[float, float]]] = {label: [] for label in works}
    for _ in range(ROUNDS):
        for label, work in works.items():
            times[label].append(timed(work))
    print(f"{name}: {encoder.provider}, {os.cpu_count()} cores, {len(paths)} photos")
    middle = {}
    for label, found in times.items():
        clock = statistics.median(value for value, _ in found) / len(paths) * 1000
        processor = statistics.median(value for _, value in found) / len(paths) * 1000
        middle[label] = clock
        print(f"  {label:<24} {clock:7.1f} ms a photo ({processor:.1f} ms of processor time)")
    print(f"  peak memory so far         {peak_memory() / 1e9:7.2f} GB")
    for yardstick in ("bare loop, same session", "bare loop, all cores"):
        ratio = middle[yardstick] / middle["files to vectors"]
        print(f"  throughput against the {yardstick}: {ratio:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", type=Path, action="append", help="an encoder pack")
    parser.add_argument("--photos", type=Path, help="a folder of photos")
    parser.add_argument("--count", type=int, default=120)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["IMG2LOC_HOME"] = scratch
        folder = options.photos or REPOSITORY.parent / "shared" / "photos" / "library"
        paths = photos.expand([folder]) if folder.is_dir() else ()
        usable = [item for item in paths if isinstance(item, Path)][: options.count]
        usable = usable or sample_photos(Path(scratch), options.count)
        packs = options.encoder or [
            pack for pack in [REPOSITORY / "models" / "starter-encoder"] if pack.is_dir()
        ]
        for pack in packs:
            measure(pack.name, pack, usable)
        if not options.encoder:
            measure("CLIP-sized", clip_sized(Path(scratch) / "clip"), usable[: options.count // 3])


if __name__ == "__main__":
    main()
