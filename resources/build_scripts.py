"""Write resources/scripts.npz: python resources/build_scripts.py PHOTOS [--judge]

What tells the script of a line that PP-OCR's network cannot read; ``core/ocr_scripts.py`` reads
it. Needs scikit-learn, npm (or --packages FOLDER with the archive), fontconfig with fonts of all
scripts (see drawn_lines.py), and a folder of photographs with a photos.csv (file, latitude,
longitude; a column "set" with the value "queries" leaves a photo out): pieces of them are seen
behind the words, and in countries that write Latin letters all that is no word and all that is
one there stands for what must not be taken for another script. So do drawn ornaments. Takes about
a quarter of an hour on two processors.

--judge says how well fonts, words and photos that were kept back are told.
"""

from __future__ import annotations

import argparse
import csv
import functools
import math
import random
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import package_files
from build_clues import documents, one
from drawn_lines import SCRIPTS, Pen, lines, strip, words_of
from numpy.typing import NDArray
from PIL import Image
from scipy.linalg import qr
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from img2loc_desktop.core import files, ocr, ocr_scripts, photos
from img2loc_desktop.core.clues.data import ClueData
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.ocr_finder import as_pixels
from img2loc_desktop.core.types import LatLon

NAMES = "cldr-localenames-full@48.2.0"
TAUGHT = {"Latn": 4000, "Cyrl": 1500, "Grek": 1200, "Hani": 1200} | dict.fromkeys(
    ("Kana", "Hang", "Arab", "Thai", "Hebr", "Deva"), 1000
)
TAUGHT_OTHERS, ORNAMENTS, JUDGED = 700, 2000, 200
TURNED = 14  # lines for one that is seen the wrong way round
PART = 50  # photos that a process looks at before it is given others
SAMPLE, EVERY = 2, 4  # lines of each script, and places of these, that the letters are chosen by
LETTERS = 120  # as many as the network's last layer has inputs
STRENGTH = 1.0  # inverse, of the penalty
LEAST_TEXT = 0.2  # what the network that finds lines takes for text in none
SURELY_READ = 0.5
NO_TEXT = ""

