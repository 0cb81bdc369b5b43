"""Results and failures for the export tests, with photos that exist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image

from img2loc_desktop.core.decisions import Decision, Verdict
from img2loc_desktop.core.files import sha256_of
from img2loc_desktop.core.types import (
    Artefact,
    Candidate,
    Clue,
    CountryShare,
    Estimate,
    Failure,
    LatLon,
    Neighbour,
    Photo,
    Place,
    Provenance,
    Result,
    Source,
    TextLine,
    TextReport,
)

TRICKY_NAMES = (
    'R&D <b>"it\'s" &amp; ]]>.jpg',
    "two\nlines\tand\ttabs.jpg",
    "carriage\rreturn.jpg",
    "שלום עולם مرحبا.jpg",
    "😀 𝔊 漢字 é.jpg",
    "=cmd|' -C calc'!A0.jpg",
    " spaces .jpg",
)
# What no XML may hold, and how every export shows it.
SHOWN_NAMES = {
    "bell\x07 escape\x1b delete\x7f.jpg": "bell␇ escape␛ delete␡.jpg",
    "latin1 \udce9.jpg": "latin1 \\xe9.jpg",
    "half \ud83d pair.jpg": "half \\ud83d pair.jpg",
    "not a character \ufffe.jpg": "not a character \\ufffe.jpg",
}

NOTE = "First line <script>alert(1)</script>\nsecond & last line ]]> \x07"

LYON = Place(
    "12 km NE of Lyon, Auvergne-Rhône-Alpes, France",
    "Lyon",
    "Auvergne-Rhône-Alpes",
    "France",
    "FR",
    12.0,
    "NE",
)


BOX = ((1.0, 2.0), (90.0, 2.0), (90.0, 20.0), (1.0, 20.0))


def result(path: Path | str = "/photos/IMG_1.jpg", **changes: object) -> Result:
    """A calibrated result near Lyon; ``changes`` replace fields of it or of its parts."""
    photo = Photo(
        path=Path(path),
        sha256="ab" * 32,
        byte_size=123,
        format="JPEG",
        width=640,
        height=480,
        taken_at="2024-05-01T12:30:00+02:00",
        gps=LatLon(45.76, 4.83),
        camera="Camera & Söhne",
    )
    estimate = Estimate(
        position=LatLon(45.8212345678, 4.95),
        radius_p50_km=180.0,
        radius_p90_km=950.0,
        place=LYON,
        countries=(CountryShare("FR", 0.61), CountryShare("CH", 0.14), CountryShare("", 0.02)),
        trust="calibrated",
        method="index: holidays",
    )
    made = Result(
        photo=photo,
        estimate=estimate,
        candidates=(
            Candidate(LatLon(45.82, 4.95), 0.41, LYON),
            Candidate(LatLon(-46.2, -6.15), 0.2, None),
        ),
        neighbours=(
            Neighbour(
                1,
                LatLon(45.7, 4.9),
                0.83,
                "holidays",
                Source("2019/a & b.jpg", "Ann <x>", "CC BY 4.0"),
            ),
            Neighbour(2, LatLon(46.2, 6.1), 0.81, "holidays"),
        ),
        far=(Neighbour(1, LatLon(-33.9, 151.2), -0.4, "holidays"),),
        provenance=Provenance(
            "img2loc 0.1.0",
            (Artefact("starter-encoder", "cd" * 32),),
            (Artefact("holidays", "ef" * 32),),
            seed=7,
        ),
        warnings=("The index is small.",),
        text=TextReport(
            lines=(TextLine("Gare & Co <b>", 0.98, BOX), TextLine("", 0.8, BOX)),
            clues=(
                Clue(
                    kind="name",
                    text="Gare",
                    reason="\u201cGare\u201d is a word of France & others.",
                    reliability=0.5,
                    countries=(CountryShare("FR", 0.9), CountryShare("BE", 0.1)),
                    lines=(0,),
                    moved=0.4,
                ),
            ),
            share=0.7,
            seconds=0.3,
        ),
    )
    for name, value in changes.items():
        if name in Photo.__slots__:
            made = replace(made, photo=replace(made.photo, **{name: value}))
        elif name in Estimate.__slots__:
            made = replace(made, estimate=replace(made.estimate, **{name: value}))
        else:
            made = replace(made, **{name: value})
    return made


def hint(path: Path | str = "/photos/hint.jpg", **changes: object) -> Result:
    """What the starter model says: half the world, and words that say so."""
    usual: dict[str, object] = {
        "trust": "hint",
        "radius_p50_km": 5646.0,
        "radius_p90_km": 10358.0,
        "warnings": (
            "Starter model: shows how it works; index your own geotagged photos "
            "or install a CLIP pack.",
        ),
    }
    return result(path, **(usual | changes))


def failure(name: str = "broken.jpg") -> Failure:
    return Failure(
        Path("/photos") / name,
        "broken.jpg says it is a JPEG but its data ends after 12 KB.",
        "Copy it again from its source.",
    )


def mixed() -> list[Result | Failure]:
    """A result, a failure, a hint, and results at the antimeridian, a pole and at sea."""
    return [
        result(),
        failure(),
        hint(),
        result("/photos/fiji.jpg", position=LatLon(-17.8, 179.9), place=None, gps=None),
        result("/photos/pole.jpg", position=LatLon(89.0, 10.0), radius_p50_km=0.0),
        result("/photos/local.jpg", taken_at="2023-01-02T03:04:05", candidates=(), far=()),
        hint("/photos/equator.jpg", position=LatLon(1.0, -170.0), taken_at="2020:01:01 garbage"),
    ]


def decided(entries: Sequence[Result | Failure]) -> list[Decision | None]:
    """A decision of each kind by turns, with a note that no format may take for its own marks."""
    at = {"decided_at": "2026-03-01T12:30:00Z", "analyst": "Ann <x> & Co"}
    kinds = (
        Decision(Verdict.ACCEPTED, position=LatLon(45.8212345678, 4.95), note=NOTE, **at),
        Decision(Verdict.CORRECTED, position=LatLon(-17.8, -180.0), given_as="pin", **at),
        Decision(Verdict.REJECTED, note="=1+1", **at),
        Decision(Verdict.OPEN, note="Ask.", **at),
        None,
    )
    return [kinds[number % len(kinds)] for number in range(len(entries))]


def with_file(folder: Path, name: str = "real.jpg", size: tuple[int, int] = (800, 600)) -> Result:
    """A result whose photo exists, with EXIF that no export may carry along."""
    path = folder / name
    exif = Image.Exif()
    exif[0x010E] = "SECRET DESCRIPTION"
    Image.new("RGB", size, (200, 120, 40)).save(path, "JPEG", exif=exif)
    return result(path, sha256=sha256_of(path))
