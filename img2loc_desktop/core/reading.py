"""The words in the picture as a source of evidence: read, judged, interpreted, weighed.

Whatever happens to the reader, the photo is answered without it, and the result says so.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from PIL import Image

from img2loc_desktop.core import files, model_packs
from img2loc_desktop.core.clues import Interpreter
from img2loc_desktop.core.clues.data import ClueData
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.ocr import Reader, most_pixels
from img2loc_desktop.core.ocr_pack import read_ocr_pack
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.testimony import Scene, Testimony
from img2loc_desktop.core.types import Artefact, Result, TextLine, TextReport
from img2loc_desktop.core.word_edits import edited, that_count

_METHOD = phrase("words in the picture")


class TextWitness:
    """Reads the words of each photo, or only of those for which it is asked.

    Where somebody asks for those of a photo, small ones are searched for, too.
    """

    stage = "reading words"

    def __init__(self, gazetteer: Gazetteer, *, only_asked: bool = False) -> None:
        """Nothing is loaded before the first photo that is read."""
        self._gazetteer = gazetteer
        self._only_asked = only_asked

    @cached_property
    def identity(self) -> Artefact | None:
        """By what its calibration knows it again; None where most photos are not read."""
        return None if self._only_asked else _artefact(ClueData().path)

    def testify(self, scene: Scene) -> Iterator[Testimony]:
        """Read, or take what an analyst says is written."""
        unread = self._only_asked and not scene.is_asked
        if unread and scene.lines is None and not scene.edits:
            yield Testimony("words in the picture not read")
            return
        begun = time.perf_counter()
        is_read = scene.lines is None and not unread
        try:
            lines = self._read(scene) if is_read else scene.lines or ()
            if scene.lines is None:
                lines = edited(lines, scene.edits)
            counting = that_count(lines)
            found = self._interpreter.interpret(counting)
        except UserError as error:
            yield Testimony(
                "words in the picture could not be read",
                warnings=(f"{error.message} {error.hint}".strip(),),
            )
            return
        report = TextReport(
            lines=tuple(lines),
            clues=found.clues,
            share=found.points.share if found.points else 0.0,
            seconds=round(time.perf_counter() - begun, 3),
            is_thorough=_is_thorough(scene) if is_read else _was_thorough(scene),
        )
        earlier = scene.result.provenance.ocr if scene.result else ()
        artefacts = self._artefacts if is_read else earlier

        def record(result: Result) -> Result:
            provenance = replace(result.provenance, ocr=artefacts)
            return replace(result, text=report, provenance=provenance)

        silent = phrase("no words in the picture")
        if report.lines:
            silent = phrase("words in the picture say nothing of the place")
        yield Testimony(
            method=_METHOD if found.points else silent,
            points=(found.points,) if found.points else (),
            warnings=self._reader_warnings if is_read else (),
            record=record,
            words=tuple(line.text for line in counting if line.text),
        )

    def _read(self, scene: Scene) -> tuple[TextLine, ...]:
        photo = scene.opened.photo
        lines = self._reader.read(
            _picture(scene), photo.width, photo.height, thorough=scene.is_asked
        )
        return self._interpreter.legible(lines)

    @property
    def _reader(self) -> Reader:
        return self._loaded[0]

    @property
    def _reader_warnings(self) -> tuple[str, ...]:
        return self._loaded[1]

    @cached_property
    def _loaded(self) -> tuple[Reader, tuple[str, ...]]:
        """The reader with all installed ocr packs, and what is wrong with the others."""
        packs, warnings = [], []
        for found in model_packs.find_packs("ocr"):
            try:
                if isinstance(found, model_packs.BrokenPack):
                    raise found.error
                packs.append(read_ocr_pack(found.folder))
            except UserError as error:
                warnings.append(f"{error.message} {error.hint}".strip())
        return Reader(packs), tuple(warnings)

    @cached_property
    def _interpreter(self) -> Interpreter:
        return Interpreter(self._gazetteer)

    @cached_property
    def _artefacts(self) -> tuple[Artefact, ...]:
        return tuple(_artefact(path) for path in self._reader.models)


def _artefact(path: Path) -> Artefact:
    return Artefact(path.name, files.sha256_of(path))


def _is_thorough(scene: Scene) -> bool:
    """Whether asking for small words would find no more than this reading."""
    photo = scene.opened.photo
    return scene.is_asked or photo.width * photo.height <= most_pixels(thorough=False)


def _was_thorough(scene: Scene) -> bool:
    return bool(scene.result and scene.result.text and scene.result.text.is_thorough)


def _picture(scene: Scene) -> Image.Image:
    """The photo's pixels: all of it, or at least as many as the reader takes."""
    photo = scene.opened.photo
    long, short = max(photo.width, photo.height), min(photo.width, photo.height)
    # The short side of the largest picture that is read, for a photo of this shape.
    wanted = max(1, round((most_pixels(scene.is_asked) * short / long) ** 0.5))
    return scene.pixels(min(wanted, short))
