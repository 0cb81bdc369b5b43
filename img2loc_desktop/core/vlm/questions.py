"""What a model is asked about one photo, put together before any native code runs."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from img2loc_desktop.core import prompt
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.types import LatLon, Neighbour

MOST_CANDIDATES = 9  # so that the number of a choice has one digit


@dataclass(frozen=True, slots=True)
class VlmSettings:
    """How the model is asked; the defaults are for a CPU.

    Each prompt of ``anchors`` (numbers of near and of far neighbours shown) is answered
    ``samples`` times. ``reason_characters`` is the longest reason, 0 for none. The first
    ``candidates`` are offered as a choice, 0 for none. ``share`` is what the model may claim
    of the estimate, where an index claims 1. Longer than ``timeout_seconds`` no photo takes.
    """

    prompt: str = "img2loc-places"
    anchors: tuple[int, ...] = (0, 5, 10, 15)
    samples: int = 2
    temperature: float = 0.7
    top_p: float = 0.95
    reason_characters: int = 120
    candidates: int = 4
    share: float = 0.5
    timeout_seconds: float = 900.0

    def __post_init__(self) -> None:
        """Raises UserError for numbers out of range and for a prompt that there is not."""
        prompt.load(self.prompt)
        for name, value, low, high in (
            ("samples", self.samples, 1, 1000),
            ("temperature", self.temperature, 0, 10),
            ("top_p", self.top_p, 0.01, 1),
            ("reason_characters", self.reason_characters, 0, 1000),
            ("candidates", self.candidates, 0, MOST_CANDIDATES),
            ("share", self.share, 0, 1000),
            ("timeout_seconds", self.timeout_seconds, 0.001, 10**6),
            *(("anchors", number, 0, 100) for number in self.anchors or (-1,)),
        ):
            if not low <= value <= high:
                raise UserError(
                    f'The multimodal model\'s setting "{name}" is {value}.',
                    f"Choose a number from {low} to {high}.",
                )


@dataclass(frozen=True, slots=True)
class PromptText:
    """One prompt of the ensemble and how many near (and far) neighbours it shows."""

    text: str
    neighbours: int


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that is asked about one photo.

    ``label`` names the prompt and what joins it, each with its version. ``choices`` has one
    text for each order of the ``candidates``: in the n-th text (from 0) the n-th candidate is
    number 1, and the others follow in a circle.
    """

    label: str
    prompts: tuple[PromptText, ...]
    candidates: tuple[LatLon, ...]
    places: tuple[str, ...]
    choices: tuple[str, ...]


def compose(
    near: Sequence[Neighbour],
    far: Sequence[Neighbour],
    candidates: Sequence[LatLon],
    settings: VlmSettings,
    place_of: prompt.PlaceOf,
    *,
    sees: bool,
    words: Sequence[str] = (),
) -> Question:
    """Write the prompts and the choice; prompts that come out the same are asked once.

    ``words`` are those that were read in the picture. A model that cannot see (``sees``) is
    asked nothing without neighbours, and no choice.
    Raises UserError where nothing is left to ask.
    """
    kind = prompt.load(settings.prompt)
    place_of = functools.cache(place_of)  # most neighbours are in several prompts
    prompts: dict[str, int] = {}
    for number in settings.anchors if kind.shows_neighbours else (0,):
        shown = min(number, max(len(near), len(far)))
        if sees or shown:
            text = kind.text(
                near[:shown],
                far[:shown],
                place_of,
                words,
                with_image=sees,
                with_reason=settings.reason_characters > 0,
            )
            prompts.setdefault(text, shown)
    if not prompts:
        raise UserError(
            "The model cannot see photos, and its prompt shows no neighbours.",
            "Choose a model with an mmproj file, or a prompt with neighbours.",
        )
    offered = tuple(candidates[: settings.candidates]) if sees and len(candidates) > 1 else ()
    orders = [offered[n:] + offered[:n] for n in range(len(offered))]
    return Question(
        label=" + ".join([kind.label_with(words), *([prompt.choice_label()] if offered else [])]),
        prompts=tuple(PromptText(text, number) for text, number in prompts.items()),
        candidates=offered,
        places=tuple(prompt.place_name(place_of(position)) for position in offered),
        choices=tuple(prompt.choice_text(order, place_of) for order in orders),
    )
