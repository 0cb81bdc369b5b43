"""A loaded model: tokens in, logits out, sequences copied and dropped.

Everything that could make llama.cpp end the process is checked before the call. The photo
goes in as RGB pixels; no URL, path or encoded file ever reaches the library.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.vlm import binding
from img2loc_desktop.core.vlm.binding import llama, mtmd
from img2loc_desktop.core.vlm.events import StoppedError
from img2loc_desktop.core.vlm.memory import Plan
from img2loc_desktop.core.vlm.vocabulary import Vocabulary

Logits = NDArray[np.float32]  # (words of the vocabulary,)

_IMAGE_STEP = 32  # operations of the image encoder between two looks at the stop flag
_GGML_TYPES = {"f16": llama.GGML_TYPE_F16, "q8_0": llama.GGML_TYPE_Q8_0}
_FLASH = {None: -1, False: 0, True: 1}  # -1 lets llama.cpp choose
_ABORTED = 2


@dataclass(frozen=True, slots=True)
class Word:
    """One token to evaluate: its id, its position in its sequence, the sequence."""

    token: int
    position: int
    sequence: int
    wanted: bool  # whether the logits after it are needed


class Engine:
    """One language model with its projector. Sequences are numbered from 0.

    Not for use from several threads, except for ``stop``.
    """

    def __init__(self, model: Path, mmproj: Path | None, plan: Plan) -> None:
        """Load; raises UserError with llama.cpp's words where it refuses."""
        binding.start()
        binding.errors()
        self.plan = plan
        self.encodes = 0  # photos that the image encoder has seen
        self.tokens = 0  # evaluated so far
        self.taken = 0  # tokens of the context that the beginning takes
        self._flag = binding.StopFlag()
        self._held = contextlib.ExitStack()
        with contextlib.ExitStack() as held:  # what was loaded is freed when the rest fails
            self._load_model(held, model)
            self._vision = self._load_vision(held, mmproj) if mmproj else None
            self._held = held.pop_all()

    def close(self) -> None:
        """Free the memory; may be called twice."""
        self._held.close()

    def stop(self) -> None:
        """Make the call under way raise StoppedError; safe from any thread."""
        self._flag.set()

    def resume(self) -> None:
        """Forget a stop."""
        self._flag.clear()

    def clear(self) -> None:
        """Forget all sequences."""
        llama.llama_memory_clear(self._memory, False)
        self.taken = 0

    def rewind(self) -> None:
        """Forget all sequences but 0, the beginning of the conversation."""
        llama.llama_memory_seq_keep(self._memory, 0)

    def _load_model(self, held: contextlib.ExitStack, model: Path) -> None:
        plan = self.plan
        wanted = llama.llama_model_default_params()
        wanted.n_gpu_layers = plan.gpu_layers
        wanted.use_extra_bufts = plan.repack
        self._model = llama.llama_model_load_from_file(_path(model), wanted)
        if not self._model:
            raise _refused(model.name, "cannot be loaded")
        held.callback(llama.llama_model_free, self._model)
        if llama.llama_model_has_encoder(self._model) or llama.llama_model_is_diffusion(
            self._model
        ):
            raise UserError(
                f"{model.name} is not a model that continues a text.", "Choose a chat model."
            )
        self.vocabulary = Vocabulary(llama.llama_model_get_vocab(self._model))
        self.trained_context: int = llama.llama_model_n_ctx_train(self._model)

        context = llama.llama_context_default_params()
        context.n_ctx = plan.context
        context.n_batch = context.n_ubatch = plan.batch
        context.n_seq_max = context.n_outputs_max = plan.sequences
        context.kv_unified = True  # a copied sequence shares its cells with the original
        context.swa_full = True  # so that sequences of sliding-window models can be copied
        context.n_threads = context.n_threads_batch = plan.threads
        context.flash_attn_type = _FLASH[plan.flash_attention]
        context.type_k = context.type_v = _GGML_TYPES[plan.kv_type]
        context.no_perf = True
        self._context = llama.llama_init_from_model(self._model, context)
        if not self._context:
            raise _refused(model.name, "cannot be started")
        held.callback(llama.llama_free, self._context)
        llama.llama_set_abort_callback(self._context, self._flag.callback, self._flag.data)
        self._memory = llama.llama_get_memory(self._context)
        self._batch = llama.llama_batch_init(plan.batch, 0, 1)
        held.callback(llama.llama_batch_free, self._batch)

    def _load_vision(self, held: contextlib.ExitStack, mmproj: Path) -> int:
        wanted = mtmd.mtmd_context_params_default()
        wanted.use_gpu = self.plan.gpu_layers > 0
        wanted.n_threads = self.plan.threads
        wanted.flash_attn_type = _FLASH[self.plan.flash_attention]
        wanted.print_timings = wanted.warmup = False
        wanted.image_max_tokens = self.plan.image_tokens
        self._asked = 0
        self._look = llama.ggml_backend_sched_eval_callback(self._may_go_on)  # kept alive here
        wanted.cb_eval = self._look
        vision = mtmd.mtmd_init_from_file(_path(mmproj), self._model, wanted)
        if not vision:
            raise _refused(mmproj.name, "cannot be used to look at photos")
        held.callback(mtmd.mtmd_free, vision)
        return int(vision)

    def _may_go_on(self, _tensor: object, asking: bool, _data: object) -> bool:
        """ggml asks which results are wanted, and with a result whether to go on."""
        if asking:
            self._asked += 1
            return self._asked % _IMAGE_STEP == 0
        return not self._flag.is_set()

    def start(self, before: str, photo: Image.Image | None) -> int:
        """Evaluate the beginning of the conversation into sequence 0; return its length."""
        self.clear()
        if photo is None or self._vision is None:
            tokens = self.vocabulary.tokens(before, control=True, first=True)
            self.taken = len(tokens)
            return self.extend(0, 0, tokens, wanted=False)[0]
        chunks = self._chunks(before, photo)
        try:
            self.encodes += 1
            position = 0
            for number in range(mtmd.mtmd_input_chunks_size(chunks)):
                position = self._chunk(mtmd.mtmd_input_chunks_get(chunks, number), position)
            return position
        finally:
            mtmd.mtmd_input_chunks_free(chunks)

    def extend(
        self, sequence: int, position: int, tokens: Sequence[int], *, wanted: bool = True
    ) -> tuple[int, Logits | None]:
        """Evaluate tokens at the end of a sequence: its new length, the logits if wanted."""
        logits = None
        for begin in range(0, len(tokens), self.plan.batch):
            part = tokens[begin : begin + self.plan.batch]
            last = begin + len(part) == len(tokens)
            words = [
                Word(token, position + n, sequence, wanted and last and n == len(part) - 1)
                for n, token in enumerate(part)
            ]
            found = self.evaluate(words)
            logits = found[-1].copy() if found else None
            position += len(part)
        return position, logits

    def evaluate(self, words: Sequence[Word]) -> list[Logits]:
        """Evaluate at most one batch; the logits are valid until the next call."""
        if len(words) > self.plan.batch:
            raise ValueError(f"{len(words)} tokens in a batch of {self.plan.batch}")
        batch = self._batch
        batch.n_tokens = len(words)
        for n, word in enumerate(words):
            batch.token[n], batch.pos[n], batch.logits[n] = word.token, word.position, word.wanted
            batch.n_seq_id[n], batch.seq_id[n][0] = 1, word.sequence
        self._check(llama.llama_decode(self._context, batch))
        self.tokens += len(words)
        return [self._logits(n) for n, word in enumerate(words) if word.wanted]

    def copy(self, source: int, target: int) -> None:
        """Make a sequence that goes on where another one is; they share their past."""
        llama.llama_memory_seq_cp(self._memory, source, target, -1, -1)

    def _logits(self, row: int) -> Logits:
        pointer = llama.llama_get_logits_ith(self._context, row)
        return np.ctypeslib.as_array(pointer, shape=(self.vocabulary.size,))

    def _check(self, code: int) -> None:
        if code == _ABORTED or self._flag.is_set():
            raise StoppedError
        if code != 0:
            reason = binding.errors() or f"code {code}"
            raise UserError(
                f"The model could not read on: {reason[:300]}.", "Give it a larger context."
            )

    def _chunks(self, before: str, photo: Image.Image) -> int:
        """The beginning and the photo as mtmd's chunks, which the caller frees."""
        pixels = np.ascontiguousarray(np.asarray(photo.convert("RGB"), dtype=np.uint8))
        height, width, _ = pixels.shape
        bitmap = mtmd.mtmd_bitmap_init(
            width, height, pixels.ctypes.data_as(ctypes.POINTER(ctypes.c_uint8))
        )
        data = before.encode("utf-8", "replace")
        text = mtmd.mtmd_input_text(data, len(data), False, True)
        parts = [mtmd.mtmd_input_part(bitmap=bitmap)]
        if data:
            parts.insert(0, mtmd.mtmd_input_part(text=ctypes.pointer(text)))
        pointers = (ctypes.POINTER(mtmd.mtmd_input_part) * len(parts))(*map(ctypes.pointer, parts))
        chunks = mtmd.mtmd_input_chunks_init()
        code = mtmd.mtmd_tokenize_from_parts(self._vision, chunks, pointers, len(parts), True)
        mtmd.mtmd_bitmap_free(bitmap)
        if code != 0:
            mtmd.mtmd_input_chunks_free(chunks)
            raise _refused("The photo", "cannot be read by the model")
        return int(chunks)

    def _chunk(self, chunk: int, position: int) -> int:
        """Evaluate one chunk into sequence 0; return the sequence's new length."""
        count = mtmd.mtmd_input_chunk_get_n_tokens(chunk)
        if self.taken + count > self.plan.context:
            raise UserError(
                f"The photo takes at least {self.taken + count:,} tokens, "
                f"the context has room for {self.plan.context:,}.",
                "Give the model a larger context.",
            )
        self.taken += count
        if mtmd.mtmd_input_chunk_get_type(chunk) == mtmd.MTMD_INPUT_CHUNK_TYPE_TEXT:
            size = ctypes.c_size_t()
            tokens = mtmd.mtmd_input_chunk_get_tokens_text(chunk, ctypes.byref(size))
            return self.extend(0, position, tokens[: size.value], wanted=False)[0]
        # llama.cpp would end the process.
        if mtmd.mtmd_decode_use_non_causal(self._vision, chunk) and count > self.plan.batch:
            raise UserError(
                f"The photo takes {count:,} tokens at once, a batch has {self.plan.batch:,}.",
                f"Set the batch to at least {count:,}.",
            )
        after = llama.llama_pos(0)
        code = mtmd.mtmd_helper_eval_chunk_single(
            self._vision, self._context, chunk, position, 0, self.plan.batch, False,
            ctypes.byref(after),
        )  # fmt: skip
        self._check(code)
        self.tokens += count
        return int(after.value)


def _path(path: Path) -> bytes:
    return str(path).encode("utf-8", "surrogateescape")


def _refused(name: str, what: str) -> UserError:
    reason = binding.errors() or "llama.cpp gives no reason"
    return UserError(
        f"{name} {what}: {reason[:300]}.",
        "Choose a model that this version of llama.cpp supports, or get it again.",
    )
