"""Which packs answer: those that the user names, or the starter pack that ships with the app.

`open_locator` puts a whole run together. It reaches the native libraries, so the window must
not import this file: see `core.configuration`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from img2loc_desktop.core import model_packs, paths, together
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.given_words import GivenWords
from img2loc_desktop.core.index import IndexPack, inspection
from img2loc_desktop.core.location import ROLE, LocationModel
from img2loc_desktop.core.location_pack import follows, read_location_pack
from img2loc_desktop.core.locator import Locator
from img2loc_desktop.core.model_packs import Manifest
from img2loc_desktop.core.retrieval import IndexSource, Options
from img2loc_desktop.core.testimony import Witness
from img2loc_desktop.core.together import Together
from img2loc_desktop.core.types import Artefact
from img2loc_desktop.core.verifier import Verifier
from img2loc_desktop.core.vlm.questions import VlmSettings

STARTER_ENCODER = "starter-encoder"
STARTER_GALLERY = "starter-gallery"


def starter_encoder() -> Path:
    """The folder of the encoder that ships with the app."""
    return paths.bundled_models() / STARTER_ENCODER


def open_locator(
    configuration: Configuration,
    *,
    takes_words: bool = False,
    without_authors: Collection[str] = (),
) -> Locator:
    """Open what the configuration names.

    ``takes_words`` is for those who may give words of their own also where none are read.
    What an index has by ``without_authors`` counts as if it were not there. Raises UserError
    when an index cannot be used. A multimodal model that cannot be used costs only its own part:
    every result says so.
    """
    gazetteer = Gazetteer.load()
    options = Options(
        configuration.neighbours,
        configuration.apart_km,
        configuration.seed,
        configuration.views,
        configuration.far,
    )
    sources = open_sources(
        configuration.indexes,
        prefer_gpu=configuration.use_gpu,
        weights=configuration.weights,
        encoders=configuration.encoders,
    )
    sources = [
        replace(source, pack=source.pack.without_authors(without_authors)) for source in sources
    ]
    # The verifiers last, so that they are asked about the candidates of all.
    witnesses = [*open_witnesses(configuration, gazetteer), *open_verifiers(sources)]
    if takes_words and configuration.read_text == "off":
        witnesses.insert(0, GivenWords(gazetteer))
    found, problem = _calibration(configuration, sources, witnesses)
    if found is not None:
        sources = settled(sources, found)
    return Locator(sources, gazetteer, options, witnesses, found, problem)


def members(sources: Sequence[IndexSource], witnesses: Sequence[Witness]) -> tuple[Artefact, ...]:
    """The sources that a calibration of all together is bound to."""
    packs = [Artefact(source.pack.name, source.pack.sha256) for source in sources]
    return (*packs, *(w.identity for w in witnesses if w.identity is not None))


def settled(sources: Sequence[IndexSource], found: Together) -> list[IndexSource]:
    """The indexes as a calibration of all together wants them searched."""
    return [
        replace(source, pack=source.pack.with_settings(found.indexes[source.pack.sha256]))
        if source.pack.sha256 in found.indexes
        else source
        for source in sources
    ]


def _calibration(
    configuration: Configuration, sources: Sequence[IndexSource], witnesses: Sequence[Witness]
) -> tuple[Together | None, str]:
    """The calibration of all sources; none where the user weighs them otherwise."""
    folders = [source.pack.manifest.folder for source in sources]
    usual = all(source.weight == sources[0].weight for source in sources)
    usual &= configuration.vlm is None or _is_asked_as_usual(configuration.vlm_settings)
    # Only where there is one, for to know the witnesses by their hashes takes a moment.
    if not usual or not any(any(folder.glob("calibration-*.json")) for folder in folders):
        return None, ""
    found, problem = together.find(folders, members(sources, witnesses))
    if found is None and not problem and configuration.read_text == "on":
        # One that was made without the words, which are asked first: as with that of one index, it
        # holds where they say nothing, and the locator sees to it where they do.
        found, problem = together.find(folders, members(sources, witnesses[1:]))
    return found, problem


def _is_asked_as_usual(settings: VlmSettings) -> bool:
    """Whether a model's claims are those that a calibration weighed."""
    usual = VlmSettings()
    return (settings.share, settings.prompt) == (usual.share, usual.prompt)


def open_witnesses(configuration: Configuration, gazetteer: Gazetteer) -> list[Witness]:
    """The sources of evidence beside the indexes, in the order in which they are asked.

    What they need is imported only where they are asked: it is a good part of a start.
    """
    witnesses: list[Witness] = []
    if configuration.read_text != "off":
        from img2loc_desktop.core.reading import TextWitness

        # The model, asked after it, is told the words.
        only_asked = configuration.read_text == "asked"
        witnesses.append(TextWitness(gazetteer, only_asked=only_asked))
    if configuration.vlm is not None:
        from img2loc_desktop.core import vision

        model_options = configuration.model_options
        if not configuration.use_gpu:
            model_options = replace(model_options, gpu_layers=0)
        witnesses.append(
            vision.open_witness(
                configuration.vlm,
                model_options,
                configuration.vlm_settings,
                gazetteer.place,
                configuration.seed,
            )
        )
    return witnesses


