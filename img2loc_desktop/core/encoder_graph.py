"""Which input of a network takes the picture, and which output is its embedding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from img2loc_desktop.core.encoder_pack import LARGEST_DIMENSION, EncoderPack, NamedOutput
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.preprocessing import Preprocessing

_FLOATS = ("float16", "float", "double")
# Pooled embeddings by the names that exporters give them, the projected ones first. Outputs
# such as last_hidden_state or text_embeds are never meant by "the embedding of the picture".
_POOLED = (
    "image_embeds",
    "image_embeddings",
    "image_embedding",
    "image_features",
    "image_feature",
    "embedding",
    "embeddings",
    "sentence_embedding",
    "pooler_output",
    "pooled_output",
    "pooled",
    "features",
    "feature",
)
_HINT = "Export the picture's part of the network alone, with one pooled embedding as its output."


@dataclass(frozen=True, slots=True)
class Tensor:
    """An input or output of a graph.

    ``type`` is "float", "float16", "int64", ...; in ``shape`` None stands for a size that is
    not fixed, and the whole is None where the graph does not even state the rank.
    """

    name: str
    type: str
    shape: tuple[int | None, ...] | None

    def __str__(self) -> str:
        if self.shape is None:
            return f"{self.name} (shape unknown, {self.type})"
        return f"{self.name} ({' x '.join(str(size or '?') for size in self.shape)}, {self.type})"


@dataclass(frozen=True, slots=True)
class PictureInput:
    """The input for pictures. ``batch`` is the only number of pictures it takes, or None."""

    name: str
    precision: Literal["float", "float16"]
    batch: int | None


def choose_input(pack: EncoderPack, inputs: Sequence[Tensor]) -> PictureInput:
    """The graph's only input, if it takes RGB pictures of the size that is prepared.

    Raises UserError with what the graph wants instead.
    """
    if len(inputs) != 1:
        raise UserError(
            f"The network of {_name(pack)} wants {len(inputs)} inputs: {_listed(inputs)}.", _HINT
        )
    tensor = inputs[0]
    if (tensor.type != "float" and tensor.type != "float16") or not _fits(
        tensor.shape, pack.preprocessing
    ):
        size = pack.preprocessing
        raise UserError(
            f"The network of {_name(pack)} takes {tensor}, but pictures are prepared as "
            f"batch x 3 x {size.height} x {size.width} floating-point numbers.",
            "Correct the preprocessing in the manifest, or export the network for this layout.",
        )
    batch = tensor.shape[0] if tensor.shape else None
    return PictureInput(tensor.name, "float16" if tensor.type == "float16" else "float", batch)


def choose_outputs(pack: EncoderPack, outputs: Sequence[Tensor]) -> dict[str, NamedOutput]:
    """The outputs to use by role; their dimension is None where the graph does not state it.

    What the manifest names is taken. Else the role "image" goes to the best known name among
    the outputs of shape (batch, dimension), or to the only one. Raises UserError with the
    list of outputs when that is ambiguous.
    """
    if pack.outputs:
        return {wanted.role: _declared(pack, wanted, outputs) for wanted in pack.outputs}
    candidates = [tensor for tensor in outputs if _may_be_embedding(tensor)]
    by_name = {tensor.name.rsplit("/", 1)[-1].lower(): tensor for tensor in candidates}
    known = [by_name[name] for name in _POOLED if name in by_name]
    if known:
        candidates = known[:1]
    if len(candidates) != 1:
        raise UserError(
            f"The network of {_name(pack)} does not show which output is the embedding of the "
            f"picture: {_listed(outputs)}.",
            'Name it in the manifest, under "encoder": "outputs": {"image": {"name": "..."}}.',
        )
    return {"image": NamedOutput("image", candidates[0].name, _dimension(candidates[0]))}


def _declared(pack: EncoderPack, wanted: NamedOutput, outputs: Sequence[Tensor]) -> NamedOutput:
    for tensor in outputs:
        if tensor.name == wanted.name:
            break
    else:
        raise UserError(
            f'The network of {_name(pack)} has no output "{wanted.name}" (role '
            f'"{wanted.role}"); it has: {_listed(outputs)}.',
            "Correct the name in the manifest.",
        )
    found = _dimension(tensor)
    if not _may_be_embedding(tensor) or (found and wanted.dimension and found != wanted.dimension):
        raise UserError(
            f'The output for the role "{wanted.role}" of {_name(pack)} is {tensor}, expected '
            f"batch x {wanted.dimension or 'dimension'} floating-point numbers.",
            "Correct the output in the manifest.",
        )
    return NamedOutput(wanted.role, wanted.name, found or wanted.dimension)


def _fits(shape: tuple[int | None, ...] | None, size: Preprocessing) -> bool:
    wanted = (None, 3, size.height, size.width)
    if shape is None:
        return True
    return len(shape) == len(wanted) and all(
        have is None or want is None or have == want
        for have, want in zip(shape, wanted, strict=True)
    )


def _may_be_embedding(tensor: Tensor) -> bool:
    if tensor.type not in _FLOATS:
        return False
    return tensor.shape is None or (
        len(tensor.shape) == 2 and 1 <= (tensor.shape[1] or 1) <= LARGEST_DIMENSION
    )


def _dimension(tensor: Tensor) -> int | None:
    return tensor.shape[1] if tensor.shape else None


def _name(pack: EncoderPack) -> str:
    return f'the encoder "{pack.manifest.name}"'


def _listed(tensors: Sequence[Tensor]) -> str:
    return ", ".join(str(tensor) for tensor in tensors[:20]) or "none"
