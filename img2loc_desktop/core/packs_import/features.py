"""Vectors that somebody else computed: a table of places, and an array with a row for each.

The form in which researchers exchange the features of MP-16 and its like. Nothing in the array
says which encoder made it: that is the user's word, checked only by the dimension.
"""

from __future__ import annotations

import contextlib
import math
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core import model_packs
from img2loc_desktop.core.encoder_pack import EncoderPack, read_encoder_pack
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.files import cannot_write
from img2loc_desktop.core.index import EncoderIdentity
from img2loc_desktop.core.index.writing import Heading, Points, write_pack
from img2loc_desktop.core.pack_names import pack_name
from img2loc_desktop.core.packs_import import checks
from img2loc_desktop.core.packs_import.copying import Mode, cannot_read
from img2loc_desktop.core.packs_import.events import Copying, Decided, ImportEvent
from img2loc_desktop.core.places_table import PlacesTable, read_places

_BLOCK = 16_384  # rows at a time
_ROLE = "image"
_NUMBERS = (np.dtype(np.float32), np.dtype(np.float16))
_SAVE = "Save it with numpy.save as a two-dimensional array of float32."
_HEADERS: dict[tuple[int, int], Callable[[BinaryIO], tuple[tuple[int, ...], bool, Any]]] = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}
# A photo is asked for the near and the far; the far take a scan of all rows, which finds the
# near as well. A graph would take hours to build and answer nothing sooner.
_NO_GRAPH = 1 << 62


@dataclass(frozen=True, slots=True)
class FeaturesPlan:
    """An index pack from a table and an array (n, dimension) of float32 or float16."""

    table: Path
    array: Path
    encoder: EncoderPack
    kind: str = "index"

    @property
    def label(self) -> str:
        return f"{self.table.name} and {self.array.name}"

    @property
    def name(self) -> str:
        return pack_name(self.table.stem, "features")

    @property
    def sources(self) -> tuple[Path, ...]:
        return self.table, self.array

    def room(self, mode: Mode) -> int:
        """The float16 rows twice while they are written, then with the int8 rows."""
        shape = _open(self.array).shape
        return int(shape[0]) * (int(shape[1]) * 5 + 100)

    def build(self, folder: Path, name: str, mode: Mode) -> Iterator[ImportEvent]:
        """Raises UserError when the two do not belong together or hold what cannot be."""
        array = _open(self.array)
        places = read_places(self.table)
        if len(places.latitudes) != len(array):
            raise UserError(
                f"{self.table.name} lists {len(places.latitudes):,} places, {self.array.name} "
                f"has {len(array):,} rows.",
                "They must be of the same photos in the same order: get both again.",
            )
        _check_dimension(array, self)
        nowhere = int(np.count_nonzero((places.latitudes == 0) & (places.longitudes == 0)))
        if nowhere:
            yield Decided(
                f"{nowhere:,} of {len(array):,} places are 0, 0, in the sea off Africa: tables "
                "often say so where a place is not known. They count like any other."
            )
        yield Decided(
            f"The vectors are taken as those of the encoder {self.encoder.manifest.name} "
            f"({self.encoder.sha256[:12]}...), because you say so: nothing in the file tells. "
            "With the vectors of another encoder every answer would be wrong."
        )
        work = folder / ".work"
        try:
            work.mkdir()
            yield from self._unit_rows(array, work / "rows.f16")
            rows = np.memmap(work / "rows.f16", np.float16, "r", shape=array.shape)
            heading = Heading(name, self._identity(), title=self.table.stem[:200])
            for _ in write_pack(folder, work, heading, _points(places, rows), _NO_GRAPH):
                pass
            del rows
            shutil.rmtree(work)
        except OSError as error:
            raise cannot_write(folder, error) from error
        yield from checks.check("index", folder)

    def _identity(self) -> EncoderIdentity:
        encoder = self.encoder
        return EncoderIdentity(encoder.manifest.name, encoder.sha256, _ROLE, encoder.preprocessing)

    def _unit_rows(self, array: NDArray[Any], path: Path) -> Iterator[Copying]:
        """Write the rows with length 1 as float16; a row that has no length ends the import."""
        done = 0
        with path.open("wb") as file:
            for start in range(0, len(array), _BLOCK):
                rows = np.asarray(array[start : start + _BLOCK], np.float64)
                norms = np.linalg.norm(rows, axis=1)
                usable = np.isfinite(norms) & (norms > 0)
                if not usable.all():
                    row = start + int(np.argmin(usable))
                    raise UserError(
                        f"Row {row:,} of {self.array.name} (counted from 0) is zero or holds "
                        "values that are no numbers.",
                        "Remove the row and its line in the table, or get the array again.",
                    )
                file.write((rows / norms[:, None]).astype(np.float16).tobytes())
                done += rows.size * array.itemsize
                yield Copying(self.array.name, done, array.nbytes)


