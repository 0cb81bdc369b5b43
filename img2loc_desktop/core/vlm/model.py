"""The multimodal model: asked about a photo, it answers with places and reasons."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from img2loc_desktop.core import answers, geo, grammar
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.types import VlmAnswer, VlmReport, VlmScore
from img2loc_desktop.core.vlm import binding
from img2loc_desktop.core.vlm.branches import branch, common
from img2loc_desktop.core.vlm.decoding import Draft, write
from img2loc_desktop.core.vlm.engine import Engine
from img2loc_desktop.core.vlm.events import Words
from img2loc_desktop.core.vlm.memory import ModelOptions, available, plan, shrunk
from img2loc_desktop.core.vlm.pack import VlmPack, open_pack
from img2loc_desktop.core.vlm.questions import Question, VlmSettings
from img2loc_desktop.core.vlm.sampling import Sampling, likeliest, softmax
from img2loc_desktop.core.vlm.vocabulary import Constraint

Tokens = list[int]
_Job = tuple[int, int]  # number of the prompt, number of the answer
_Event = Words | VlmReport


class VisionModel:
    """A loaded vlm pack. A native crash ends this process: see VisionProcess."""

    def __init__(self, pack: VlmPack, engine: Engine) -> None:
        self.pack = pack
        self._engine = engine
        self._grammars: dict[int, tuple[grammar.Grammar, list[NDArray[np.intp]]]] = {}

    @classmethod
    def open(cls, folder: Path, options: ModelOptions | None = None) -> VisionModel:
        """Check a pack (hashes, headers, memory), then load it. Raises UserError."""
        return cls.load(open_pack(folder), options)

    @classmethod
    def load(cls, pack: VlmPack, options: ModelOptions | None = None) -> VisionModel:
        """Load a pack that was checked. Raises UserError."""
        devices = binding.machine().devices
        gpu = max((device.free for device in devices if device.is_gpu), default=0)
        chosen = plan(pack, options or ModelOptions(), available(gpu))
        mmproj = pack.mmproj.path if pack.mmproj else None
        return cls(pack, Engine(pack.model.path, mmproj, chosen))

    def __enter__(self) -> VisionModel:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the memory; may be called twice."""
        self._engine.close()

    def stop(self) -> None:
        """Make the question under way raise StoppedError; safe from any thread."""
        self._engine.stop()

    def ask(
        self, photo: Image.Image, question: Question, settings: VlmSettings, seed: int = 0
    ) -> Iterator[_Event]:
        """Yield the reasons while they are written and, at the end, the report.

        The photo is encoded once; the n-th answer (from 0) is drawn with ``seed`` + n. Raises
        UserError, or StoppedError after a ``stop`` that came after this call; the model can be
        asked again after either.
        """
        self._engine.resume()
        return self._ask(photo, question, settings, seed)

    def _ask(
        self, photo: Image.Image, question: Question, settings: VlmSettings, seed: int
    ) -> Iterator[_Event]:
        began, engine = time.perf_counter(), self._engine
        read, encoded = engine.tokens, engine.encodes
        warnings = list(engine.plan.warnings)
        if not self.pack.sees:
            warnings.append(phrase(f"{self.pack.name} is text-only: it has not seen the photo."))
        small = shrunk(photo, engine.plan.photo_side) if self.pack.sees else None
        position = engine.start(self.pack.chat.before, small)
        prompts = [self._words(prompt.text) for prompt in question.prompts]
        form, _ = self._grammar(settings)
        room = min(self._room(), engine.trained_context - engine.taken) - form.longest - 1
        fitting = [n for n, tokens in enumerate(prompts) if len(tokens) <= room]
        if not fitting:
            raise UserError(
                f"The prompt takes {min(map(len, prompts)):,} tokens, "
                f"the context has room for {max(0, room):,} beside the photo and an answer.",
                "Give the model a larger context, or show fewer neighbours.",
            )
        for n in sorted(set(range(len(prompts))) - set(fitting)):
            shown = question.prompts[n].neighbours
            warnings.append(
                phrase(
                    f"The prompt with {shown} neighbours does not fit into the model's context "
                    "and was not asked."
                )
            )

        drafts: list[tuple[int, Draft]] = []
        for wave in self._waves(prompts, fitting, form, settings.samples):
            for event in self._answer(wave, prompts, position, settings, seed):
                if isinstance(event, Words):
                    yield event
                else:
                    drafts.append(event)
        found = tuple(self._read(draft, question.prompts[n].neighbours) for n, draft in drafts)
        scores = self._choose(question, position, warnings)
        if self.pack.sees and settings.candidates > 1 and not question.choices:
            warnings.append(
                phrase(
                    "The other evidence points to one region only: "
                    "there was nothing for the model to choose among."
                )
            )
        yield VlmReport(
            answers=found,
            scores=scores,
            reason=agreed_reason(found),
            prompt=question.label,
            tokens=engine.tokens - read,
            seconds=round(time.perf_counter() - began, 3),
            encodes=engine.encodes - encoded,
            warnings=tuple(warnings),
        )

    def _answer(
        self,
        wave: Sequence[_Job],
        prompts: Sequence[Tokens],
        position: int,
        settings: VlmSettings,
        seed: int,
    ) -> Iterator[Words | tuple[int, Draft]]:
        """The answers of one wave, each finished draft with the number of its prompt."""
        engine = self._engine
        engine.rewind()
        free = itertools.count(1)
        asked = list(dict.fromkeys(prompt for prompt, _ in wave))
        grown = branch(engine, position, [prompts[n] for n in asked], free)
        branches = dict(zip(asked, grown, strict=True))
        form, allowed = self._grammar(settings)
        jobs = [(branches[prompt], number, seed + number) for prompt, number in wave]
        sampling = Sampling(settings.temperature, settings.top_p)
        prompt_of = {number: prompt for prompt, number in wave}
        for event in write(engine, jobs, form, allowed, sampling, free):
            yield event if isinstance(event, Words) else (prompt_of[event.number], event)

    def _waves(
        self, prompts: Sequence[Tokens], fitting: Sequence[int], form: grammar.Grammar, samples: int
    ) -> Iterator[list[_Job]]:
        """The answers in groups that fit into the context and its sequences together."""
        wave: list[_Job] = []
        taken = 0

        def cost(n: int) -> int:
            """Tokens for one more answer, and for its prompt where that is a new one."""
            shared = common([prompts[wave[-1][0]], prompts[n]]) if wave else 0
            return form.longest + 1 + len(prompts[n]) - shared

        for number, n in enumerate(n for n in fitting for _ in range(samples)):
            asked = len({prompt for prompt, _ in wave} | {n})
            sequences = 1 + 2 * asked + len(wave) + 1
            if wave and (taken + cost(n) > self._room() or sequences > self._engine.plan.sequences):
                yield wave
                wave, taken = [], 0
            taken += cost(n)
            wave.append((n, number))
        yield wave

    def _choose(
        self, question: Question, position: int, warnings: list[str]
    ) -> tuple[VlmScore, ...]:
        """The share of each candidate, from the probabilities of the numbers of the choice.

        Every candidate stands once at every place of the list, which cancels the model's
        liking for a place; the logarithms of its probabilities are averaged.
        """
        if not question.choices:
            return ()
        count = len(question.candidates)
        begun, labels = self._numbers(count)
        texts = [self._words(text) + begun for text in question.choices]
        if not labels or max(map(len, texts)) > self._room():
            warnings.append(phrase("The model could not choose among the candidates."))
            return ()
        logarithms = np.zeros(count)
        for turn, tokens in enumerate(texts):
            self._engine.rewind()
            self._engine.copy(0, 1)
            _, logits = self._engine.extend(1, position, tokens)
            if logits is not None:
                likeliest(logits[labels], 1)  # refuses what is no number
                shares = np.log(softmax(logits[labels]) + 1e-12)
                logarithms += np.roll(shares, turn)
        shares = softmax(logarithms / count)
        return tuple(
            VlmScore(where, place, float(share))
            for where, place, share in zip(
                question.candidates, question.places, shares, strict=True
            )
        )

    def _numbers(self, count: int) -> tuple[Tokens, Tokens]:
        """How an answer "(1" begins, and the token of each number after that beginning.

        No tokens where the vocabulary spells two numbers with the same token.
        """
        spelled = [self._engine.vocabulary.tokens(f"({n}") for n in range(1, count + 1)]
        shared = common(spelled)
        labels = [tokens[shared] for tokens in spelled if len(tokens) > shared]
        return spelled[0][:shared], labels if len(set(labels)) == count else []

    def _words(self, text: str) -> Tokens:
        """The tokens of the user's words and of what leads to the answer."""
        vocabulary = self._engine.vocabulary
        own = vocabulary.tokens(f"\n{text}" if self.pack.sees else text)
        return own + vocabulary.tokens(self.pack.chat.after, control=True)

    def _room(self) -> int:
        """How many tokens there is room for after the beginning of the conversation.

        Of all sequences together: what the model was trained for limits only each of them.
        """
        return self._engine.plan.context - self._engine.taken

    def _grammar(self, settings: VlmSettings) -> tuple[grammar.Grammar, list[NDArray[np.intp]]]:
        """The form of the answer, checked, and the tokens that each line can be written with."""
        key = settings.reason_characters
        if key not in self._grammars:
            form = grammar.coordinates(key)
            Constraint(self._engine.vocabulary, form.text).close()
            allowed = map(self._engine.vocabulary.written_with, form.alphabets)
            self._grammars[key] = form, list(allowed)
        return self._grammars[key]

    @staticmethod
    def _read(draft: Draft, neighbours: int) -> VlmAnswer:
        reply = answers.parse_written(draft.text)
        return VlmAnswer(reply.position, reply.reason, draft.text, neighbours, draft.seed)


def agreed_reason(found: Sequence[VlmAnswer]) -> str:
    """The reason of the answer that is nearest to all others.

    Where no answer names a place, that of the first.
    """
    placed = [answer for answer in found if answer.position]
    if not placed:
        return found[0].reason if found else ""
    latitudes = np.array([a.position.latitude for a in placed if a.position])
    longitudes = np.array([a.position.longitude for a in placed if a.position])
    sums = [
        float(geo.distances_km(latitudes, longitudes, answer.position).sum())
        for answer in placed
        if answer.position
    ]
    return placed[int(np.argmin(sums))].reason
