"""From neighbours to the text of a prompt.

The words are in resources/prompts, one TOML file each with a version. No prompt contains a
number as an example of the answer: models repeat it. Place names come from data that others
wrote, so only letters, digits and a few marks of them reach a prompt.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from img2loc_desktop.core import paths
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.types import LatLon, Neighbour, Place

PlaceOf = Callable[[LatLon], Place]

_CHOICE = "choice"
_BANDS_KM = (1, 25, 200, 750, 2500)  # those in which accuracy is reported
_LONGEST_NAME = 80  # characters
_MARKS = frozenset(" ,.'-()")


@dataclass(frozen=True, slots=True)
class Prompt:
    """The words of one kind of question; ``label`` is its name and version."""

    name: str
    version: int
    _words: dict[str, str]

    @property
    def label(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def shows_neighbours(self) -> bool:
        return "near" in self._words

    def text(
        self,
        near: Sequence[Neighbour],
        far: Sequence[Neighbour],
        place_of: PlaceOf,
        *,
        with_image: bool = True,
        with_reason: bool = True,
    ) -> str:
        """The user's turn of the conversation: the question, the neighbours, the form.

        What all prompts of an ensemble share comes first, so that it is evaluated once.
        """
        words = self._words
        lines = [words["question" if with_image else "question_without_image"]]
        if self.shows_neighbours:
            for heading, neighbours in (("near", near), ("far", far)):
                if neighbours:
                    item = words[f"{heading}_item"]
                    items = [_neighbour(item, neighbour, place_of) for neighbour in neighbours]
                    lines.append(words[heading] + words["separator"].join(items))
        lines.append(words["end_with_reason" if with_reason else "end_without_reason"])
        return "\n".join(lines)


def names() -> tuple[str, ...]:
    """The names of the prompts that can be asked for."""
    files = (paths.resources() / "prompts").glob("*.toml")
    return tuple(sorted(file.stem for file in files if file.stem != _CHOICE))


def load(name: str) -> Prompt:
    """The prompt of that name. Raises UserError when there is none."""
    if name not in names():
        raise UserError(
            f'There is no prompt "{plain(name)}".', f"Choose one of: {', '.join(names())}."
        )
    return _read(name)


def choice_text(positions: Sequence[LatLon], place_of: PlaceOf) -> str:
    """The question which of these places, numbered from 1, the image shows."""
    words = _read(_CHOICE)._words
    items = [
        words["item"].format(
            number=number, place=place_name(place_of(position)), coordinates=_coordinates(position)
        )
        for number, position in enumerate(positions, 1)
    ]
    return "\n".join([words["question"], *items, words["end"]])


def place_name(place: Place) -> str:
    """A place for the model: "within 25 km of Lyon, Auvergne-Rhone-Alpes, France"."""
    parts = [plain(part) for part in (place.city, place.admin, place.country) if part]
    if place.city is None or place.distance_km is None:
        return ", ".join(parts) or plain(place.text)
    for band in _BANDS_KM:
        if place.distance_km <= band:
            return f"within {band} km of {', '.join(parts)}"
    return f"more than {_BANDS_KM[-1]} km from {', '.join(parts)}"


def plain(text: str) -> str:
    """Letters, digits and a few marks of a text, at most 80 characters on one line.

    A name can then not spell a control token, a media marker or another speaker's turn.
    """
    kept = (c if c in _MARKS or unicodedata.category(c)[0] in "LMN" else " " for c in text)
    return " ".join("".join(kept).split())[:_LONGEST_NAME].rstrip()


def _read(name: str) -> Prompt:
    path = paths.resources() / "prompts" / f"{name}.toml"
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(
            f"The words of the prompt {name} cannot be read: {error}.",
            "Install img2loc-desktop again.",
        ) from error
    return Prompt(name, content.pop("version"), content)


def _neighbour(item: str, neighbour: Neighbour, place_of: PlaceOf) -> str:
    named = "{place}" in item
    return item.format(
        place=place_name(place_of(neighbour.position)) if named else "",
        coordinates=_coordinates(neighbour.position),
        similarity=f"{neighbour.similarity:.2f}",
    )


def _coordinates(position: LatLon) -> str:
    return f"({position.latitude:.3f}, {position.longitude:.3f})"  # 0.001 degrees: 100 metres
