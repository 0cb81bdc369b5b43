"""Whether a language model and a projector belong together, by their headers alone.

A projector of another family with the same width loads without complaint and then describes
pictures that nobody took.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.vlm.gguf import Header, read_header

_HINT = "Take both files from the same source: the model and the mmproj made for it."

# Projector -> text architectures that it was made for, and a token that only they have.
_FAMILIES = {
    "idefics3": (("llama",), "<fake_token_around_image>"),
    "gemma3": (("gemma3",), "<start_of_image>"),
    "qwen2vl_merger": (("qwen2vl",), "<|vision_start|>"),
    "qwen2.5vl_merger": (("qwen2vl",), "<|vision_start|>"),
    "qwen3vl_merger": (("qwen3vl", "qwen3vlmoe"), "<|vision_start|>"),
}
_OWN_PROJECTOR = ("gemma3", "qwen2vl", "qwen3vl", "qwen3vlmoe")

# The tensor whose rows become the language model's input, and which dimension that is. The
# metadata's projection_dim is wrong in many files.
_OUTPUTS = {
    "mlp": ("mm.2.weight", 1),
    "idefics3": ("mm.model.fc.weight", 1),
    "gemma3": ("mm.input_projection.weight", 0),
    "qwen2vl_merger": ("mm.2.bias", 0),
    "qwen2.5vl_merger": ("mm.2.bias", 0),
}
_BYTE_TOKEN = 6  # a token type of GGUF vocabularies
_SPLIT = re.compile(r"(.*)-(\d{5})-of-(\d{5})\.gguf")


def read_model(path: Path) -> tuple[Header, ...]:
    """The headers of a language model, one for each part where it is split.

    Raises UserError for a file that cannot be run.
    """
    model = read_header(path)
    others = part_paths(path, model.number("split.count", 1))[1:]
    _check_model(model)
    parts = (model, *map(read_header, others))
    for number, part in enumerate(parts):
        if part.number("split.no") != number:
            raise UserError(
                f"{part.path.name} is part {part.number('split.no') + 1} of a model, "
                f"expected part {number + 1}.",
                "Name the parts as they were and give the first one.",
            )
    return parts


def part_paths(path: Path, count: int) -> tuple[Path, ...]:
    """The files of a model in ``count`` parts whose first is ``path``. Raises UserError."""
    if count <= 1:
        return (path,)
    match = _SPLIT.fullmatch(path.name)
    if match is None or int(match[2]) != 1 or int(match[3]) != count:
        raise UserError(
            f"{path.name} is one of {count} parts of a model, but not named as the first.",
            f"Give the file whose name ends in -00001-of-{count:05}.gguf.",
        )
    return tuple(
        path.with_name(f"{match[1]}-{number:05}-of-{count:05}.gguf")
        for number in range(1, count + 1)
    )


def projector_of(mmproj: Header) -> str:
    """The kind of a projector, such as "mlp" for LLaVA."""
    return mmproj.text("clip.projector_type") or mmproj.text("clip.vision.projector_type", "mlp")


def check_pair(model: Header, mmproj: Header) -> None:
    """Raise UserError when the projector was not made for the language model."""
    name = mmproj.path.name
    if mmproj.architecture != "clip":
        raise UserError(f"{name} is not a projector (mmproj) but another model.", _HINT)
    if not mmproj.values.get("clip.has_vision_encoder"):
        raise UserError(f"{name} has no image encoder.", _HINT)
    projector, width = projector_of(mmproj), model.size("embedding_length")
    output, dimension = _OUTPUTS.get(projector, ("", 0))
    if output:
        tensor = mmproj.tensors.get(output)
        if tensor is None or len(tensor.shape) <= dimension:
            raise UserError(f"{name} lacks its tensor {output}.", _HINT)
        if tensor.shape[dimension] != width:
            raise UserError(
                f"{name} describes pictures in {tensor.shape[dimension]} numbers, "
                f"{model.path.name} expects {width}.",
                _HINT,
            )
    if not _same_family(model, projector):
        raise UserError(
            f"{name} (projector {projector}) was made for another family of models than "
            f"{model.path.name} ({model.architecture}).",
            _HINT,
        )


def _same_family(model: Header, projector: str) -> bool:
    if projector in _FAMILIES:
        architectures, token = _FAMILIES[projector]
        return model.architecture in architectures and token in _vocabulary(model)
    if projector != "mlp":
        return True  # not known here: llama.cpp decides, in a process of its own
    # LLaVA's projector fits many models, but not those that have one of their own.
    marks = ("<fake_token_around_image>", "<start_of_image>")
    own = model.architecture in _OWN_PROJECTOR
    return not own and not set(marks) & set(_vocabulary(model))


def _check_model(model: Header) -> None:
    name = model.path.name
    if model.architecture == "clip":
        raise UserError(
            f"{name} is a projector (mmproj), not a language model.",
            "Give it as the mmproj; perhaps the two files are swapped.",
        )
    sizes = ("embedding_length", "block_count", "context_length", "attention.head_count")
    missing = [key for key in sizes if model.size(key) <= 0]
    if missing or not _vocabulary(model):
        lacking = missing[0] if missing else "vocabulary"
        raise UserError(
            f"{name} is not a language model that can be run here: its header has no {lacking}.",
            "Choose a model that llama.cpp supports.",
        )
    # Without them llama.cpp ends the process at the first character that has no token.
    if model.text("tokenizer.ggml.model") == "llama":
        kinds = model.values.get("tokenizer.ggml.token_type")
        if not isinstance(kinds, tuple) or kinds.count(_BYTE_TOKEN) < 256:
            raise UserError(
                f"The vocabulary of {name} lacks the tokens for single bytes.",
                "Get the model from another source.",
            )


def _vocabulary(model: Header) -> Sequence[object]:
    tokens = model.values.get("tokenizer.ggml.tokens")
    return tokens if isinstance(tokens, tuple) else ()
