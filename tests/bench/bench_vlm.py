"""Ten answers about one photo: one evaluation of photo and prompt against ten chat completions.

    python tests/bench/bench_vlm.py [--samples 10] [--threads 1] [--repeats 3]

The yardstick is llama-cpp-python's own chat completion with the same model, photo, prompt and
grammar, in the same run; once for coordinates alone and once with a reason before them, as
long as the product asks for by default. Of the latter less can be saved: every answer's own
words have to be written, and ten rows cost the processor three times as much as one. The
model is a random one of middle size whose photo takes 576 tokens. At last, how long the model
goes on computing after it was told to stop.
"""

from __future__ import annotations

import argparse
import base64
import io
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
from PIL import Image

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[1])]

import tiny_models  # noqa: E402

from img2loc_desktop.core import grammar  # noqa: E402
from img2loc_desktop.core.types import LatLon, Neighbour, Place, VlmReport  # noqa: E402
from img2loc_desktop.core.vlm import ModelOptions, StoppedError, VlmSettings, compose  # noqa: E402
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
CONTEXT = 3072
LEAST, LEAST_BY_DEFAULT = 8, 6  # times faster: coordinates alone, with the usual reason

Seconds = tuple[float, float]  # by the clock on the wall, and of the processor


class Clock:
    """Counts from when it is made; processor seconds leave out what other programs took."""

    def __init__(self) -> None:
        self._began = time.perf_counter(), time.process_time()

    def read(self) -> Seconds:
        return time.perf_counter() - self._began[0], time.process_time() - self._began[1]


def photo() -> Image.Image:
    noise = np.random.default_rng(0).integers(0, 255, (336, 336, 3))
    return Image.fromarray(noise.astype(np.uint8))


def settings(reason: int, samples: int, temperature: float) -> VlmSettings:
    return VlmSettings(
        prompt="img2loc",
        anchors=(5,),
        samples=samples,
        temperature=temperature,
        reason_characters=reason,
    )


def question(asked: VlmSettings):
    neighbours = [Neighbour(n + 1, LatLon(40.0 + n, 2.0 + n), 0.8, "index") for n in range(5)]
    return compose(neighbours, neighbours, (), asked, lambda _: Place("nowhere"), sees=True)


def ours(folder: Path, reason: int, samples: int, threads: int) -> tuple[Seconds, VlmReport, str]:
    """Our way, without loading, and the first of three answers at temperature 0."""
    with VisionModel.open(folder, ModelOptions(threads=threads, context=CONTEXT)) as model:
        *_, greedy = model.ask(
            photo(), question(settings(reason, 3, 0.0)), settings(reason, 3, 0.0)
        )
        asked = settings(reason, samples, 0.8)
        clock = Clock()
        *_, report = model.ask(photo(), question(asked), asked)
        seconds = clock.read()
    assert isinstance(report, VlmReport) and isinstance(greedy, VlmReport)
    return seconds, report, greedy.answers[0].text


def naive(folder: Path, reason: int, samples: int, threads: int) -> tuple[Seconds, str]:
    """As many independent chat completions, without loading, and the answer at temperature 0."""
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
    text = "\n" + question(settings(reason, samples, 0.8)).prompts[0].text
    content = [{"type": "image_url", "image_url": {"url": url}}, {"type": "text", "text": text}]
    form = grammar.coordinates(reason)

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
    clock = Clock()
    for seed in range(samples):
        complete(0.8, seed)
    seconds = clock.read()
    llama.close()
    return seconds, greedy


def stopping(folder: Path, threads: int) -> dict[str, float]:
    """Seconds from ``stop`` to the end of the question, the worst of each part of the work."""
    asked = settings(1000, 10, 0.8)
    worst: dict[str, float] = {}
    with VisionModel.open(folder, ModelOptions(threads=threads, context=CONTEXT)) as model:
        began = time.perf_counter()
        next(model.ask(photo(), question(asked), asked))
        reading = time.perf_counter() - began
        for part, moments in (
            ("photo and prompt", np.linspace(0.05, 0.95, 10) * reading),
            ("writing", reading * np.array([1.1, 1.3, 1.5])),
        ):
            for moment in moments:
                told: list[float] = []

                def stop(told: list[float] = told) -> None:
                    told.append(time.perf_counter())
                    model.stop()

                timer = threading.Timer(moment, stop)
                timer.start()
                try:
                    list(model.ask(photo(), question(asked), asked))
                except StoppedError:
                    worst[part] = max(worst.get(part, 0.0), time.perf_counter() - told[0])
                timer.join()
    return worst


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=10)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    good = True
    with tempfile.TemporaryDirectory() as name:
        folder = tiny_models.write_pack(Path(name) / "middle", "llava", SIZE)
        for reason in (0, VlmSettings().reason_characters):
            runs, yardsticks = [], []
            for _ in range(given.repeats):
                seconds, report, first = ours(folder, reason, given.samples, given.threads)
                runs.append(seconds)
                seconds, greedy = naive(folder, reason, given.samples, given.threads)
                yardsticks.append(seconds)
            usual, least = (" (the default)", LEAST_BY_DEFAULT) if reason else ("", LEAST)
            print(f"reason of up to       {reason:8d} characters{usual}")
            print(f"answers               {len(report.answers):8d}")
            for kind, name in enumerate(("wall", "processor")):
                own = statistics.median(run[kind] for run in runs)
                theirs = statistics.median(run[kind] for run in yardsticks)
                print(f"{name} seconds: chat completions {theirs:.2f}, one evaluation {own:.2f}")
                print(f"  ratio {theirs / own:.1f} (at least {least})")
                good &= theirs / own >= least
            print(f"image encodes         {report.encodes:8d} (1)")
            print(f"same at temperature 0 {first == greedy!s:>8}")
            good &= report.encodes == 1 and first == greedy
        for part, seconds in stopping(folder, given.threads).items():
            print(f"stopped in {part}: {seconds:.3f} s (at most 0.5)")
            good &= seconds <= 0.5
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
