"""The vocabulary: frozen dataclasses for what crosses a module border.

Angles are degrees (WGS 84), latitude before longitude; distances are kilometres;
shares are fractions of 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from img2loc_desktop.core.estimator.bandwidths import Bandwidths


@dataclass(frozen=True, slots=True)
class LatLon:
    """A position in degrees: latitude in [-90, 90], longitude in [-180, 180]."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Photo:
    """What a photo file says of itself. Width and height are those of the upright picture."""

    path: Path
    sha256: str
    byte_size: int
    format: str  # "JPEG", "PNG", "HEIF", ...
    width: int
    height: int
    taken_at: str | None = None  # ISO 8601; with an offset only where the file records one
    gps: LatLon | None = None
    camera: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a reference point of an index comes from; any field may be unknown."""

    identifier: str  # a path relative to the indexed folder, or an identifier
    author: str | None = None
    licence: str | None = None
    taken_at: str | None = None
    sha256: str | None = None

    @property
    def key(self) -> str:
        """By what it can be left out of a search: the SHA-256, else the identifier."""
        return self.sha256 or self.identifier


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A reference point of an index and its cosine similarity to the photo, in [-1, 1]."""

    rank: int  # 1 is the nearest (or, in a list of far ones, the farthest)
    position: LatLon
    similarity: float
    index: str  # name of the index pack
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The reference points that are most, and least, like a photo, in the order of their rank.

    They are known before the other sources of evidence have spoken.
    """

    near: tuple[Neighbour, ...]
    far: tuple[Neighbour, ...]


@dataclass(frozen=True, slots=True, eq=False)
class WeightedPoints:
    """What one source of evidence says: points on the globe with non-negative weights.

    ``latitudes``, ``longitudes`` and ``weights`` are float64 arrays of one length; the
    weights need not sum to one. ``share`` is the part of the whole estimate that this
    source may claim, relative to the other sources. ``bandwidths`` say how far the truth lies
    from these points, where that is known of the source itself; else the estimator's hold.
    ``sha256`` is that of the index where the source is one: two may have the same name.
    """

    source: str
    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]
    weights: NDArray[np.float64]
    share: float = 1.0
    bandwidths: Bandwidths | None = None
    sha256: str = ""

    @property
    def key(self) -> str:
        """What tells this source from all others."""
        return self.sha256 or self.source


# What the points of the words in a picture call their source: no pack's name has spaces.
WORDS = "words in the picture"


@dataclass(frozen=True, slots=True)
class Place:
    """The nearest named place to a position, in words and in parts.

    ``text`` is complete by itself ("12 km NE of Lyon, Auvergne-Rhône-Alpes, France").
    ``country_code`` is ISO 3166-1 alpha-2; ``bearing`` is the compass direction from the
    city to the position ("NE").
    """

    text: str
    city: str | None = None
    admin: str | None = None
    country: str | None = None
    country_code: str | None = None
    distance_km: float | None = None
    bearing: str | None = None


@dataclass(frozen=True, slots=True)
class CountryShare:
    """The part of the estimate's mass that lies in a country (ISO 3166-1 alpha-2)."""

    code: str
    share: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mode of the density and the share of the mass that is nearest to it.

    ``fit`` is how well a location model finds the picture to fit this place, as a share among
    the candidates of one photo; None where none was asked.
    """

    position: LatLon
    share: float
    place: Place | None = None
    fit: float | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A square of 180 / 2^level degrees, counted from the south pole and the antimeridian."""

    level: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Area:
    """The smallest set of cells that holds the truth with a chance of ``share``.

    Without a calibration that is the same part of the estimate's mass.
    """

    share: float
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Where the photo was taken, and how sure that is.

    ``radius_p50_km`` and ``radius_p90_km`` are the credible radii: the great-circle
    distances around ``position`` that hold 50 % and 90 % of the mass. ``trust`` is
    ``"hint"`` (hardly better than a constant guess), ``"uncalibrated"`` (the radii were
    never compared with the truth) or ``"calibrated"``; ``method`` names the sources that
    took part. ``calibrated_on`` says with which photos the radii were compared, if with any.
    ``areas`` are those of 50 % and 90 %, not necessarily in one piece. ``leading_country`` is the
    name of the first of ``countries``. Results of older versions have neither.
    """

    position: LatLon
    radius_p50_km: float
    radius_p90_km: float
    place: Place | None
    countries: tuple[CountryShare, ...]
    trust: str
    method: str
    calibrated_on: str | None = None
    areas: tuple[Area, ...] = ()
    leading_country: str | None = None


@dataclass(frozen=True, slots=True)
class Artefact:
    """A file or pack that took part in a result: its name and the SHA-256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """What produced a result, enough to produce it again."""

    app: str
    encoder: tuple[Artefact, ...] = ()
    index: tuple[Artefact, ...] = ()
    vlm: tuple[Artefact, ...] = ()
    ocr: tuple[Artefact, ...] = ()
    seed: int = 0


@dataclass(frozen=True, slots=True)
class VlmAnswer:
    """One reply of the multimodal model.

    ``position`` is None where the reply names no place. ``neighbours`` is how many near
    (and as many far) neighbours its prompt showed; ``text`` is the reply as written.
    """

    position: LatLon | None
    reason: str
    text: str
    neighbours: int
    seed: int


@dataclass(frozen=True, slots=True)
class VlmScore:
    """How likely the multimodal model holds one of the candidates it was offered.

    The shares of one photo sum to 1. ``place`` is the candidate as the model read it.
    """

    position: LatLon
    place: str
    share: float


