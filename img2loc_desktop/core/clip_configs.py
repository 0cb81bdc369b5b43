"""The preprocessing that CLIP exports bring along: Hugging Face's and OpenCLIP's files.

Only what can be reproduced exactly is accepted; anything else is refused by its field's
name rather than approximated.
"""

from __future__ import annotations

from img2loc_desktop.core.fields import Fields
from img2loc_desktop.core.preprocessing import (
    LARGEST_SIDE,
    Filter,
    Preprocessing,
    three,
    whole_numbers,
)

HUGGING_FACE = "preprocessor_config.json"
OPEN_CLIP = "open_clip_config.json"

_BY_NUMBER: dict[int, Filter] = {  # PIL's constants, which transformers stores
    0: "nearest",
    1: "lanczos",
    2: "bilinear",
    3: "bicubic",
    4: "box",
    5: "hamming",
}
_NEUTRAL = ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
_OPENAI_MEAN = (0.48145466, 0.4578275, 0.40821073)
_OPENAI_STD = (0.26862954, 0.26130258, 0.27577711)


def from_hugging_face(config: Fields) -> Preprocessing:
    """Read transformers' ``preprocessor_config.json``, old and new. Raises UserError.

    ``size`` may be a number, {"shortest_edge"} or {"height", "width"}; ``crop_size`` a number
    or {"height", "width"}. The centre crop floors its offset.
    """
    if not config.flag("do_resize", True):
        config.refuse("do_resize", "true (the network takes one size only)")
    crops = config.flag("do_center_crop", config.has("crop_size"))
    resample = config.integer("resample", 0, max(_BY_NUMBER))
    mean, std = _NEUTRAL
    if config.flag("do_normalize", True):
        mean, std = three(config, "image_mean", -1e6), three(config, "image_std", 1e-6)
    scale = 1.0
    if config.flag("do_rescale", True):
        scale = config.number("rescale_factor", 1e-6, 1e6, 1 / 255)
    short_side, exact = _hugging_face_size(config, crops)
    if exact is None:
        height, width = _crop_size(config, short_side) if crops else (short_side, short_side)
        if max(height, width) > short_side:
            config.refuse("crop_size", f"at most {short_side}, the size that is cropped")
    else:
        height, width = exact
    return Preprocessing(
        height=height,
        width=width,
        resize="short_side" if exact is None else "squash",
        short_side=short_side,
        filter=_BY_NUMBER[resample],
        mean=mean,
        std=std,
        scale=scale,
    )


def from_open_clip(config: Fields) -> Preprocessing:
    """Read OpenCLIP's ``open_clip_config.json``. Raises UserError.

    The size is that of the vision tower. OpenCLIP prepares pictures with torchvision, whose
    centre crop rounds its offset half to even.
    """
    height, width = whole_numbers(config.section("model_cfg").section("vision_cfg"), "image_size")
    chosen = config.section("preprocess_cfg")
    resize = chosen.choice("resize_mode", ("shortest", "squash", "longest"), "shortest")
    if resize == "longest" or (resize == "shortest" and height != width):
        chosen.refuse("resize_mode", '"squash", or "shortest" for a square input')
    # OpenCLIP's evaluation transform takes bicubic for everything that is not bilinear.
    interpolation = chosen.text("interpolation", "bicubic")
    return Preprocessing(
        height=height,
        width=width,
        resize="squash" if resize == "squash" else "short_side",
        short_side=min(height, width),
        filter="bilinear" if interpolation == "bilinear" else "bicubic",
        mean=three(chosen, "mean", -1e6) if chosen.has("mean") else _OPENAI_MEAN,
        std=three(chosen, "std", 1e-6) if chosen.has("std") else _OPENAI_STD,
        crop_offset="half_even",
    )


def _hugging_face_size(config: Fields, crops: bool) -> tuple[int, tuple[int, int] | None]:
    """The short side to resize to, and the exact (height, width) where the file gives one."""
    if not isinstance(config.values.get("size"), dict):
        side = config.integer("size", 1, LARGEST_SIDE)
        # A bare number is the short side for processors that crop, a square for the others.
        return side, None if crops else (side, side)
    size = config.section("size")
    if size.has("shortest_edge"):
        side = size.integer("shortest_edge", 1, LARGEST_SIDE)
        if size.has("longest_edge") or not crops:
            config.refuse("size", "a size that gives every picture the same height and width")
        return side, None
    height = size.integer("height", 1, LARGEST_SIDE)
    width = size.integer("width", 1, LARGEST_SIDE)
    if crops and _crop_size(config, 0) != (height, width):
        config.refuse("crop_size", "the same height and width as in size, or no cropping")
    return min(height, width), (height, width)


def _crop_size(config: Fields, default: int) -> tuple[int, int]:
    if isinstance(config.values.get("crop_size"), dict):
        crop = config.section("crop_size")
        return crop.integer("height", 1, LARGEST_SIDE), crop.integer("width", 1, LARGEST_SIDE)
    side = config.integer("crop_size", 1, LARGEST_SIDE, default)
    return side, side
