"""The pixels that reach the network are those it was trained on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from img2loc_desktop.core import clip_configs, photos
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.fields import Fields
from img2loc_desktop.core.preprocessing import Preprocessing

CLIP_MEAN = (0.48145466, 0.4578275, 0.40821073)
CLIP_STD = (0.26862954, 0.26130258, 0.27577711)
CLIP = Preprocessing(224, 224, "short_side", 224, "bicubic", CLIP_MEAN, CLIP_STD)
PLAIN = Preprocessing(4, 4, "short_side", 4, "nearest", (0, 0, 0), (1, 1, 1), scale=1)


def fields(values: dict[str, object], origin: str = "test.json") -> Fields:
    return Fields(json.loads(json.dumps(values)), origin)


def numbered(width: int, height: int) -> Image.Image:
    """A picture whose red is the column and whose green is the row."""
    columns, rows = np.meshgrid(np.arange(width), np.arange(height))
    return Image.fromarray(np.stack([columns, rows, columns * 0], axis=2).astype(np.uint8))


def test_the_centre_is_cut_out_and_its_offset_is_explicit() -> None:
    for size, floor, half_even in (((7, 4), 1, 2), ((9, 4), 2, 2), ((5, 4), 0, 0), ((6, 4), 1, 1)):
        image = numbered(*size)
        assert PLAIN.pixels(image)[0, 0, 0] == floor
        rounded = replace(PLAIN, crop_offset="half_even")
        assert rounded.pixels(image)[0, 0, 0] == half_even
        upright = image.transpose(Image.Transpose.TRANSPOSE)
        assert rounded.pixels(upright)[0, :, 0].tolist() == list(range(half_even, half_even + 4))


def test_the_long_side_is_rounded_down() -> None:
    # 5 x 3 to a short side of 5 is 8.33 x 5: the crop of 5 starts at column 1 of 8.
    image = numbered(5, 3)
    expected = np.asarray(image.resize((8, 5), Image.Resampling.BICUBIC))[:, 1:6, 0]
    found = replace(PLAIN, height=5, width=5, short_side=5, filter="bicubic").pixels(image)
    assert (found[0] == expected).all()


def test_squash_ignores_the_proportion() -> None:
    squash = replace(PLAIN, resize="squash", height=2, width=6, short_side=2)
    found = squash.pixels(numbered(6, 6))
    assert found.shape == (3, 2, 6)
    assert found[0, 0].tolist() == [0, 1, 2, 3, 4, 5]


def test_values_are_scaled_then_normalised_per_channel() -> None:
    image = Image.new("RGB", (4, 4), (10, 20, 255))
    rgb = Preprocessing(4, 4, "squash", 4, "box", (0.5, 0.25, 0), (0.5, 1, 2)).pixels(image)
    assert rgb.dtype == np.float32
    assert rgb.flags.c_contiguous
    expected = [(10 / 255 - 0.5) / 0.5, 20 / 255 - 0.25, 0.5]
    assert rgb[:, 1, 2] == pytest.approx(expected, abs=1e-6)
    assert replace(PLAIN, channels="BGR").pixels(image)[:, 0, 0].tolist() == [255, 20, 10]


def test_grey_and_transparent_pictures_become_rgb() -> None:
    assert PLAIN.pixels(Image.new("L", (9, 9), 7))[:, 0, 0].tolist() == [7, 7, 7]
    assert PLAIN.pixels(Image.new("RGBA", (9, 9), (1, 2, 3, 0)))[:, 0, 0].tolist() == [1, 2, 3]


def test_a_strip_does_not_fill_the_memory() -> None:
    # Scaled by its short side alone this would be 224 x 13 million pixels.
    for size in ((60_000, 1), (1, 60_000)):
        assert CLIP.pixels(Image.new("RGB", size, (255, 255, 255))).shape == (3, 224, 224)


@settings(max_examples=60)
@given(width=st.integers(1, 90), height=st.integers(1, 90), short=st.integers(8, 13))
def test_any_picture_fits(width: int, height: int, short: int) -> None:
    rule = replace(PLAIN, height=8, width=6, short_side=short, filter="bicubic")
    found = rule.pixels(Image.new("RGB", (width, height), (200, 100, 50)))
    assert found.shape == (3, 8, 6)
    assert (found == np.array([200, 100, 50])[:, None, None]).all()  # no black border


def test_json_gives_back_an_equal_value() -> None:
    for rule in (
        CLIP,
        replace(CLIP, crop_offset="half_even", channels="BGR", scale=1 / 3),
        replace(CLIP, resize="squash", filter="lanczos"),
    ):
        assert Preprocessing.from_json(fields(rule.to_json())) == rule


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"size": None}, 'lacks "size"'),
        ({"size": 0}, '"size" is 0, expected [height, width]'),
        ({"size": [224]}, '"size" is [224], expected [height, width]'),
        ({"size": [224, 5000]}, "from 1 to 4096"),
        ({"size": [True, True]}, '"size" is [true, true]'),
        ({"resize": "cover"}, '"resize" is "cover", expected one of "short_side", "squash"'),
        ({"short_side": 200}, '"short_side" is 200, expected a whole number from 224'),
        ({"filter": "cubic"}, '"filter" is "cubic", expected one of "nearest"'),
        ({"mean": [0, 0]}, '"mean" is [0, 0], expected a list of 3 numbers'),
        ({"mean": [0, 0, "0"]}, '"mean"'),
        ({"std": [1, 0, 1]}, '"std" is [1, 0, 1], expected a list of 3 numbers from 1e-06'),
        ({"scale": 0}, '"scale" is 0'),
        ({"channels": "RGBA"}, '"channels" is "RGBA"'),
        ({"crop_offset": 1}, '"crop_offset" is 1'),
    ],
)
def test_a_wrong_field_is_named(change: dict[str, object], expected: str) -> None:
    with pytest.raises(UserError) as caught:
        Preprocessing.from_json(fields(CLIP.to_json() | change))
    assert expected in caught.value.message


HUGGING_FACE: dict[str, Any] = {
    "crop_size": {"height": 224, "width": 224},
    "do_center_crop": True,
    "do_convert_rgb": True,
    "do_normalize": True,
    "do_rescale": True,
    "do_resize": True,
    "image_mean": list(CLIP_MEAN),
    "image_processor_type": "CLIPImageProcessor",
    "image_std": list(CLIP_STD),
    "resample": 3,
    "rescale_factor": 0.00392156862745098,
    "size": {"shortest_edge": 224},
}


def test_hugging_face_old_and_new_forms() -> None:
    read = clip_configs.from_hugging_face
    assert read(fields(HUGGING_FACE)) == CLIP
    old = {
        "crop_size": 224,
        "do_center_crop": True,
        "do_normalize": True,
        "do_resize": True,
        "feature_extractor_type": "CLIPFeatureExtractor",
        "image_mean": list(CLIP_MEAN),
        "image_std": list(CLIP_STD),
        "resample": 3,
        "size": 224,
    }
    assert read(fields(old)) == CLIP

    squash = {"size": {"height": 384, "width": 320}, "do_center_crop": None, "crop_size": None}
    assert read(fields(HUGGING_FACE | squash | {"resample": 2})) == replace(
        CLIP, resize="squash", height=384, width=320, short_side=320, filter="bilinear"
    )
    number_without_crop = {"size": 256, "do_center_crop": False}
    assert read(fields(HUGGING_FACE | number_without_crop)) == replace(
        CLIP, resize="squash", height=256, width=256, short_side=256
    )
    assert read(fields(HUGGING_FACE | {"size": {"shortest_edge": 256}})) == replace(
        CLIP, short_side=256
    )
    exact_and_crop = {"size": {"height": 224, "width": 224}}
    assert read(fields(HUGGING_FACE | exact_and_crop)) == replace(CLIP, resize="squash")
    bare = {"do_normalize": False, "do_rescale": False}
    assert read(fields(HUGGING_FACE | bare)) == replace(
        CLIP, mean=(0, 0, 0), std=(1, 1, 1), scale=1
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"size": None}, '"size"'),
        ({"size": {"longest_edge": 224}}, '"size.height"'),
        ({"size": {"shortest_edge": 224, "longest_edge": 300}}, '"size"'),
        ({"size": {"shortest_edge": 224}, "do_center_crop": False}, '"size"'),
        ({"size": {"height": 256, "width": 256}}, '"crop_size"'),
        ({"crop_size": 256}, '"crop_size" is 256, expected at most 224'),
        ({"do_resize": False}, '"do_resize" is false, expected true'),
        ({"resample": 6}, '"resample" is 6'),
        ({"resample": None}, '"resample"'),
        ({"image_mean": None}, '"image_mean"'),
        ({"image_std": [0, 0, 0]}, '"image_std"'),
        ({"rescale_factor": "1/255"}, '"rescale_factor"'),
    ],
)
def test_a_hugging_face_file_that_cannot_be_followed_is_refused(
    change: dict[str, object], expected: str
) -> None:
    with pytest.raises(UserError) as caught:
        clip_configs.from_hugging_face(fields(HUGGING_FACE | change))
    assert expected in caught.value.message


def open_clip(image_size: object = 224, **preprocess: object) -> Fields:
    return fields(
        {
            "model_cfg": {"embed_dim": 512, "vision_cfg": {"image_size": image_size}},
            "preprocess_cfg": preprocess,
        }
    )


def test_open_clip() -> None:
    read = clip_configs.from_open_clip
    assert read(open_clip()) == replace(CLIP, crop_offset="half_even")
    siglip = open_clip(
        [384, 320], mean=[0.5] * 3, std=[0.5] * 3, interpolation="bilinear", resize_mode="squash"
    )
    assert read(siglip) == Preprocessing(
        384,
        320,
        "squash",
        320,
        "bilinear",
        (0.5,) * 3,
        (0.5,) * 3,
        crop_offset="half_even",
    )
    assert read(open_clip(interpolation="random")).filter == "bicubic"


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (open_clip("224"), '"model_cfg.vision_cfg.image_size"'),
        (open_clip([224, 320]), '"preprocess_cfg.resize_mode"'),
        (open_clip(resize_mode="longest"), '"preprocess_cfg.resize_mode"'),
        (open_clip(mean=[1, 2]), '"preprocess_cfg.mean"'),
        (fields({"preprocess_cfg": {}}), '"model_cfg"'),
    ],
)
def test_an_open_clip_file_that_cannot_be_followed_is_refused(
    config: Fields, expected: str
) -> None:
    with pytest.raises(UserError) as caught:
        clip_configs.from_open_clip(config)
    assert expected in caught.value.message


@pytest.mark.parametrize("side", [224, 336])
def test_pixels_equal_those_of_transformers(shared: Path, tmp_path: Path, side: int) -> None:
    transformers = pytest.importorskip("transformers")
    # CLIP was trained with Pillow's resizing; torchvision's, where there is a choice, rounds a
    # few pixels to the level beside.
    processor = getattr(transformers, "CLIPImageProcessorPil", transformers.CLIPImageProcessor)
    reference = processor(size={"shortest_edge": side}, crop_size={"height": side, "width": side})
    reference.save_pretrained(tmp_path)
    saved = json.loads((tmp_path / clip_configs.HUGGING_FACE).read_text(encoding="utf-8"))
    ours = clip_configs.from_hugging_face(fields(saved))
    std = np.array(CLIP_STD)[:, None, None]
    files = [
        *sorted((shared / "photos" / "library").glob("*.jpg"))[:1000:40],
        *sorted((shared / "photos" / "text").glob("*.jpg"))[:100:4],
    ]
    assert len(files) == 50
    for file in files:
        image = photos.read(file).pixels
        expected = np.asarray(reference(images=image, return_tensors="np")["pixel_values"][0])
        difference = np.abs(ours.pixels(image) - expected) * std  # in units of the value scale
        assert difference.max() < 1e-5, file.name  # the bound asked for is 1/255
