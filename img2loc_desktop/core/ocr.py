"""Words in a picture: the only importer of rapidocr, which runs through onnxruntime.

RapidOCR's package brings its networks along (PP-OCRv6: finding lines, turning them upright,
reading Latin, Greek, Chinese and Japanese); further scripts come as packs of the kind "ocr".
Every path is given to RapidOCR, so that it has nothing to look for, and its downloader is shut.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import logging
import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from PIL import Image

from img2loc_desktop.core import onnx_session
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.ocr_finder import Finder, Found, as_pixels
from img2loc_desktop.core.ocr_letters import Decoder, Seen
from img2loc_desktop.core.ocr_pack import OcrPack
from img2loc_desktop.core.ocr_readings import Reading, likeliest
from img2loc_desktop.core.ocr_tiles import (
    STEP,
    TILE,
    Pixels,
    area,
    bounds,
    enlarged,
    is_tall,
    overlap,
    side_by_side,
)
from img2loc_desktop.core.onnx_session import reason
from img2loc_desktop.core.types import TextLine

LARGEST_PIXELS = 3_000_000  # a photo with more is reduced to this before it is searched
# The same where small words are wanted, at four times the work: finer ones drown in the noise
# of most photos.
THOROUGH_PIXELS = 12_000_000

_MOST_LINES = 300
# Of what may be text, most of it specks that are too small: RapidOCR leaves out all behind the
# first 1,000, and leaves, gravel and noise on 12 megapixels have many times as many.
_MOST_SPOTS = 30_000  # at most some 5 s
_COARSE = 736  # pixels of the long side: shows the letters that no tile holds whole
_SURE = 0.65  # that something is text, where it could not be read
_SAME = 0.3  # of a box's area: with more in common two boxes show one line
_SURELY_UPRIGHT = 0.95  # the score of a line that had looked like another script before
_NAMED = 0.5  # chance of a script that is worth a word
_RATHER_UPRIGHT = 0.1  # by so much a line that is turned round must be read the better for it
_CATALOGUE = "default_models.yaml"
_MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
}


class Reader:
    """Finds lines of text in pictures and reads those whose script it knows.

    Loading takes about 0.8 s. ``models`` are the files of its networks.
    """

    def __init__(self, packs: Sequence[OcrPack] = (), threads: int | None = None) -> None:
        """``threads`` is the number of processor threads; by default all. Raises UserError."""
        bundled = bundled_models()
        self.models = (*bundled.values(), *(pack.model for pack in packs))
        self._networks = _Networks(bundled, threads)
        self._others = [_Networks({**bundled, "Rec": p.model}, threads, p) for p in packs]

    def read(
        self, picture: Image.Image, width: int, height: int, *, thorough: bool = False
    ) -> tuple[TextLine, ...]:
        """The lines of an upright RGB picture, from top to bottom.

        Boxes are in pixels of a picture of ``width`` x ``height``: that of the full size, where
        ``picture`` is a smaller copy. ``thorough`` searches up to THOROUGH_PIXELS of it. Raises
        UserError when a network fails.
        """
        picture = _reduced(picture, most_pixels(thorough))
        try:
            found = self._find(picture)
            readings = self._recognise(as_pixels(picture), found)
        except UserError:  # of the product's own data
            raise
        except Exception as error:  # RapidOCR raises its own, OpenCV's and onnxruntime's
            raise UserError(
                f"Reading the words in the picture failed: {reason(error)}.",
                "Switch reading off for this photo; the rest of the estimate does without.",
            ) from error
        scale = np.array([width / picture.width, height / picture.height])
        pairs = list(zip(found, readings, strict=True))
        read = [line for line, reading in pairs if reading.text]
        return tuple(
            TextLine(
                text=reading.text,
                confidence=round(reading.score if reading.text else line.score, 3),
                box=tuple((round(x, 1), round(y, 1)) for x, y in (line.corners * scale).tolist()),
                **_script(reading),
            )
            for line, reading in pairs
            if reading.text or _is_text(line, read)
        )

    def _find(self, picture: Image.Image) -> list[Found]:
        if max(picture.size) <= TILE:
            found = self._networks.finder.find(as_pixels(enlarged(picture)), picture.size)
        else:
            found = self._networks.finder.find_in_tiles(picture)
            small = picture.copy()
            small.thumbnail((_COARSE, _COARSE))
            found += [
                line
                for line in self._networks.finder.find(as_pixels(small), picture.size)
                if not any(overlap(line.corners, other.corners) > _SAME for other in found)
            ]
        largest = sorted(found, key=lambda line: -area(line.corners))[:_MOST_LINES]
        return sorted(largest, key=lambda line: (line.corners[:, 1].min(), line.corners[0, 0]))

    def _recognise(self, pixels: Pixels, found: Sequence[Found]) -> list[Reading]:
        crops = self._networks.crops(pixels, found)
        upright = self._networks.upright(crops)
        best = self._best(upright)
        # Of twenty lines one is turned round, and most of these had been right before; Hebrew
        # is turned often, and looks Latin then.
        turned = [row for row, crop in enumerate(crops) if not np.array_equal(crop, upright[row])]
        before = self._best([crops[row] for row in turned])
        for row, reading in zip(turned, before, strict=True):
            is_sure = reading.is_foreign and best[row].score < _SURELY_UPRIGHT
            if is_sure or reading.score + _RATHER_UPRIGHT >= best[row].score:
                best[row] = reading
        tall = [row for row, line in enumerate(found) if is_tall(line.corners)]
        # Letters that stand upright below each other are read side by side as well.
        beside = [side_by_side(bounds(pixels, found[row].corners)) for row in tall]
        for row, reading in zip(tall, self._best(beside), strict=True):
            best[row] = max(best[row], reading, key=lambda reading: reading.score)
        return best

    def _best(self, crops: list[Pixels]) -> list[Reading]:
        """For each crop the reading that is believed."""
        by_network = [networks.read(crops) for networks in (self._networks, *self._others)]
        return [likeliest(readings) for readings in zip(*by_network, strict=True)]


class _Networks:
    """RapidOCR's three networks: one finds lines, one turns them upright, one reads them."""

    def __init__(
        self, models: Mapping[str, Path], threads: int | None, pack: OcrPack | None = None
    ) -> None:
        self._threads = threads or os.cpu_count() or 1
        parameters: dict[str, Any] = {
            "Global.log_level": "critical",
            **{f"{network}.model_path": str(path) for network, path in models.items()},
        }
        if pack is not None:
            parameters["Rec.rec_keys_path"] = str(pack.characters)
        try:
            self._engine = _rapidocr().RapidOCR(params=parameters)
            self._reader = self._part("Rec", self._engine._load_rec_model)
            if pack is None:
                self._reader.postprocess_op = Decoder(self._reader.postprocess_op, models["Rec"])
        except Exception as error:
            why = error.message.rstrip(".") if isinstance(error, UserError) else reason(error)
            raise UserError(
                f"The networks that read words cannot be loaded: {why}.",
                "Get the ocr pack again from its source."
                if pack
                else "Install img2loc-desktop again, or switch reading off.",
            ) from error

    def _part(self, network: str, load: Callable[[], Any]) -> Any:
        """A part of RapidOCR that runs its network in a session of ours, as it allows for."""
        settings = self._engine.cfg[network]
        ours = onnx_session.Network(Path(settings.model_path), "reading words", self._threads)
        settings._set_flag("allow_objects", True)
        settings.session = ours.session
        part = load()
        part.session = ours  # which gives its memory back after each run
        return part

    @functools.cached_property
    def _turner(self) -> Any:
        return self._part("Cls", self._engine._load_cls_model)

    @functools.cached_property
    def finder(self) -> Finder:
        """The network that finds lines, loaded at the first picture."""
        from rapidocr.ch_ppocr_det.utils import DBPostProcess, DetPreProcess

        usual = self._engine.cfg.Det
        return Finder(
            Path(usual.model_path),
            self._threads,
            # A larger side would be asked of a narrow strip without limit.
            DetPreProcess(STEP, "min").resize,
            DBPostProcess(
                thresh=usual.thresh,
                box_thresh=usual.box_thresh,
                max_candidates=_MOST_SPOTS,
                unclip_ratio=usual.unclip_ratio,
                use_dilation=usual.use_dilation,
                score_mode=usual.score_mode,
            ),
        )

    def crops(self, pixels: Pixels, found: Sequence[Found]) -> list[Pixels]:
        """Each line as a picture of its own, laid out from left to right or right to left."""
        if not found:
            return []
        cut: list[Pixels] = self._engine.crop_text_regions(pixels, [f.corners for f in found])
        return cut

    def upright(self, crops: list[Pixels]) -> list[Pixels]:
        """The same, with those turned round that seem to stand on their heads."""
        turned: list[Pixels] = self._turner(crops).img_list if crops else []
        return turned

    def read(self, crops: list[Pixels]) -> list[Reading]:
        """What each line says, "" where the network sees no letter that it knows."""
        if not crops:
            return []
        answer = self._engine.recognize_txt(crops)
        pairs = zip(answer.txts, answer.scores, strict=True)
        # Full-width letters and ligatures mean the same as plain ones.
        return [
            Reading(unicodedata.normalize("NFKC", text).strip(), seen.score, seen.script)
            for text, seen in ((t, s if isinstance(s, Seen) else Seen(float(s))) for t, s in pairs)
        ]


