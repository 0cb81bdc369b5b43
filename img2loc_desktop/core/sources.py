"""Which packs answer: those that the user names, or the starter pack that ships with the app.

`open_locator` puts a whole run together. It reaches the native libraries, so the window must
not import this file: see `core.configuration`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from img2loc_desktop.core import model_packs, paths, vision
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.index import IndexPack, inspection
from img2loc_desktop.core.locator import Locator
from img2loc_desktop.core.reading import TextWitness
from img2loc_desktop.core.retrieval import IndexSource, Options
from img2loc_desktop.core.testimony import Witness

STARTER_ENCODER = "starter-encoder"
STARTER_GALLERY = "starter-gallery"


def starter_encoder() -> Path:
    """The folder of the encoder that ships with the app."""
    return paths.bundled_models() / STARTER_ENCODER


def open_locator(configuration: Configuration) -> Locator:
    """Open what the configuration names.

    Raises UserError when an index cannot be used. A multimodal model that cannot be used
    costs only its own part: every result says so.
    """
    gazetteer = Gazetteer.load()
    options = Options(configuration.neighbours, configuration.apart_km, configuration.seed)
    sources = open_sources(configuration.indexes, prefer_gpu=configuration.use_gpu)
    return Locator(sources, gazetteer, options, _witnesses(configuration, gazetteer))


def _witnesses(configuration: Configuration, gazetteer: Gazetteer) -> list[Witness]:
    """The sources of evidence beside the indexes, in the order in which they are asked."""
    witnesses: list[Witness] = []
    if configuration.read_text != "off":
        # The model, asked after it, is told the words.
        only_asked = configuration.read_text == "asked"
        witnesses.append(TextWitness(gazetteer, only_asked=only_asked))
    if configuration.vlm is not None:
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


def open_sources(indexes: Sequence[Path] = (), *, prefer_gpu: bool = True) -> list[IndexSource]:
    """Open index packs, each with the encoder that made it; without any, the starter gallery.

    Encoders are looked for beside the index, among the packs that ship with the app and among
    the user's. Raises UserError when a pack cannot be used or its encoder is nowhere.
    """
    opened: dict[Path, Encoder] = {}
    sources = []
    for folder in indexes or [paths.bundled_models() / STARTER_GALLERY]:
        encoder_folder = encoder_of_index(folder)
        if encoder_folder not in opened:
            opened[encoder_folder] = Encoder.open(encoder_folder, prefer_gpu=prefer_gpu)
        encoder = opened[encoder_folder]
        pack = IndexPack.open(folder, encoder.sha256, encoder.preprocessing)
        sources.append(IndexSource(encoder, pack))
    return sources


def encoder_of_index(folder: Path) -> Path:
    """The folder of the encoder pack whose network made the index.

    Raises UserError when the index cannot be read or its encoder is nowhere.
    """
    index = inspection.info(folder)
    wanted = index.encoder
    places = (folder.resolve().parent, paths.bundled_models(), paths.user_data() / "models")
    for found in model_packs.find_packs("encoder", dict.fromkeys(places)):
        if isinstance(found, model_packs.BrokenPack):
            continue  # it cannot be the one; what is wrong with it says img2loc check
        if any(file.sha256 == wanted.sha256 for file in found.files):
            return found.folder
    raise UserError(
        f'The index "{index.name}" needs the encoder "{wanted.name}" (SHA-256 '
        f"{wanted.sha256[:12]}...), which is not on this machine.",
        f"Put its pack into {paths.user_data() / 'models'}, or beside the index.",
    )
