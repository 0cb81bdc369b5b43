"""Ten answers about one photo: one evaluation of photo and prompt against ten chat completions.

    python tests/bench/bench_vlm.py [--samples 10] [--threads 2]

The yardstick is llama-cpp-python's own chat completion with the same model, photo, prompt and
grammar, in the same run. The model is a random one of middle size whose photo takes 576 tokens.
"""

from __future__ import annotations

import argparse
import base64
import io
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[1])]

import tiny_models  # noqa: E402

from img2loc_desktop.core import grammar  # noqa: E402
from img2loc_desktop.core.types import LatLon, Neighbour, Place, VlmReport  # noqa: E402
from img2loc_desktop.core.vlm import ModelOptions, VlmSettings, compose  # noqa: E402
from img2loc_desktop.core.vlm.model import VisionModel  # noqa: E402

SIZE = tiny_models.Size(
    embedding=512,
    layers=8,
    feed_forward=1376,
    context=4096,
    vision_embedding=384,
    vision_layers=8,
    image=336,
    words=[f"\u2581word{number}" for number in range(30_000)],
)
CONTEXT = 2048


def photo() -> Image.Image:
    noise = np.random.default_rng(0).integers(0, 255, (336, 336, 3))
    return Image.fromarray(noise.astype(np.uint8))


def ours(folder: Path, samples: int, threads: int) -> tuple[float, VlmReport]:
    """Seconds and report of our way, without loading."""
    options = ModelOptions(threads=threads, context=CONTEXT)
    settings = VlmSettings(
        prompt="img2loc", anchors=(5,), samples=samples, temperature=0.8, reason_characters=0
    )
    with VisionModel.open(folder, options) as model:
        began = time.perf_counter()
        *_, report = model.ask(photo(), question(settings), settings)
        seconds = time.perf_counter() - began
    assert isinstance(report, VlmReport)
    return seconds, report


def first_answer(folder: Path, threads: int) -> str:
    """Our answer at temperature 0."""
    settings = VlmSettings(
        prompt="img2loc", anchors=(5,), samples=3, temperature=0.0, reason_characters=0
    )
    with VisionModel.open(folder, ModelOptions(threads=threads, context=CONTEXT)) as model:
        *_, report = model.ask(photo(), question(settings), settings)
    assert isinstance(report, VlmReport)
    return report.answers[0].text


def question(settings: VlmSettings):
    neighbours = [Neighbour(n + 1, LatLon(40.0 + n, 2.0 + n), 0.8, "index") for n in range(5)]
    return compose(neighbours, neighbours, (), settings, lambda _: Place("nowhere"), sees=True)


def naive(folder: Path, samples: int, threads: int) -> tuple[float, str]:
    """Seconds of as many independent chat completions, and the answer at temperature 0."""
    from llama_cpp import Llama, LlamaGrammar
    from llama_cpp.llama_chat_format import MTMDChatHandler

    handler = MTMDChatHandler(str(folder / tiny_models.MMPROJ), verbose=False)
    llama = Llama(
        str(folder / tiny_models.MODEL),
        chat_handler=handler,
        n_ctx=CONTEXT,
        n_threads=threads,
        n_threads_batch=threads,
        verbose=False,
    )
    file = io.BytesIO()
    photo().save(file, "PNG")
    url = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    settings = VlmSettings(prompt="img2loc", anchors=(5,), reason_characters=0)
    text = "\n" + question(settings).prompts[0].text
    content = [{"type": "image_url", "image_url": {"url": url}}, {"type": "text", "text": text}]
    form = grammar.coordinates()

    def complete(temperature: float, seed: int) -> str:
        answer = llama.create_chat_completion(
            messages=[{"role": "user", "content": content}],
            grammar=LlamaGrammar.from_string(form.text, verbose=False),
            temperature=temperature,
            seed=seed,
            repeat_penalty=1.0,
            max_tokens=form.longest + 1,
        )
        return answer["choices"][0]["message"]["content"]

    greedy = complete(0.0, 0)
    began = time.perf_counter()
    for seed in range(samples):
        complete(0.8, seed)
    seconds = time.perf_counter() - began
    llama.close()
    return seconds, greedy


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=10)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = tiny_models.write_pack(Path(name) / "middle", "llava", SIZE)
        runs, yardsticks = [], []
        for _ in range(arguments.repeats):
            seconds, report = ours(folder, arguments.samples, arguments.threads)
            runs.append(seconds)
            seconds, greedy = naive(folder, arguments.samples, arguments.threads)
            yardsticks.append(seconds)
        own, theirs = statistics.median(runs), statistics.median(yardsticks)
        same = first_answer(folder, arguments.threads) == greedy
        print(f"answers               {arguments.samples}, {len(report.answers)} written")
        print(f"chat completions      {theirs:8.2f} s")
        print(f"one evaluation        {own:8.2f} s")
        print(f"ratio                 {theirs / own:8.1f} (at least 8)")
        print(f"image encodes         {report.encodes:8d} (1)")
        print(f"same at temperature 0 {same!s:>8}")
        return 0 if theirs / own >= 8 and report.encodes == 1 and same else 1


if __name__ == "__main__":
    sys.exit(main())
