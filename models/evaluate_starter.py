"""What the starter pack is worth on photos of photographers it has not seen:

    python models/evaluate_starter.py --packs FOLDER --library PHOTOS --queries PHOTOS

FOLDER holds packs that were built from the library alone (build_starter.py PHOTOS --out FOLDER).
PHOTOS are folders with a photos.csv (file,latitude,longitude,author). Everything runs through the
product's own pipeline. Intervals are 95 % of a bootstrap over photographers.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from build_starter import ENCODER, GALLERY
from numpy.typing import NDArray
from training_photos import Photos, read_photos

from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.geo import EARTH_RADIUS_KM, unit_vectors
from img2loc_desktop.core.index import IndexPack, build_from_photos
from img2loc_desktop.core.locator import IndexSource, Locator
from img2loc_desktop.core.types import Failure, Result

WITHIN_KM = (25.0, 200.0, 750.0, 2500.0)
_ROUNDS = 2000
_GEOSCORE_KM = 1492.7  # 5000 exp(-d / 1492.7): the score of the game GeoGuessr


@dataclass(frozen=True, slots=True, eq=False)
class Guesses:
    """Answers for n photos: unit vectors (n, 3), country codes, radii in km or None."""

    vectors: NDArray[np.float64]
    countries: NDArray[np.str_]
    p50: NDArray[np.float64] | None = None
    p90: NDArray[np.float64] | None = None


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--packs", type=Path, required=True)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--queries", type=Path, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["IMG2LOC_HOME"] = scratch
        evaluate(options.packs, options.library, options.queries, Path(scratch))


def evaluate(packs: Path, library_folder: Path, queries_folder: Path, scratch: Path) -> None:
    library, queries = read_photos([library_folder]), read_photos([queries_folder])
    gazetteer = Gazetteer.load()
    encoder = Encoder.open(packs / ENCODER, prefer_gpu=False)
    truth = _truth(queries, gazetteer)
    authors = len(np.unique(queries.authors))
    print(f"{len(queries)} queries of {authors} photographers; {len(library)} library photos\n")
    print("| answer | " + " | ".join(f"{km:,.0f} km" for km in WITHIN_KM), end="")
    print(" | country | GeoScore | median km | in p50 | in p90 |\n|" + "---|" * 10)

    gallery = IndexPack.open(packs / GALLERY, encoder.sha256, encoder.preprocessing)
    starter = _locate(encoder, gallery, queries, gazetteer)
    _row("starter pack", starter, truth, queries.authors)
    for _ in build_from_photos(
        library_folder / "photos.csv", scratch / "own", _one_thread(packs), role="image"
    ):
        pass
    own = IndexPack.open(scratch / "own", encoder.sha256, encoder.preprocessing)
    _row("index of the library", _locate(encoder, own, queries, gazetteer), truth, queries.authors)
    _row("nearest photo of it", _nearest(encoder, own, queries, gazetteer), truth, queries.authors)
    _row(
        "references of the same photographer",
        _same_photographer(encoder, queries_folder, queries, gazetteer, scratch),
        truth,
        queries.authors,
    )
    _row("best constant guess", _constant(library, queries, gazetteer), truth, queries.authors)
    united = Guesses(np.zeros((len(queries), 3)), np.full(len(queries), "US"))
    share = _interval(united.countries == truth.countries, queries.authors)
    print(f"\nAlways the United States: right country {share}")


def _one_thread(packs: Path) -> Encoder:
    return Encoder.open(packs / ENCODER, prefer_gpu=False, threads=1)


def _truth(photos: Photos, gazetteer: Gazetteer) -> Guesses:
    vectors = unit_vectors(photos.latitudes, photos.longitudes)
    return Guesses(vectors, gazetteer.countries(photos.latitudes, photos.longitudes))


def _locate(encoder: Encoder, pack: IndexPack, queries: Photos, gazetteer: Gazetteer) -> Guesses:
    """The pipeline's own answers, in order."""
    locator = Locator([IndexSource(encoder, pack)], gazetteer)
    return _collect([_last(locator, path) for path in queries.paths], gazetteer)


