"""What a run found of each photo so far: the file from which an interrupted run goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from img2loc_desktop.core import files
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.evaluation.copies import CopyTest
from img2loc_desktop.core.words import one_line

Json = dict[str, Any]

_LARGEST = 1 << 30


class Entry(Protocol):
    """What is kept of a photo; ``sha256`` is that of the file that was read, if it was."""

    @property
    def sha256(self) -> str | None: ...

    def to_json(self) -> Json: ...


E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True)
class Form(Generic[E]):
    """How entries are read back, and what a person does about a file of another run.

    ``read`` raises KeyError, TypeError or ValueError for what is no entry.
    """

    read: Callable[[Json], E]
    otherwise: str


class Journal(Generic[E]):
    """Entries as lines of JSON, the first line saying of which run they are.

    ``entries`` has them by the photos' names. ``tests`` are those of ``copies``, one for each
    index: they were measured on these photos when the run began, and hold for all of it.
    """

    def __init__(
        self,
        path: Path,
        run: Json,
        photos: Mapping[str, Path],
        form: Form[E],
        tests: Callable[[], Sequence[CopyTest]] = tuple,
    ) -> None:
        """Open the file of a run, or begin it with the ``tests`` as they are now.

        An entry counts while its photo is the file that it was. Raises UserError where the file
        cannot be used, and where it is another run's.
        """
        self._path, self._photos, self._form = path, photos, form
        self.entries: dict[str, E] = {}
        try:
            if path.exists():
                self.tests = self._read(run)
            else:
                self.tests = tuple(tests())
                path.parent.mkdir(parents=True, exist_ok=True)
                first = {"run": run, "tests": [test.to_json() for test in self.tests]}
                files.write_text(path, json.dumps(first) + "\n")
        except OSError as error:
            raise files.cannot_write(path, error) from error

    def add(self, photo: str, find: Callable[[], E]) -> E:
        """Find the entry of a photo; it is with the system when this returns. Raises UserError."""
        state = _state(self._photos[photo])  # before it is read: a change meanwhile is seen later
        entry = find()
        line = {"photo": photo, "state": state, "entry": entry.to_json()}
        try:
            with self._path.open("a", encoding="ascii", newline="\n") as file:
                file.write(json.dumps(line, allow_nan=False) + "\n")
        except OSError as error:
            raise files.cannot_write(self._path, error) from error
        self.entries[photo] = entry
        return entry

    def _read(self, run: Json) -> tuple[CopyTest, ...]:
        if self._path.stat().st_size > _LARGEST:
            raise self._other("is too large for one of these")
        complete, _, rest = self._path.read_bytes().rpartition(b"\n")
        try:
            first, *lines = _objects(complete)
            tests = tuple(CopyTest.from_json(test) for test in first["tests"])
            if first["run"] != json.loads(json.dumps(run)):
                raise self._other("is of a run with other photos, packs or settings")
            states = {}
            for line in lines:
                photo = line["photo"]
                self.entries[photo] = self._form.read(line["entry"])
                states[photo] = line["state"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise self._other(f"cannot be read: {one_line(str(error))[:100]}") from error
        if rest:  # a line that was cut short when the run was
            with self._path.open("rb+") as file:
                file.truncate(len(complete) + 1)
        self.entries = {
            photo: entry
            for photo, entry in self.entries.items()
            if photo in self._photos and _is_same(self._photos[photo], states[photo], entry)
        }
        return tests

    def _other(self, what: str) -> UserError:
        return UserError(f"{one_line(str(self._path))} {what}.", self._form.otherwise)


def _is_same(path: Path, state: object, entry: Entry) -> bool:
    """Whether a photo is the file that it was. Only one that looks changed is read for it."""
    now = _state(path)
    if now == state:
        return True
    if now is None or entry.sha256 is None:
        return False
    try:
        return files.sha256_of(path) == entry.sha256
    except OSError:
        return False


def _state(path: Path) -> list[int] | None:
    """Size and times of a file: a copy over it has others, even one that keeps its date."""
    try:
        found = path.stat()
    except OSError:
        return None
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns]


def _objects(content: bytes) -> Iterator[Any]:
    for line in content.split(b"\n"):
        yield json.loads(line)
