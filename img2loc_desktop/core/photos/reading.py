"""Open one photo: its bytes are read once, hashed, and decoded from memory."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.photos import formats
from img2loc_desktop.core.photos.decode import Decoded, decode
from img2loc_desktop.core.photos.limits import Limits
from img2loc_desktop.core.photos.original import read_bytes
from img2loc_desktop.core.types import Photo
from img2loc_desktop.core.words import one_line

_REASON_LENGTH = 160


@dataclass(frozen=True, slots=True, eq=False)
class OpenPhoto:
    """A photo and its upright RGB pixels; hash and pixels come from the same bytes.

    ``pixels`` may be smaller than ``photo.width`` x ``photo.height`` where the caller asked
    for less. ``warnings`` name metadata that are damaged or cannot be trusted.
    """

    photo: Photo
    pixels: Image.Image
    warnings: tuple[str, ...] = ()


def read(path: Path, *, short_side: int | None = None, limits: Limits | None = None) -> OpenPhoto:
    """Open a photo file. The original is opened for reading only.

    ``short_side`` (pixels, at least 1) allows faster decoding to a picture that is smaller,
    by a whole factor up to 8, but whose short side is no smaller than that. May be called
    from several threads at once. Raises UserError, and nothing else, for whatever is wrong
    with the file.
    """
    if short_side is not None and short_side < 1:
        raise ValueError("short_side must be at least 1")
    limits = limits or Limits()
    name = one_line(path.name)
    data = read_bytes(path, limits)
    kind = formats.recognise(data)
    if kind is None:
        raise _not_a_photo(name, data)
    decoded = _decode(data, kind, name, short_side, limits)
    photo = Photo(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        byte_size=len(data),
        format=kind,
        width=decoded.width,
        height=decoded.height,
        taken_at=decoded.metadata.taken_at,
        gps=decoded.metadata.gps,
        camera=decoded.metadata.camera,
    )
    return OpenPhoto(photo, decoded.pixels, decoded.metadata.warnings)


def _decode(data: bytes, kind: str, name: str, short_side: int | None, limits: Limits) -> Decoded:
    try:
        return decode(data, kind, name, short_side, limits)
    except UserError:
        raise
    except MemoryError as error:
        raise UserError(
            f"{name} needs more memory than there is.",
            "Close other programs, or save a smaller copy and use that.",
        ) from error
    except Exception as error:  # decoders raise nearly every class on damaged data
        raise _damaged(name, kind, len(data), error) from error


def _not_a_photo(name: str, data: bytes) -> UserError:
    other = formats.describe_other(data)
    fact = f"{name} is {other}" if other else f"{name} has the content of no known picture"
    return UserError(
        f"{fact}; what can be opened is {formats.READABLE}.",
        "If it is a picture, save it as JPEG or PNG and use that copy.",
    )


def _damaged(name: str, kind: str, size: int, error: Exception) -> UserError:
    reason = one_line(str(error))[:_REASON_LENGTH]
    if "truncated" in reason.lower() or isinstance(error, EOFError):
        return UserError(
            f"{name} says it is a {kind} but its data ends after {_kilobytes(size)}.",
            "Copy it again from its source.",
        )
    return UserError(
        f"{name} says it is a {kind} but cannot be decoded: {reason or type(error).__name__}.",
        "Open it in another program and save it anew, or copy it again from its source.",
    )


def _kilobytes(size: int) -> str:
    return f"{size / 1024:,.0f} KB" if size >= 1024 else f"{size} bytes"
