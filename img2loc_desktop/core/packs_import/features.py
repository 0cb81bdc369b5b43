"""Vectors that somebody else computed: a table of places, and an array with a row for each.

The form in which researchers exchange the features of MP-16 and its like. Nothing in the array
says which encoder made it: that is the user's word, checked only by the dimension.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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
from img2loc_desktop.core.packs_import.copying import Mode
from img2loc_desktop.core.packs_import.events import Copying, Decided, ImportEvent
from img2loc_desktop.core.packs_import.stored_rows import StoredRows, stored_rows
from img2loc_desktop.core.places_table import PlacesTable, read_places

_BLOCK = 16_384  # rows at a time
_ROLE = "image"
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
        shape = stored_rows(self.array).shape
        return int(shape[0]) * (int(shape[1]) * 5 + 100)

    def build(self, folder: Path, name: str, mode: Mode) -> Iterator[ImportEvent]:
        """Raises UserError when the two do not belong together or hold what cannot be."""
        array = stored_rows(self.array)
        places = read_places(self.table)
        if len(places.latitudes) != array.shape[0]:
            raise UserError(
                f"{self.table.name} lists {len(places.latitudes):,} places, {self.array.name} "
                f"has {array.shape[0]:,} rows.",
                "They must be of the same photos in the same order: get both again.",
            )
        _check_dimension(array, self)
        nowhere = int(np.count_nonzero((places.latitudes == 0) & (places.longitudes == 0)))
        if nowhere:
            yield Decided(
                f"{nowhere:,} of {array.shape[0]:,} places are 0, 0, in the sea off Africa: tables "
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

    def _unit_rows(self, array: StoredRows, path: Path) -> Iterator[Copying]:
        """Write the rows with length 1 as float16; a row that has no length ends the import."""
        start, (count, dimension) = 0, array.shape
        size = dimension * array.dtype.itemsize
        with path.open("wb") as file:
            for block in array.blocks(_BLOCK):
                rows = block.astype(np.float64)
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
                start += len(rows)
                yield Copying(self.array.name, start * size, count * size)


def choose_encoder(named: Path | None, array: Path) -> EncoderPack:
    """The encoder whose vectors an array holds: the one named, or the only one that may be.

    Raises UserError when that is not known.
    """
    if named is not None:
        return read_encoder_pack(named)
    shape = stored_rows(array).shape
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


def _check_dimension(array: StoredRows, plan: FeaturesPlan) -> None:
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
