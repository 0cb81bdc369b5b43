"""Pictures to embeddings, and by a location model on to places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from img2loc_desktop.core.encoder_graph import Tensor, choose_input, choose_outputs
from img2loc_desktop.core.encoder_pack import EncoderPack, read_encoder_pack
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.location import LocationModel
from img2loc_desktop.core.onnx_session import (
    CPU,
    CUDA,
    ProviderError,
    has_cuda_driver,
    open_session,
    reason,
    runtime_errors,
)
from img2loc_desktop.core.preprocessing import Preprocessing
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.types import Artefact

# A graphics card wants many pictures at once. A processor gains nothing from that, and one
# picture at a time gives the same bits whatever else is embedded in the same run.
_BATCH = {CPU: 1, CUDA: 16}

Rows = NDArray[np.float32]


class Encoder:
    """A network that turns pictures into L2-normalised vectors, opened from its pack.

    ``outputs`` maps each role ("image" for the embedding of pictures) to its dimension;
    ``sha256`` is that of the ONNX file; ``provider`` is "CUDA" or "CPU"; ``warnings`` say
    what did not work as asked; ``batch_size`` is the number of pictures that run at once.
    May be used from several threads.
    """

    def __init__(
        self, pack: EncoderPack, session: Any, provider: str, warnings: tuple[str, ...]
    ) -> None:
        """For ``open``: ``session`` is an onnxruntime.InferenceSession that has the provider."""
        self.manifest = pack.manifest
        self.name = pack.manifest.name
        self.sha256 = pack.sha256
        self.preprocessing: Preprocessing = pack.preprocessing
        self.provider = provider.removesuffix("ExecutionProvider")
        self.warnings = warnings
        self._session = session
        self._input = choose_input(pack, [_tensor(node) for node in session.get_inputs()])
        chosen = choose_outputs(pack, [_tensor(node) for node in session.get_outputs()])
        self.batch_size = self._input.batch or _BATCH[provider]
        self._nodes = {role: output.name for role, output in chosen.items()}
        self.location: LocationModel | None = None
        # Until the trial, only what the graph or the manifest states.
        self.outputs: Mapping[str, int] = {
            role: output.dimension for role, output in chosen.items() if output.dimension
        }
        if len(self.outputs) < len(chosen) or provider == CUDA:
            self.outputs = self._try_out(provider)

    @property
    def output_names(self) -> Mapping[str, str]:
        """The names of the network's own outputs by role."""
        return dict(self._nodes)

    @property
    def artefacts(self) -> tuple[Artefact, ...]:
        """What an embedding is made with: the encoder, and the location model if there is one."""
        own = Artefact(self.name, self.sha256)
        location = self.location
        return (own,) if location is None else (own, Artefact(location.name, location.sha256))

    def maker(self, role: str) -> str:
        """The SHA-256 that an index of that role names as its encoder's."""
        if self.location is not None and role == self.location.role:
            return self.location.sha256
        return self.sha256

    def add_location(self, model: LocationModel) -> None:
        """Let ``embed`` answer the role of a location model too, from the role "image".

        Raises UserError when the model was made for another encoder.
        """
        model.check_encoder(self.name, self.outputs.get("image"), self.preprocessing)
        self.location = model
        self.outputs = {**self.outputs, model.role: model.dimension}

    @classmethod
    def open(cls, folder: Path, *, prefer_gpu: bool = True, threads: int | None = None) -> Encoder:
        """Open an encoder pack after checking its files.

        ``threads`` is the number of processor threads that work on one picture; by default
        all, which answers soonest. Use 1 where several pictures are embedded at the same
        time (``embedding.embed_files``). Raises UserError.
        """
        pack = read_encoder_pack(folder)
        warnings: tuple[str, ...] = ()
        if prefer_gpu and has_cuda_driver():
            try:
                return cls(pack, _session(pack, CUDA, threads), CUDA, ())
            except ProviderError as error:
                warnings = (
                    phrase(f"{CUDA} did not start, the processor is used instead: {error}"),
                )
        return cls(pack, _session(pack, CPU, threads), CPU, warnings)

    def embed(
        self, images: Sequence[Image.Image], roles: Sequence[str] = ("image",)
    ) -> dict[str, Rows]:
        """Embed upright pictures: for each role float32 (n, dimension), L2-normalised rows.

        Raises UserError when the encoder has no such role, when the network fails, or when a
        vector is zero or not finite (the message counts the pictures from 1).
        """
        for role in roles:
            if role not in self.outputs:
                raise UserError(
                    f'The encoder "{self.name}" has no output for "{role}"; '
                    f"it has: {', '.join(self.outputs)}.",
                    "Use an encoder that was made for this kind of index.",
                )
        parts: dict[str, list[Rows]] = {role: [] for role in roles}
        for start in range(0, len(images), self.batch_size):
            batch = images[start : start + self.batch_size]
            pixels = np.stack([self.preprocessing.pixels(image) for image in batch])
            for role, rows in self._rows(pixels, roles).items():
                parts[role].append(self._normalised(rows, start))
        return {
            role: np.concatenate([np.empty((0, self.outputs[role]), np.float32), *part])
            for role, part in parts.items()
        }

    def _rows(self, pixels: Rows, roles: Sequence[str]) -> dict[str, NDArray[Any]]:
        """The raw rows of each role; the network runs once for all of them."""
        location = self.location
        if location is None or location.role not in roles:
            return self._run(pixels, roles)
        own = tuple(dict.fromkeys(("image", *(role for role in roles if role in self._nodes))))
        found = self._run(pixels, own)
        # The location model was trained on the vectors as they are, before normalisation.
        found[location.role] = location.of_features(found["image"])
        return {role: found[role] for role in roles}

    def _run(self, pixels: Rows, roles: Sequence[str]) -> dict[str, NDArray[Any]]:
        """The raw outputs for at most ``batch_size`` pictures."""
        count = len(pixels)
        if self._input.batch is not None and count < self._input.batch:
            pixels = np.resize(pixels, (self._input.batch, *pixels.shape[1:]))  # repeats them
        if self._input.precision == "float16":
            pixels = pixels.astype(np.float16)
        try:
            found = self._session.run(
                [self._nodes[role] for role in roles], {self._input.name: pixels}
            )
        except runtime_errors() as error:
            raise UserError(
                f'The encoder "{self.name}" failed on a picture: {reason(error)}.',
                "If memory is short, close other programs; else get the encoder again.",
            ) from error
        for role, rows in zip(roles, found, strict=True):
            dimension = self.outputs.get(role)
            if rows.ndim != 2 or rows.shape != (len(pixels), dimension or rows.shape[1]):
                raise UserError(
                    f'The output "{self._nodes[role]}" of the encoder "{self.name}" has the shape '
                    f"{rows.shape}, expected ({len(pixels)}, {dimension or 'dimension'}).",
                    "Correct the outputs in the manifest, or export the network anew.",
                )
        return {role: rows[:count] for role, rows in zip(roles, found, strict=True)}

    def _normalised(self, rows: NDArray[Any], start: int) -> Rows:
        wide = rows.astype(np.float64)  # squares of large or tiny values leave float32
        norms = np.linalg.norm(wide, axis=1)
        usable = np.isfinite(norms) & (norms > 0)
        if not usable.all():
            number = start + int(np.argmin(usable)) + 1
            raise UserError(
                f'The encoder "{self.name}" gave no usable vector for picture {number}: '
                "it is zero or not finite.",
                "Check the picture; if every picture fails, get the encoder again or use an "
                "export in float32.",
            )
        unit: Rows = (wide / norms[:, None]).astype(np.float32)
        return unit

    def _try_out(self, provider: str) -> dict[str, int]:
        """The dimension of each role, found by running the network once.

        On a graphics card this also shows whether the provider really works.
        """
        size = self.preprocessing
        black = np.zeros((1, 3, size.height, size.width), np.float32)
        try:
            found = self._run(black, tuple(self._nodes))
        except UserError as error:
            if provider == CPU:
                raise
            raise ProviderError(error.message) from error
        return {role: rows.shape[1] for role, rows in found.items()}


def _tensor(node: Any) -> Tensor:
    """onnxruntime's NodeArg in our words; its sizes are numbers, names or None."""
    kind = node.type.removeprefix("tensor(").removesuffix(")")
    if not node.shape:
        return Tensor(node.name, kind, None)
    sizes = (size if isinstance(size, int) and size > 0 else None for size in node.shape)
    return Tensor(node.name, kind, tuple(sizes))


def _session(pack: EncoderPack, provider: str, threads: int | None) -> Any:
    what = f'the encoder "{pack.manifest.name}"'
    return open_session(pack.model, what, provider, threads)