@functools.cache
def _rapidocr() -> Any:
    """rapidocr, loaded at first use, quiet, and unable to download anything."""
    onnx_session.runtime()  # which rapidocr would otherwise load with its reports to its maker
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    with _without_catalogue():
        import rapidocr.main
    from rapidocr.utils import download_file

    def refuse(wanted: Any) -> NoReturn:
        raise FileNotFoundError(f"{Path(wanted.save_path).name} is not on this machine")

    setattr(download_file.DownloadFile, "run", staticmethod(refuse))  # noqa: B010
    return rapidocr


@contextlib.contextmanager
def _without_catalogue() -> Iterator[None]:
    """RapidOCR's list of networks to download is empty: parsing it takes a third of its start.

    It is read twice while the package is imported, and never asked, as every path is given.
    """
    from omegaconf import OmegaConf  # comes with rapidocr, which reads its settings with it

    load = OmegaConf.load

    def load_settings(file: Any) -> Any:
        return OmegaConf.create({}) if Path(file).name == _CATALOGUE else load(file)

    setattr(OmegaConf, "load", staticmethod(load_settings))  # noqa: B010
    try:
        yield
    finally:
        setattr(OmegaConf, "load", staticmethod(load))  # noqa: B010


def bundled_models() -> dict[str, Path]:
    """The networks inside the rapidocr package, by RapidOCR's names for them."""
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise UserError(
            "The package rapidocr, which reads words in pictures, is not installed.",
            "Install img2loc-desktop again, or switch reading off.",
        )
    folder = Path(spec.origin).parent / "models"
    models = {network: folder / name for network, name in _MODELS.items()}
    for path in models.values():
        if not path.is_file():
            raise UserError(
                f"{path.name}, which reads words in pictures, is missing from {folder}.",
                "Install img2loc-desktop again, or switch reading off.",
            )
    return models


def most_pixels(thorough: bool) -> int:
    """The pixels of the largest picture that is searched as it is."""
    return THOROUGH_PIXELS if thorough else LARGEST_PIXELS


def _reduced(picture: Image.Image, pixels: int) -> Image.Image:
    scale = (pixels / (picture.width * picture.height)) ** 0.5
    if scale >= 1:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _is_text(line: Found, read: Sequence[Found]) -> bool:
    """Whether a line that could not be read is one, and not a part of a line that was."""
    return line.score >= _SURE and not any(
        overlap(line.corners, other.corners) > _SAME for other in read
    )


def _script(reading: Reading) -> dict[str, Any]:
    """What a line tells of the script that it may be in."""
    script = reading.looks_like
    if script.chance < _NAMED:
        return {}
    return {"script": script.code, "script_chance": round(script.chance, 3)}