@dataclass(frozen=True, slots=True)
class VlmReport:
    """What the multimodal model said of a photo.

    ``reason`` is that of the answer nearest to all others: the model's words, unverified.
    ``prompt`` names the prompt and what joined it (words that were read, the choice among
    candidates), each with its version; ``tokens`` counts those that were read
    and written, ``encodes`` how often the image encoder ran; ``seconds`` is the time taken.
    """

    answers: tuple[VlmAnswer, ...]
    scores: tuple[VlmScore, ...]
    reason: str
    prompt: str
    tokens: int
    seconds: float
    encodes: int
    warnings: tuple[str, ...] = field(default=())


Corners = tuple[tuple[float, float], ...]


class LineMark(StrEnum):
    """Whose word a line is: the reader's, or what the analyst made of it."""

    READ = "read"
    STRUCK = "struck"  # misread, or of no use: it counts for nothing
    CORRECTED = "corrected"  # read as something else
    TYPED = "typed"  # added by the analyst


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text in the picture.

    ``box`` holds its four corners, clockwise from where the line begins, in pixels of the
    upright photo at full size; an analyst's own words have none. ``text`` is empty where a
    line was found and not read: it is in another script, or too unclear. ``confidence`` in
    [0, 1] is that of the reading, or of having found it where there is none. ``read_as`` is
    what a corrected line was before. ``script`` is what the letters of an unread line look
    like (ISO 15924, as in "Thai"), and ``script_chance`` how likely that is.
    """

    text: str
    confidence: float
    box: Corners = ()
    mark: LineMark = LineMark.READ
    read_as: str = ""
    script: str = ""
    script_chance: float = 0.0


@dataclass(frozen=True, slots=True)
class WordEdit:
    """One line that the analyst struck, corrected or typed.

    ``text`` is what stands there instead, or what was typed; ``read_as`` and ``box`` say which
    line was meant, as it was read. A struck line has no ``text``, a typed one nothing else.
    """

    mark: LineMark
    text: str = ""
    read_as: str = ""
    box: Corners = ()


WordEdits = tuple[WordEdit, ...]


@dataclass(frozen=True, slots=True)
class LineEffect:
    """How far the estimate without the line in row ``line`` lies from the one with it.

    ``moved_km`` is the distance between the two positions, ``radius_p50_km`` the 50 % radius
    without the line. ``country`` is the one whose share changes most (ISO 3166-1 alpha-2),
    ``share_with`` and ``share_without`` are its parts of the chance.
    """

    line: int
    moved_km: float
    radius_p50_km: float
    country: str
    share_with: float
    share_without: float


@dataclass(frozen=True, slots=True)
class CluePlace:
    """A place that a clue points to, and its part of what the clue says.

    ``radius_km`` is how far around ``position`` the words are to be expected; ``country`` is
    ISO 3166-1 alpha-2.
    """

    name: str
    position: LatLon
    radius_km: float
    country: str
    share: float


@dataclass(frozen=True, slots=True)
class Clue:
    """What words in the picture say about the place, with the reason in words.

    ``kind`` names the rule ("name", "telephone", ...), ``text`` the words that it took.
    ``reliability`` in (0, 1) is how often such a clue is right; otherwise it says nothing.
    It points to ``places`` and ``countries``, whose shares together sum to 1. ``lines`` are
    the rows of the lines that the words stand in. ``moved`` in [0, 1] is the part of what all
    words together say that would lie elsewhere without this clue.
    """

    kind: str
    text: str
    reason: str
    reliability: float
    places: tuple[CluePlace, ...] = ()
    countries: tuple[CountryShare, ...] = ()
    lines: tuple[int, ...] = ()
    moved: float = 0.0


@dataclass(frozen=True, slots=True)
class TextReport:
    """What was read in a picture and what it says; ``seconds`` is the time that took.

    ``share`` is what the words may claim of the estimate where an index claims 1; it is 0
    where nothing in them says anything about the place. ``effects`` are those of single lines,
    as far as somebody asked for them. ``is_thorough`` tells that small words were searched for,
    too, or that the picture has no room for any.
    """

    lines: tuple[TextLine, ...]
    clues: tuple[Clue, ...]
    share: float
    seconds: float
    effects: tuple[LineEffect, ...] = ()
    is_thorough: bool = False


@dataclass(frozen=True, slots=True)
class Embedding:
    """What an encoder saw in a photo, kept so that it need not look again.

    ``encoder`` is the SHA-256 of its network, with the views that it had of the photo if it had
    several; ``values`` are float32 in little-endian order, in base64.
    """

    encoder: str
    role: str
    values: str


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that is said of one photo; the same in terminal, window and exports."""

    photo: Photo
    estimate: Estimate
    candidates: tuple[Candidate, ...]
    neighbours: tuple[Neighbour, ...]
    far: tuple[Neighbour, ...]
    provenance: Provenance
    warnings: tuple[str, ...] = field(default=())
    vlm: VlmReport | None = None  # None where no multimodal model answered
    text: TextReport | None = None  # None where the words in the picture were not read
    embeddings: tuple[Embedding, ...] = ()  # only where they are to be kept, as in a case


@dataclass(frozen=True, slots=True)
class Failure:
    """A photo that could not be located, with the words for the user."""

    path: Path
    message: str
    hint: str
    photo: Photo | None = None  # what could still be read of it
