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
_READ = "words"  # what introduces the words in the picture
_PARTS = (_CHOICE, _READ)
_BANDS_KM = (1, 25, 200, 750, 2500)  # those in which accuracy is reported
_LONGEST_NAME = 80  # characters
_MOST_WORDS = 600  # characters of all words in the picture
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

    def label_with(self, words: Sequence[str]) -> str:
        """The label of the text that shows words in the picture: "img2loc 1 + words 1"."""
        return f"{self.label} + {_read(_READ).label}" if _words_line(words) else self.label

    @property
    def shows_neighbours(self) -> bool:
        return "near" in self._words

    def text(
        self,
        near: Sequence[Neighbour],
        far: Sequence[Neighbour],
        place_of: PlaceOf,
        read: Sequence[str] = (),
        *,
        with_image: bool = True,
        with_reason: bool = True,
    ) -> str:
        """The user's turn of the conversation: question, words read, neighbours, form.

        What all prompts of an ensemble share comes first, so that it is evaluated once.
        """
        words = self._words
        lines = [words["question" if with_image else "question_without_image"]]
        lines.extend(_words_line(read))
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
    return tuple(sorted(file.stem for file in files if file.stem not in _PARTS))


def load(name: str) -> Prompt:
    """The prompt of that name. Raises UserError when there is none."""
    if name not in names():
        raise UserError(
            f'There is no prompt "{plain(name)}".', f"Choose one of: {', '.join(names())}."
        )
    return _read(name)


def choice_label() -> str:
    """Name and version of the question which place it is: "choice 1"."""
    return _read(_CHOICE).label


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


def _words_line(read: Sequence[str]) -> list[str]:
    """Words in the picture as one line of quoted data, or nothing.

    Anybody can write on a wall what a model might take for an instruction. So only letters,
    digits and a few marks remain, each line is quoted, and the whole is kept short.
    """
    template = _read(_READ)._words
    quoted: list[str] = []
    for text in dict.fromkeys(map(plain, read)):
        if text and sum(map(len, quoted)) + len(text) <= _MOST_WORDS:
            quoted.append(template["item"].format(text=text))
    return [template["heading"] + template["separator"].join(quoted)] if quoted else []


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