def _last(locator: Locator, path: Path, exclude: Sequence[str] = ()) -> Result:
    *_, event = locator.locate(path, exclude)
    if isinstance(event, Failure):
        raise SystemExit(f"{path}: {event.message}")
    assert isinstance(event, Result)
    return event


def _collect(results: Sequence[Result], gazetteer: Gazetteer) -> Guesses:
    places = [result.estimate.position for result in results]
    latitudes = np.array([place.latitude for place in places])
    longitudes = np.array([place.longitude for place in places])
    return Guesses(
        unit_vectors(latitudes, longitudes),
        gazetteer.countries(latitudes, longitudes),
        np.array([result.estimate.radius_p50_km for result in results]),
        np.array([result.estimate.radius_p90_km for result in results]),
    )


def _nearest(encoder: Encoder, pack: IndexPack, queries: Photos, gazetteer: Gazetteer) -> Guesses:
    """The place of the most similar photo of the index."""
    locator = Locator([IndexSource(encoder, pack)], gazetteer)
    places = [_last(locator, path).neighbours[0].position for path in queries.paths]
    latitudes = np.array([place.latitude for place in places])
    longitudes = np.array([place.longitude for place in places])
    vectors = unit_vectors(latitudes, longitudes)
    return Guesses(vectors, gazetteer.countries(latitudes, longitudes))


def _same_photographer(
    encoder: Encoder, folder: Path, queries: Photos, gazetteer: Gazetteer, scratch: Path
) -> Guesses:
    """An index of the queries themselves: a photo never counts as its own neighbour."""
    for _ in build_from_photos(folder / "photos.csv", scratch / "same", encoder, role="image"):
        pass
    pack = IndexPack.open(scratch / "same", encoder.sha256, encoder.preprocessing)
    return _locate(encoder, pack, queries, gazetteer)


def _constant(library: Photos, queries: Photos, gazetteer: Gazetteer) -> Guesses:
    """The place of the library whose choice for every photo would have scored best there."""
    places = unit_vectors(library.latitudes, library.longitudes)
    scores = [np.mean([(_km(place, places) <= km).mean() for km in WITHIN_KM]) for place in places]
    best = int(np.argmax(scores))
    country = gazetteer.countries(
        library.latitudes[best : best + 1], library.longitudes[best : best + 1]
    )
    return Guesses(np.tile(places[best], (len(queries), 1)), np.repeat(country, len(queries)))


def _km(ones: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    chords = np.linalg.norm(ones - others, axis=-1)
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chords / 2, 1.0))


def _row(name: str, guesses: Guesses, truth: Guesses, authors: NDArray[np.str_]) -> None:
    km = _km(guesses.vectors, truth.vectors)
    cells = [_interval(km <= within, authors) for within in WITHIN_KM]
    cells.append(_interval(guesses.countries == truth.countries, authors))
    cells.append(_interval(5000 * np.exp(-km / _GEOSCORE_KM), authors, "{:.0f}"))
    cells.append(_interval(km, authors, "{:,.0f}", np.median))
    for radius in (guesses.p50, guesses.p90):
        cells.append("" if radius is None else _interval(km <= radius, authors))
    print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
    if guesses.p50 is not None and guesses.p90 is not None:
        print(
            f"<!-- median radii {np.median(guesses.p50):,.0f}, {np.median(guesses.p90):,.0f} km -->"
        )


def _interval(
    values: NDArray[np.generic],
    authors: NDArray[np.str_],
    form: str = "{:.1%}",
    statistic: Callable[[NDArray[np.generic]], float] = np.mean,
) -> str:
    """The statistic with 95 % of its bootstrap over photographers; none needs no percent."""
    if values.dtype == np.bool_ and not values.any():
        return f"0 of {len(values)}"
    groups = [values[authors == author] for author in np.unique(authors)]
    random = np.random.default_rng(0)
    draws = [
        statistic(
            np.concatenate([groups[row] for row in random.integers(0, len(groups), len(groups))])
        )
        for _ in range(_ROUNDS)
    ]
    low, high = np.quantile(draws, (0.025, 0.975))
    return f"{form.format(statistic(values))} [{form.format(low)}, {form.format(high)}]"


if __name__ == "__main__":
    main()
