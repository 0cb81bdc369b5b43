"""Write resources/scripts.npz: python resources/build_scripts.py PHOTOS [--judge]

What tells the script of a line that PP-OCR's network cannot read; ``core/ocr_scripts.py`` reads
it. Needs scikit-learn, npm (or --packages FOLDER with the archive), fontconfig with fonts of all
scripts (see drawn_lines.py), and a folder of photographs with a photos.csv (file, latitude,
longitude; a column "set" with the value "queries" leaves a photo out): pieces of them are seen
behind the words, and in countries that write Latin letters all that is no word and all that is
one there stands for what must not be taken for another script. Takes about a quarter of an hour.

--judge says how well fonts, words and photos that were kept back are told.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import math
import random
import tempfile
from collections.abc import Iterator, Sequence
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

from img2loc_desktop.core import ocr, ocr_scripts, photos
from img2loc_desktop.core.clues.data import ClueData
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.ocr_finder import as_pixels
from img2loc_desktop.core.types import LatLon

NAMES = "cldr-localenames-full@48.2.0"
TAUGHT = {"Latn": 4000, "Cyrl": 1500, "Grek": 1200, "Hani": 1200} | dict.fromkeys(
    ("Kana", "Hang", "Arab", "Thai", "Hebr", "Deva"), 1000
)
TAUGHT_OTHERS, JUDGED, TURNED = 700, 200, 50
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
    pen = Pen(words, behind, 1, judging=False)
    network = Network(pen)
    rows = drawn(network, pen, TAUGHT, TAUGHT_OTHERS)
    rows += photographed(network, given.photos, judging=False)
    model = Model(network, rows)
    if given.judge:
        print("Words and fonts that were kept back:")
        judge(model, drawn(network, Pen(words, behind, 2, judging=True), {}, JUDGED))
        print("Photos of others, in countries that write Latin letters:")
        judge(model, photographed(network, given.photos, judging=True))
    target = Path(__file__).parent / ocr_scripts.NAME
    model.save(target)
    print(f"{target}: {target.stat().st_size:,} bytes, from {len(rows):,} lines")


class Network:
    """PP-OCR's networks as the product has them, and what tells scripts by their answers."""

    def __init__(self, pen: Pen) -> None:
        self.reader = ocr.Reader()
        self._read = self.reader._networks._reader.session
        self.path = next(path for path in self.reader.models if "rec" in path.name.lower())
        self.letters = self._letters(pen)

    def features(self, picture: Image.Image) -> tuple[NDArray[np.float32], float]:
        """Of one line, and how sure the network is of its letters."""
        pixels, part = self._prepared(picture)
        answer = self._read(pixels)[0]
        answer = answer[: math.ceil(len(answer) * part)]
        best = answer.argmax(axis=1)
        seen = answer.max(axis=1)[(best > 0) & (best != np.roll(best, 1))]
        sure = float(seen.mean()) if len(seen) else 0.0
        return ocr_scripts.features(answer, self.letters), sure

    def _prepared(self, picture: Image.Image) -> tuple[NDArray[np.float32], float]:
        """As RapidOCR does it: 48 pixels high, and at least 320 wide with nothing behind."""
        recognizer = self.reader._networks._reader
        _, height, width = recognizer.rec_image_shape
        ratio = picture.width / picture.height
        widest = max(width / height, ratio)
        pixels = recognizer.resize_norm_img(as_pixels(picture), widest)
        return pixels[None].astype(np.float32), ratio / widest

    def _letters(self, pen: Pen) -> NDArray[np.int64]:
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

    def __init__(self, network: Network, rows: Rows) -> None:
        self.network = network
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
            network=hashlib.sha256(self.network.path.read_bytes()).hexdigest(),
            letters=self.network.letters.astype(np.int32),
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


def drawn(network: Network, pen: Pen, numbers: dict[str, int], others: int) -> Rows:
    """Lines of all scripts, and some that are seen the wrong way round."""
    wanted = {code: numbers.get(code, others) for code in SCRIPTS}
    rows = [(code, network.features(line.picture)[0]) for code, line in lines(pen, wanted)]
    for code, number in wanted.items():
        turned = max(1, number * TURNED // TAUGHT_OTHERS) * (4 if code == "Latn" else 1)
        rows += [(NO_TEXT, network.features(pen.turned(code))[0]) for _ in range(turned)]
    return rows


def listed(folders: Sequence[Path]) -> Iterator[tuple[Path, LatLon, bool]]:
    """Photos, where they are, and whether they are kept back."""
    for folder in folders:
        with (folder / "photos.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                position = LatLon(float(row["latitude"]), float(row["longitude"]))
                yield folder / row["file"], position, row.get("set") == "queries"


def photographed(network: Network, folders: Sequence[Path], *, judging: bool) -> Rows:
    """What looks like lines on photos of countries where all is written in Latin letters."""
    chance = random.Random(3)
    gazetteer = Gazetteer.load()
    latin = latin_countries(ClueData())
    finder = network.reader._networks.finder
    finder._outlined.box_thresh = LEAST_TEXT
    rows: Rows = []
    for path, position, kept_back in listed(folders):
        if kept_back != judging or gazetteer.place(position).country_code not in latin:
            continue
        picture = photos.read(path).pixels
        found = network.reader._find(picture)
        crops = network.reader._networks.upright(
            network.reader._networks.crops(as_pixels(picture), found)
        )
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