def open_sources(
    indexes: Sequence[Path] = (),
    *,
    prefer_gpu: bool = True,
    weights: Sequence[float] = (),
    encoders: Sequence[Path] = (),
) -> list[IndexSource]:
    """Open index packs, each with the encoder that made it; without any, the starter gallery.

    Encoders are looked for among ``encoders``, beside the index, among the packs that ship
    with the app and among the user's; one that several indexes need is opened once. Raises
    UserError when a pack cannot be used or its encoder is nowhere.
    """
    opened: dict[Path, Encoder] = {}
    sources = []
    folders = indexes or [paths.bundled_models() / STARTER_GALLERY]
    for folder, weight in zip_longest(folders, weights, fillvalue=1.0):
        assert isinstance(folder, Path)  # noqa: S101 - there are never more weights
        makers = makers_of_index(folder, [*opened, *encoders])
        if makers.encoder not in opened:
            opened[makers.encoder] = Encoder.open(makers.encoder, prefer_gpu=prefer_gpu)
        encoder = opened[makers.encoder]
        if makers.location is None:
            pack = IndexPack.open(folder, encoder.sha256, encoder.preprocessing)
        else:
            if encoder.location is None:
                encoder.add_location(LocationModel.open(makers.location))
            # A gallery was made without pictures, so how they are prepared is no part of it.
            pack = IndexPack.open(folder, encoder.maker(ROLE))
        sources.append(IndexSource(encoder, pack, float(weight)))
    return sources


def open_verifiers(sources: Sequence[IndexSource]) -> list[Verifier]:
    """The location models that follow an encoder in use; others would cost a look at the photo.

    An installed one that cannot be used is left out: img2loc check says what is wrong with it.
    """
    verifiers = []
    for encoder in {id(source.encoder): source.encoder for source in sources}.values():
        if encoder.location is None:
            with contextlib.suppress(UserError):
                folder = _location_after(encoder)
                if folder is not None:
                    encoder.add_location(LocationModel.open(folder))
        if encoder.location is not None:
            verifiers.append(Verifier(encoder, encoder.location))
    return verifiers


def _location_after(encoder: Encoder) -> Path | None:
    for found in model_packs.find_packs("location"):
        if isinstance(found, model_packs.Manifest):
            pack = read_location_pack(found.folder)
            if follows(pack, encoder.manifest):
                return found.folder
    return None


@dataclass(frozen=True, slots=True)
class Makers:
    """The folders of the packs that an index is searched with; ``location`` only for a gallery."""

    encoder: Path
    location: Path | None = None


def encoder_of_index(folder: Path) -> Path:
    """The folder of the encoder pack whose network made the index.

    Raises UserError when the index cannot be read or its encoder is nowhere.
    """
    return makers_of_index(folder).encoder


def makers_of_index(folder: Path, preferred: Sequence[Path] = ()) -> Makers:
    """The packs that an index is searched with; an encoder in ``preferred`` before another.

    Raises UserError when the index cannot be read or one of them is nowhere.
    """
    index = inspection.info(folder)
    wanted = index.encoder
    places = (folder.resolve().parent, paths.bundled_models(), paths.user_models())
    # A BrokenPack cannot be the one; what is wrong with it says img2loc check.
    encoders = [*_readable(preferred), *_packs("encoder", places)]
    for found in encoders:
        if any(file.sha256 == wanted.sha256 for file in found.files):
            return Makers(found.folder)
    for found in _packs("location", places):
        if any(file.sha256 == wanted.sha256 for file in found.files):
            return Makers(_encoder_before(found.folder, index.name, encoders), found.folder)
    raise UserError(
        f'The index "{index.name}" needs the encoder "{wanted.name}" (SHA-256 '
        f"{wanted.sha256[:12]}...), which is not on this machine.",
        f"Import it, or put its pack into {paths.user_models()} or beside the index.",
    )


def _encoder_before(location: Path, index: str, encoders: Sequence[Manifest]) -> Path:
    """The first of the encoders that a location model follows."""
    pack = read_location_pack(location)
    for found in encoders:
        if follows(pack, found):
            return found.folder
    raise UserError(
        f'The gallery "{index}" is compared with photos by {pack.after}, which is not on this '
        "machine.",
        f"Import an ONNX export of {pack.after}: img2loc models import FOLDER",
    )


def _packs(kind: str, places: Sequence[Path]) -> list[Manifest]:
    found = model_packs.find_packs(kind, dict.fromkeys(places))
    return [pack for pack in found if isinstance(pack, Manifest)]


def _readable(folders: Sequence[Path]) -> list[Manifest]:
    return [model_packs.read_manifest(folder, "encoder") for folder in folders]