def choose_encoder(named: Path | None, array: Path) -> EncoderPack:
    """The encoder whose vectors an array holds: the one named, or the only one that may be.

    Raises UserError when that is not known.
    """
    if named is not None:
        return read_encoder_pack(named)
    shape = _open(array).shape
    candidates = []
    for found in model_packs.find_packs("encoder"):
        if isinstance(found, model_packs.Manifest):
            with contextlib.suppress(UserError):  # what is wrong with it says "models list"
                pack = read_encoder_pack(found.folder)
                if any(o.role == _ROLE and o.dimension == shape[1] for o in pack.outputs):
                    candidates.append(pack)
    if len(candidates) == 1:
        return candidates[0]
    names = ", ".join(pack.manifest.name for pack in candidates) or "none"
    raise UserError(
        f"Which encoder made {array.name} is not known; installed encoders whose vectors have "
        f"{shape[1]} numbers: {names}.",
        "Name the one that made it with --encoder NAME; import it before if it is not there.",
    )


def _points(places: PlacesTable, rows: NDArray[np.float16]) -> Points:
    return Points(
        vectors=rows,
        latitudes=places.latitudes,
        longitudes=places.longitudes,
        sources=places.sources() if places.has_sources else None,
    )


def _check_dimension(array: NDArray[Any], plan: FeaturesPlan) -> None:
    dimension = _dimension(plan.encoder)
    if dimension != array.shape[1]:
        raise UserError(
            f"The rows of {plan.array.name} have {array.shape[1]} numbers, those of the "
            f"encoder {plan.encoder.manifest.name} {dimension}.",
            "Name the encoder that made them with --encoder NAME.",
        )


def _dimension(encoder: EncoderPack) -> int | None:
    """How many numbers the encoder's vectors have: as its manifest or else its network says."""
    for output in encoder.outputs:
        if output.role == _ROLE and output.dimension is not None:
            return output.dimension
    from img2loc_desktop.core.encoder import Encoder

    return Encoder.open(encoder.manifest.folder, prefer_gpu=False).outputs.get(_ROLE)


def _open(path: Path) -> NDArray[Any]:
    """Map an array of the right form. Raises UserError for any other file."""
    try:
        with path.open("rb") as file:
            shape, _, dtype = _HEADERS[np.lib.format.read_magic(file)](file)
            promised = file.tell() + math.prod(shape) * dtype.itemsize
    except OSError as error:
        raise cannot_read(path, error) from error
    except Exception as error:  # numpy parses a line of Python: whatever that may raise
        raise UserError(
            f"{path.name} is no array as numpy.save writes it: its beginning is another one.",
            "It may have been damaged: copy it again from its source.",
        ) from error
    if dtype.hasobject:
        raise UserError(
            f"{path.name} holds objects of Python, which could run any program when they are read.",
            _SAVE,
        )
    if len(shape) != 2 or min(shape) < 1 or dtype.newbyteorder("=") not in _NUMBERS:
        raise UserError(
            f"{path.name} is {dtype} {shape}, expected float32 or float16 rows, one for each "
            "place.",
            _SAVE,
        )
    size = path.stat().st_size
    if size != promised:
        raise UserError(
            f"{path.name} has {size:,} bytes, its beginning promises {promised:,}.",
            "It may have been cut off: copy it again from its source.",
        )
    return np.lib.format.open_memmap(path, mode="r")