Rows = list[tuple[str, NDArray[np.float32]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", type=Path, nargs="+")
    parser.add_argument("--packages", type=Path, help="a folder with the archive of CLDR's names")
    parser.add_argument("--judge", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = given.packages or Path(name)
        if given.packages is None:
            package_files.fetch_npm(NAMES, folder)
        words = words_of(spoken(one(folder, "cldr-localenames-full-*.tgz")))
    behind = [path for path, _, kept_back in listed(given.photos) if not kept_back]
    letters = Network(np.arange(LETTERS)).chosen(Pen(words, behind, 0, judging=False))

    def rows(numbers: dict[str, int], others: int, ornaments: int, judging: bool) -> Rows:
        task = Task(words, behind, letters, judging)
        tasks = [replace(task, code=code, number=numbers.get(code, others)) for code in SCRIPTS]
        return shared_out([*tasks, replace(task, number=ornaments)])

    def of_photos(judging: bool) -> Rows:
        paths = latin_photos(given.photos, judging=judging)
        parts = [paths[at : at + PART] for at in range(0, len(paths), PART)]
        return shared_out([Task(words, behind, letters, judging, photos=part) for part in parts])

    taught = rows(TAUGHT, TAUGHT_OTHERS, ORNAMENTS, judging=False) + of_photos(judging=False)
    model = Model(letters, taught)
    if given.judge:
        print("Words and fonts that were kept back:")
        judge(model, rows({}, JUDGED, JUDGED, judging=True))
        print("Photos of others, in countries that write Latin letters:")
        judge(model, of_photos(judging=True))
    target = Path(__file__).parent / ocr_scripts.NAME
    model.save(target)
    print(f"{target}: {target.stat().st_size:,} bytes, from {len(taught):,} lines")


class Network:
    """PP-OCR's networks as the product has them, and what tells scripts by their answers."""

    def __init__(self, letters: NDArray[np.int64]) -> None:
        self.reader = ocr.Reader(threads=1)
        self._read = self.reader._networks._reader.session
        self._letters = letters

    def features(self, picture: Image.Image) -> tuple[NDArray[np.float32], float]:
        """Of one line, and how sure the network is of its letters."""
        pixels, part = self._prepared(picture)
        answer = self._read(pixels)[0]
        answer = answer[: math.ceil(len(answer) * part)]
        best = answer.argmax(axis=1)
        seen = answer.max(axis=1)[(best > 0) & (best != np.roll(best, 1))]
        sure = float(seen.mean()) if len(seen) else 0.0
        return ocr_scripts.features(answer, self._letters), sure

    def _prepared(self, picture: Image.Image) -> tuple[NDArray[np.float32], float]:
        """As RapidOCR does it: 48 pixels high, and at least 320 wide with nothing behind."""
        recognizer = self.reader._networks._reader
        _, height, width = recognizer.rec_image_shape
        ratio = picture.width / picture.height
        widest = max(width / height, ratio)
        pixels = recognizer.resize_norm_img(as_pixels(picture), widest)
        return pixels[None].astype(np.float32), ratio / widest

    def chosen(self, pen: Pen) -> NDArray[np.int64]:
        """Those whose likelihoods tell all others': a QR decomposition that pivots.

        The answer has fewer degrees of freedom than there are letters.
        """
        few = lines(pen, dict.fromkeys(SCRIPTS, SAMPLE))
        answers = [self._read(self._prepared(line.picture)[0])[0][::EVERY] for _, line in few]
        likely = np.log(np.maximum(np.concatenate(answers), ocr_scripts.SMALLEST))
        ratios = likely[:, 1:] - likely[:, :1]
        _, _, order = qr(ratios - ratios.mean(axis=0), mode="economic", pivoting=True)
        return np.asarray(order[:LETTERS] + 1, np.int64)


class Model:
    """A multinomial logistic regression on features of lines."""

    def __init__(self, letters: NDArray[np.int64], rows: Rows) -> None:
        self._letters = letters
        values = np.array([features for _, features in rows])
        self._scale = StandardScaler().fit(values)
        self._fitted = LogisticRegression(C=STRENGTH, max_iter=600)
        self._fitted.fit(self._scale.transform(values), [code for code, _ in rows])
        self.codes: Sequence[str] = list(map(str, self._fitted.classes_))

    def chances(self, rows: Rows) -> NDArray[np.float64]:
        """(rows, codes)"""
        values = np.array([features for _, features in rows])
        chances: NDArray[np.float64] = self._fitted.predict_proba(self._scale.transform(values))
        return chances

    def save(self, target: Path) -> None:
        """Write what the product reads, the scale within the weights."""
        weights = self._fitted.coef_ / self._scale.scale_
        np.savez_compressed(
            target,
            format=np.int64(1),
            network=files.sha256_of(ocr.bundled_models()["Rec"]),
            letters=self._letters.astype(np.int32),
            weights=weights.T.astype(np.float32),
            bias=(self._fitted.intercept_ - weights @ self._scale.mean_).astype(np.float32),
            codes=np.array(self.codes),
        )


def spoken(cldr: Path) -> Iterator[str]:
    """CLDR's names of countries, languages and scripts in all its languages."""
    for name in ("territories", "languages", "scripts"):
        for _, content in documents(cldr, f"{name}.json"):
            for of_kind in content["localeDisplayNames"].values():
                yield from map(str, of_kind.values())


@dataclass(frozen=True)
class Task:
    """What one process draws or looks for: a script, or some photos."""

    words: dict[str, list[str]]
    behind: Sequence[Path]
    letters: NDArray[np.int64]
    judging: bool
    code: str = NO_TEXT
    number: int = 0
    photos: Sequence[Path] = ()


def shared_out(tasks: Sequence[Task]) -> Rows:
    """All rows, in the order of the tasks; each processor does one at a time."""
    with ProcessPoolExecutor() as processes:
        return [row for rows in processes.map(rows_of, tasks) for row in rows]


def rows_of(task: Task) -> Rows:
    """Lines of a script and such that are seen the wrong way round; ornaments; or photos."""
    network = network_of(tuple(task.letters.tolist()))
    if task.photos:
        return photographed(network, task.photos)
    seed = 100 * (list(SCRIPTS).index(task.code) + 1 if task.code else 0) + task.judging
    pen = Pen(task.words, task.behind, seed, judging=task.judging)
    if not task.code:
        return [(NO_TEXT, network.features(pen.ornament())[0]) for _ in range(task.number)]
    turned = max(1, task.number // TURNED) * (4 if task.code == "Latn" else 1)
    rows = [
        (task.code, network.features(pen.line(task.code).picture)[0]) for _ in range(task.number)
    ]
    return rows + [(NO_TEXT, network.features(pen.turned(task.code))[0]) for _ in range(turned)]


@functools.cache
def network_of(letters: tuple[int, ...]) -> Network:
    """The networks of this process."""
    return Network(np.array(letters, np.int64))


def listed(folders: Sequence[Path]) -> Iterator[tuple[Path, LatLon, bool]]:
    """Photos, where they are, and whether they are kept back."""
    for folder in folders:
        with (folder / "photos.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                position = LatLon(float(row["latitude"]), float(row["longitude"]))
                yield folder / row["file"], position, row.get("set") == "queries"


def latin_photos(folders: Sequence[Path], *, judging: bool) -> list[Path]:
    """Photos of countries where all is written in Latin letters."""
    gazetteer = Gazetteer.load()
    latin = latin_countries(ClueData())
    return [
        path
        for path, position, kept_back in listed(folders)
        if kept_back == judging and gazetteer.place(position).country_code in latin
    ]


def photographed(network: Network, paths: Sequence[Path]) -> Rows:
    """What looks like lines on photos, and any piece of each."""
    chance = random.Random(len(paths))
    networks = network.reader._networks
    networks.finder._outlined.box_thresh = LEAST_TEXT
    rows: Rows = []
    for path in paths:
        picture = photos.read(path).pixels
        crops = networks.upright(networks.crops(as_pixels(picture), network.reader._find(picture)))
        pieces = [Image.fromarray(np.ascontiguousarray(crop[..., ::-1])) for crop in crops]
        for piece in (*pieces, strip(picture, chance.uniform(1.2, 7), chance)):
            features, sure = network.features(piece)
            rows.append(("Latn" if sure > SURELY_READ else NO_TEXT, features))
    return rows


def latin_countries(data: ClueData) -> set[str]:
    """Countries none of whose official languages is written in another script."""
    others = {language for _, tags in data.scripts.values() for language in tags}
    return set(data.countries) - {
        code
        for language in others
        for code, speakers in data.speakers.get(language, {}).items()
        if speakers.is_official
    }


def judge(model: Model, rows: Rows) -> None:
    """Print what is told of lines that nothing was learnt from."""
    codes = np.array(model.codes)
    foreign = ~np.isin(codes, ocr_scripts.UNKNOWN)
    truth = np.array([code for code, _ in rows])
    chances = np.where(foreign, model.chances(rows), 0.0)
    said, sure, total = codes[chances.argmax(1)], chances.max(1), chances.sum(1)
    for least in (0.5, 0.8, 0.9, 0.97):
        print(f"  with a chance of at least {least}:")
        for name, of_kind in (
            ("other scripts", ~np.isin(truth, ocr_scripts.UNKNOWN)),
            *((code or "no text", truth == code) for code in ocr_scripts.UNKNOWN),
        ):
            if not of_kind.any():
                continue
            named = of_kind & (sure >= least)
            right = f", {(said == truth)[named].mean():.1%} of them rightly" if named.any() else ""
            print(
                f"    of {of_kind.sum():,} {name}: {(total >= least)[of_kind].mean():.1%} "
                f"taken for another script, {named.sum() / of_kind.sum():.1%} named{right}"
            )


if __name__ == "__main__":
    main()
