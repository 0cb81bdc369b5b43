"""An unfinished build on the disk: what is to be done, and what has been done, batch by batch.

The folder holds the plan (which encoder, which source), the list of what is to be indexed,
the vectors so far, and a journal with one line per batch. A batch counts once its journal line
is complete; the vectors it speaks of are on the disk before. Whatever follows the last
complete line is cut off when the build goes on, so it goes on as if it had never been stopped.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core import files
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.index.points import Listed, Skipped
from img2loc_desktop.core.locks import locked
from img2loc_desktop.core.types import LatLon, Source

_PLAN = "plan.json"
_LIST = "list.jsonl"
_JOURNAL = "journal.jsonl"
_VECTORS = "vectors.f16"
_LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build does. An unfinished build is only continued by one with an equal plan."""

    source: str
    source_sha256: str | None  # of a table
    encoder_sha256: str
    role: str
    preprocessing: dict[str, object]
    dimension: int
    extends_sha256: str | None = None  # manifest of the pack that is added to


@dataclass(frozen=True, slots=True)
class Stored:
    """A row of the index: its position and source."""

    position: LatLon
    source: Source


class Work:
    """The folder of an unfinished build, locked against a second process while it is open.

    ``total`` items are on its list, ``done`` of them dealt with; ``count`` rows are stored.
    """

    def __init__(self, folder: Path, plan: Plan, lock: BinaryIO) -> None:
        """For ``open_work``."""
        self.folder = folder
        self.plan = plan
        self.total = self.done = self.count = 0
        self._lock = lock

    def items(self) -> Iterator[Listed | Skipped]:
        """What remains of the list."""
        with (self.folder / _LIST).open("rb") as file:
            for number, line in enumerate(file):
                if number >= self.done:
                    yield _item(json.loads(line))

    def append(
        self,
        consumed: int,
        vectors: NDArray[np.float16],
        stored: Iterable[Stored],
        skipped: Iterable[Skipped],
    ) -> None:
        """Record a batch that deals with the next ``consumed`` items. On the disk on return."""
        line = {
            "items": consumed,
            "rows": [astuple(row) for row in stored],
            "skipped": [astuple(item) for item in skipped],
        }
        try:
            for name, content in (
                (_VECTORS, np.ascontiguousarray(vectors).tobytes()),
                (_JOURNAL, _line(line)),
            ):
                with (self.folder / name).open("ab") as file:
                    file.write(content)
                    _sync(file)
        except OSError as error:
            raise files.cannot_write(self.folder, error) from error
        self.done += consumed
        self.count += len(vectors)

    def stored(self) -> Iterator[Stored]:
        """The rows so far, in the order of the vectors."""
        for line in self._journal():
            for position, source in line["rows"]:
                yield Stored(LatLon(*position), Source(*source))

    def skipped(self) -> Iterator[Skipped]:
        """What was skipped so far."""
        for line in self._journal():
            for path, reason, cause in line["skipped"]:
                yield Skipped(Path(path), reason, cause)

    def vectors(self) -> NDArray[np.float16]:
        """The vectors so far, mapped: float16 (count, dimension)."""
        shape = (self.count, self.plan.dimension)
        return np.asarray(np.memmap(self.folder / _VECTORS, np.float16, "r", shape=shape))

    def remove(self) -> None:
        """Delete the folder: the build is finished."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def close(self) -> None:
        """Let another process continue the build."""
        self._lock.close()

    def recover(self) -> None:
        """Count what was done, and cut off what an interruption left after it."""
        with (self.folder / _LIST).open("rb") as file:
            self.total = sum(1 for _ in file)
        end = 0
        for line in self._journal():
            self.done += line["items"]
            self.count += len(line["rows"])
            end = line["end"]
        _truncate(self.folder / _JOURNAL, end)
        _truncate(self.folder / _VECTORS, self.count * self.plan.dimension * 2)

    def _journal(self) -> Iterator[dict[str, Any]]:
        """The complete lines; ``end`` is the offset behind each."""
        path, end = self.folder / _JOURNAL, 0
        if not path.exists():
            return
        with path.open("rb") as file:
            for line in file:
                # After a loss of power the last line may be cut off, or zeros.
                if not line.endswith(b"}\n"):
                    return
                end += len(line)
                yield {**json.loads(line), "end": end}


def open_work(folder: Path, plan: Plan, listing: Iterable[Listed | Skipped]) -> Work:
    """Begin a build in ``folder``, or go on with the one that is there.

    ``listing`` is only read for a new build: an old one goes on with the list it has, whatever
    has come into the folder of photos meanwhile. Raises UserError when the folder holds
    another build, when another process works on it, and when it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = locked(folder / _LOCK, folder)
        try:
            if not _is_continued(folder, plan):
                for name in (_PLAN, _JOURNAL, _VECTORS):
                    (folder / name).unlink(missing_ok=True)
                _write_list(folder, listing)
                files.write_text(folder / _PLAN, _text(plan))
            work = Work(folder, plan, lock)
            work.recover()
        except BaseException:
            lock.close()
            raise
        return work
    except OSError as error:
        raise files.cannot_write(folder, error) from error


def _is_continued(folder: Path, plan: Plan) -> bool:
    """Whether the folder holds this very build. Raises UserError when it holds another one."""
    if not (folder / _PLAN).exists():
        return False
    found = (folder / _PLAN).read_text(encoding="utf-8")
    if found == _text(plan):
        return True
    if plan.extends_sha256 and _without_base(found) == _without_base(_text(plan)):
        # The pack is another one by now, perhaps because this addition was completed just
        # before it was stopped. What is in the pack already will be skipped as a duplicate.
        return False
    raise UserError(
        f"{folder} holds an unfinished build of another source, or with another encoder.",
        f"Finish it with the command that began it, or delete {folder.name} to begin anew.",
    )


def _without_base(plan: str) -> dict[str, Any]:
    return {**json.loads(plan), "extends_sha256": None}


def _write_list(folder: Path, listing: Iterable[Listed | Skipped]) -> None:
    with files.written_beside(folder / _LIST) as file:
        for item in listing:
            kind = "photo" if isinstance(item, Listed) else "skipped"
            file.write(_line({kind: astuple(item)}))


def _item(line: dict[str, Any]) -> Listed | Skipped:
    if "skipped" in line:
        path, reason, cause = line["skipped"]
        return Skipped(Path(path), reason, cause)
    path, identifier, position, *described = line["photo"]
    return Listed(Path(path), identifier, LatLon(*position) if position else None, *described)


def _line(value: dict[str, Any]) -> bytes:
    # In ASCII, as file names may hold bytes that are no text.
    return json.dumps(value, default=os.fspath).encode("ascii") + b"\n"


def _text(plan: Plan) -> str:
    return json.dumps(asdict(plan), indent=2) + "\n"


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _truncate(path: Path, size: int) -> None:
    with path.open("ab") as file:
        if file.tell() < size:
            raise UserError(
                f"{path} is shorter than its journal says: the unfinished build is damaged.",
                f"Delete {path.parent} and begin the build anew.",
            )
        file.truncate(size)
        _sync(file)
