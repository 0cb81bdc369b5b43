"""Work on a case until somebody kills this process; say each step once it is on the disk.

    python tests/killed_case.py CASE SEED

Prints one JSON line after each step that returned: what the case must hold from then on.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import export_samples as samples

from img2loc_desktop.core import decisions
from img2loc_desktop.core.case import Case


def main(path: Path, seed: int) -> None:
    chance = random.Random(seed)
    case = Case.open(path)
    photos = [photo.id for photo in case.photos()]
    while True:
        step = chance.choice(("add", "record", "decide", "note", "undo", "redo", "remove"))
        said: dict[str, object] = {"step": step}
        if step == "add" or not photos:
            names = [f"/p/{chance.getrandbits(64):x}.jpg" for _ in range(chance.choice((1, 300)))]
            photos += [photo.id for photo in case.add_photos(map(Path, names))]
            said = {"step": "add", "names": names}
        elif step == "record":
            said["photo"] = chance.choice(photos)
            said["sha256"] = f"{chance.getrandbits(256):064x}"
            case.record(said["photo"], samples.result(sha256=said["sha256"]))
        elif step == "decide":
            said["photo"] = chance.choice(photos)
            said["note"] = str(chance.random())
            case.decide(said["photo"], decisions.rejected(note=said["note"]))
        elif step == "note":
            case.note(chance.choice(photos), "x" * 5000)
        elif step == "undo":
            case.undo()
        elif step == "redo":
            case.redo()
        elif len(photos) > 50:
            gone = photos.pop(chance.randrange(len(photos)))
            case.remove([gone])
            said["photo"] = gone
        said["head"] = case.log_head()
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
