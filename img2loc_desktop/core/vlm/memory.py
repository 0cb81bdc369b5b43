"""How much memory a model takes, and how to run it in what is there.

The estimate adds what llama.cpp allocates: the weights as they are in the files, a key and a
value per token and layer, the buffers for one batch, the logits.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import Literal

from PIL import Image

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.vlm.gguf import Header
from img2loc_desktop.core.vlm.pack import VlmPack
from img2loc_desktop.core.vlm.pairing import projector_of

KvType = Literal["f16", "q8_0"]

_GB = 1e9
_RESERVE = 250_000_000  # bytes for Python, the photo and llama.cpp's small buffers
_KV_BYTES = {"f16": 2.0, "q8_0": 34 / 32}  # per number
_Q8_BLOCK = 32
_REPACKED = 0.75  # of the weights are then in memory twice
_GPU_USE = 0.9  # of the GPU's free memory; the desktop needs some as well
_ALL_LAYERS = 9999
_BATCH = 512
_WORDS = 4096  # tokens for four prompts with their neighbours and eight answers, in one wave
_SEQUENCES = 32  # answers and prompts that are kept at once
_MOST_IMAGE_TOKENS = 2048  # of models that take photos of any size
_MARKS = 4  # tokens around each part of a photo
_LARGEST_PHOTO = 2048  # pixels


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """How a model is run; None means: what suits this machine.

    ``context`` is the number of tokens kept at once, rounded up to a multiple of 256.
    ``gpu_layers`` is how many layers run on the GPU, 0 for none. ``kv_type`` "q8_0" halves
    the cache of keys and values. ``repack`` rearranges quantised weights for the CPU: they
    are read faster, but loading takes ten times as long, most are in memory twice, and the
    code for some processors (seen with Intel's AMX) crashes.
    """

    threads: int | None = None
    context: int | None = None
    batch: int | None = None
    gpu_layers: int | None = None
    flash_attention: bool | None = None
    kv_type: KvType | None = None
    repack: bool = False

    def __post_init__(self) -> None:
        """Raises UserError for numbers out of range."""
        for name, value, low, high in (
            ("threads", self.threads, 1, 1024),
            ("context", self.context, 256, 1 << 20),
            ("batch", self.batch, 32, 1 << 15),
            ("gpu_layers", self.gpu_layers, 0, _ALL_LAYERS),
        ):
            if value is not None and not low <= value <= high:
                raise UserError(
                    f'The multimodal model\'s setting "{name}" is {value}.',
                    f"Choose a number from {low} to {high}.",
                )


@dataclass(frozen=True, slots=True)
class Available:
    """What the machine has: bytes of free memory, and processor cores."""

    ram: int
    gpu: int
    cores: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The numbers that a model is loaded with; memory in bytes, ``photo_side`` in pixels."""

    threads: int
    context: int
    batch: int
    sequences: int
    gpu_layers: int
    flash_attention: bool | None
    kv_type: KvType
    repack: bool
    image_tokens: int
    photo_side: int
    ram: int  # what the model takes outside the GPU
    warnings: tuple[str, ...] = ()


def available(gpu: int = 0) -> Available:
    """Free memory, and the physical cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        allowed = len(os.sched_getaffinity(0))
    else:
        allowed = os.cpu_count() or 1
    import psutil  # only a run with a model needs it

    cores = min(psutil.cpu_count(logical=False) or allowed, allowed)
    return Available(psutil.virtual_memory().available, gpu, cores)


def plan(pack: VlmPack, options: ModelOptions, machine: Available) -> Plan:
    """Choose what the options leave open, and check that it fits.

    Raises UserError with both numbers where the memory does not suffice.
    """
    photo = image_tokens(pack.mmproj)
    # Some models read a photo in both directions at once: it must fit into one batch.
    batch = options.batch or max(
        _BATCH, photo if pack.model.architecture.startswith("gemma") else 0
    )
    plan = Plan(
        threads=options.threads or machine.cores,
        context=_multiple(options.context or photo + _WORDS, 256),
        batch=batch,
        sequences=_SEQUENCES,
        gpu_layers=0,
        flash_attention=options.flash_attention,
        kv_type=options.kv_type or "f16",
        repack=options.repack,
        image_tokens=_MOST_IMAGE_TOKENS,
        photo_side=photo_side(pack.mmproj),
        ram=0,
    )
    _check_cache(pack.model, options)
    plan = _placed(pack, plan, options, machine)
    if options.gpu_layers and not plan.gpu_layers:
        nowhere = phrase("llama.cpp finds no graphics card here: --gpu-layers had no effect.")
        plan = replace(plan, warnings=(nowhere,))
    if plan.ram > machine.ram and options.kv_type is None and _can_be_q8(pack.model, options):
        plan = _placed(pack, replace(plan, kv_type="q8_0"), options, machine)
    if plan.ram > machine.ram:
        raise UserError(
            f"{pack.name} needs about {plan.ram / _GB:.1f} GB of memory, "
            f"{machine.ram / _GB:.1f} GB are free.",
            "Close other programs, or use a smaller or more strongly quantised model.",
        )
    return plan


def image_tokens(mmproj: Header | None) -> int:
    """About how many tokens a photo becomes, at most."""
    if mmproj is None:
        return 0
    side, patch = mmproj.number("clip.vision.image_size"), mmproj.number("clip.vision.patch_size")
    if side <= 0 or patch <= 0:
        return _MOST_IMAGE_TOKENS
    projector = projector_of(mmproj)
    usual = 4 if projector == "gemma3" else 1  # what llama.cpp takes where the file says nothing
    merged = mmproj.number("clip.vision.projector.scale_factor", usual) or usual
    tiles, most = 1, _MOST_IMAGE_TOKENS
    grid = mmproj.values.get("clip.vision.image_grid_pinpoints")
    if projector.startswith("qwen"):
        side, merged = photo_side(mmproj), 2
    elif projector == "idefics3":
        tiles = (mmproj.number("clip.vision.preproc_image_size", side) // side) ** 2 + 1
    elif isinstance(grid, tuple):  # LLaVA 1.6: the whole photo and its tiles
        sizes = [int(length) // side for length in grid]
        tiles = 1 + max((w * h for w, h in zip(sizes[::2], sizes[1::2], strict=False)), default=4)
        most = tiles * (side // patch) ** 2
    return min(most, tiles * (side // patch // merged) ** 2) + _MARKS * tiles


def photo_side(mmproj: Header | None) -> int:
    """The longest side (pixels) that a photo is handed over with.

    The projector then has at most to halve it, which its simple resizing does without
    artefacts, and models of any resolution do not drown in tokens.
    """
    if mmproj is None:
        return 1
    side = mmproj.number("clip.vision.image_size", 336)
    whole = mmproj.number("clip.vision.preproc_image_size", 0)
    return max(28, min(_LARGEST_PHOTO, max(2 * side, whole)))


def shrunk(photo: Image.Image, side: int) -> Image.Image:
    """The photo with no side longer than ``side`` pixels."""
    factor = min(1.0, side / max(photo.size))
    width, height = (max(1, round(length * factor)) for length in photo.size)
    if (width, height) == photo.size:
        return photo
    return photo.resize((width, height), Image.Resampling.LANCZOS)


def _placed(pack: VlmPack, plan: Plan, options: ModelOptions, machine: Available) -> Plan:
    """The plan with its layers on the GPU as far as they fit, and the memory that is left."""
    model = pack.model
    weights = sum(tensor.bytes for part in pack.parts for tensor in part.tensors.values())
    projector = sum(tensor.bytes for tensor in pack.mmproj.tensors.values()) if pack.mmproj else 0
    moving = weights + plan.context * kv_bytes(model, plan.kv_type)
    buffers = projector + _buffers(model, plan)
    layers = max(1, model.size("block_count"))
    room = machine.gpu * _GPU_USE - buffers
    fitting = _ALL_LAYERS if moving <= room else max(0, int(room / (moving / (layers + 1))))
    chosen = fitting if options.gpu_layers is None else options.gpu_layers
    chosen = chosen if machine.gpu else 0
    on_gpu = min(1.0, chosen / (layers + 1))
    ram = moving * (1 - on_gpu) + (0 if chosen else buffers) + _RESERVE
    if plan.repack and not chosen:
        ram += _REPACKED * weights
    return replace(plan, gpu_layers=chosen, ram=int(ram))


def kv_bytes(model: Header, kv_type: KvType) -> float:
    """Bytes that one token takes in the cache of keys and values."""
    heads = model.size("attention.head_count", 1)
    head = model.size("embedding_length") // heads
    numbers = model.size("attention.key_length", head) + model.size("attention.value_length", head)
    kv_heads = model.size("attention.head_count_kv", heads)
    return model.size("block_count") * kv_heads * numbers * _KV_BYTES[kv_type]


def _buffers(model: Header, plan: Plan) -> int:
    """Bytes for the activations of one batch and for the logits, which are float32."""
    vocabulary = model.values.get("tokenizer.ggml.tokens")
    words = len(vocabulary) if isinstance(vocabulary, tuple) else 0
    layer = 16 * model.size("embedding_length") + 4 * model.size("feed_forward_length")
    return 4 * (plan.batch * layer + 2 * plan.sequences * words)


def _can_be_q8(model: Header, options: ModelOptions) -> bool:
    """Quantised values need flash attention and heads that are whole blocks."""
    return _head(model) % _Q8_BLOCK == 0 and options.flash_attention is not False


def _check_cache(model: Header, options: ModelOptions) -> None:
    """Raise UserError, which names the options, where a quantised cache cannot be had."""
    if options.kv_type != "q8_0" or _can_be_q8(model, options):
        return
    if options.flash_attention is False:
        raise UserError(
            "--kv-type q8_0 needs flash attention, which is off.",
            "Leave out --flash-attention off, or take --kv-type f16.",
        )
    raise UserError(
        f"--kv-type q8_0 needs attention heads of a multiple of {_Q8_BLOCK} numbers; "
        f"those of {model.path.name} have {_head(model)}.",
        "Take --kv-type f16, or leave it out.",
    )


def _head(model: Header) -> int:
    """How many numbers an attention head has."""
    heads = model.size("attention.head_count", 1)
    return model.size("attention.key_length", model.size("embedding_length") // heads)


def _multiple(number: int, of: int) -> int:
    return max(of, -(-number // of) * of)
