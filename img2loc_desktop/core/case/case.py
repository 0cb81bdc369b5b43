"""The case: photos, what is said of them, what was decided, and the log of it all."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType

from img2loc_desktop import __version__
from img2loc_desktop.core import decisions
from img2loc_desktop.core.case import entries, file, history, log, originals, rows, verify
from img2loc_desktop.core.case.records import CasePhoto, LogCheck, LogEntry, State
from img2loc_desktop.core.decisions import Decision
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.types import Failure, Result


class Case:
    """An open case file. What a method has done is on the disk when it returns.

    May be used from several threads; one waits for the other. All methods raise UserError where
    the file cannot be read or written, and KeyError for a photo that is not in the case. The
    originals are never opened, only asked for their size and time.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        """Use `create` and `open`."""
        self.path = path
        self._connection = connection
        self._lock = threading.RLock()

    @classmethod
    def create(cls, path: Path) -> Case:
        """Make a new case. Raises UserError where there is a file of that name already."""
        identity = {"app": f"img2loc-desktop {__version__}", "case": str(uuid.uuid4())}
        file.create(path, "created", identity)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> Case:
        """Open a case. Raises UserError for a damaged, foreign or newer file and keeps off it."""
        return cls(path, file.open_checked(path))

    def close(self) -> None:
        """Give the file back; may be called twice."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Case:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # ---- what is in it

    def photos(self) -> tuple[CasePhoto, ...]:
        """All photos in the order in which they were added."""
        with self._using() as connection:
            return tuple(rows.photos(connection))

    def photos_by(self, number: int) -> Iterator[list[CasePhoto]]:
        """All photos in this order, at most so many at once; each list is as of then. Lazy."""
        first = rows.FIRST
        while True:
            with self._using() as connection:
                found = rows.photos(connection, first, number)
            yield found
            if len(found) < number:
                return
            first = found[-1].id + 1

    def photo(self, photo_id: int) -> CasePhoto:
        """One photo as it is now."""
        with self._using() as connection:
            return rows.photo(connection, photo_id)

    def decision(self, photo_id: int) -> Decision | None:
        """The decision in force on one photo."""
        with self._using() as connection:
            rows.check_there(connection, [photo_id])
            return history.in_force(connection, photo_id)

    def decisions(self, photo_ids: Iterable[int]) -> dict[int, Decision | None]:
        """The decisions in force on many photos."""
        with self._using() as connection:
            stored = history.all_in_force(connection)
            return {
                photo_id: history.read(stored[photo_id]) if photo_id in stored else None
                for photo_id in photo_ids
            }

    def reworded(self) -> frozenset[int]:
        """Photos of which a decision ever changed the words, also one that was undone."""
        with self._using() as connection:
            return history.reworded(connection)

    def entry(self, photo_id: int) -> Result | Failure | None:
        """The whole result of a photo, or why there is none; None where it was never located."""
        with self._using() as connection:
            return rows.entry(connection, photo_id)

    def entries(
        self, photo_ids: Iterable[int] | None = None
    ) -> Iterator[tuple[CasePhoto, Result | Failure]]:
        """The photos that have an entry, of all or of those given; for exports. Lazy."""
        with self._using() as connection:
            wanted = rows.ids(connection) if photo_ids is None else list(photo_ids)
        for photo_id in wanted:
            with self._using() as connection:
                entry = rows.entry(connection, photo_id)
                photo = rows.photo(connection, photo_id)
            if entry is not None:
                yield photo, entry

    # ---- photos come, are located, and go

    def add_photos(self, paths: Iterable[Path]) -> tuple[CasePhoto, ...]:
        """Add photos that wait to be located; those that are in the case already are passed over.

        Returns the new ones.
        """
        with self._changing() as connection:
            new = []
            for path in dict.fromkeys(path.absolute() for path in paths):
                size, time = originals.size_and_time(path)
                photo_id = rows.add(connection, path, size, time)
                if photo_id is not None:
                    new.append(CasePhoto(photo_id, path, State.WAITING, None, size, time))
            items = [{"photo": photo.id, "path": str(photo.path)} for photo in new]
            log.append_many(connection, "added", "photos", items)
        return tuple(new)

    def remove(self, photo_ids: Iterable[int]) -> None:
        """Take photos out of the case; the log still tells of them."""
        with self._changing() as connection:
            gone = list(dict.fromkeys(photo_ids))
            rows.remove(connection, gone)
            history.forget(connection, gone)
            log.append_many(connection, "removed", "photos", gone)

    def record(self, photo_id: int, entry: Result | Failure) -> CasePhoto:
        """Keep what the locator says of a photo; returns the photo as it is then.

        A result is never lost to a later run that failed: it stays, with a warning that says so,
        and the photo's ``retry_failure`` is why.
        """
        with self._changing() as connection:
            photo = rows.photo(connection, photo_id)
            retry = None
            if isinstance(entry, Failure):
                kept = entries.with_failure(rows.entry(connection, photo_id), entry)
                retry, entry = entry if isinstance(kept, Result) else None, kept
            brief, evidence = entries.dump(entry, retry)
            rows.record(connection, photo, entry, brief, evidence)
            log.append(
                connection,
                "recorded",
                {
                    "photo": photo_id,
                    "state": rows.state_of(entry).value,
                    "sha256": entry.photo.sha256 if entry.photo else None,
                    "entry": entries.digest(brief, evidence),
                },
            )
            return rows.photo(connection, photo_id)

    def wait(self, photo_ids: Iterable[int]) -> None:
        """Let photos wait to be located, for the first time or once more."""
        with self._changing() as connection:
            rows.wait(connection, list(photo_ids))

    def stop(self, photo_ids: Iterable[int]) -> dict[int, State]:
        """Take photos that wait out of the queue; others stay as they are.

        One that has an entry of an earlier run is again what that made it. Returns the states of
        all of them, as they are then.
        """
        with self._changing() as connection:
            return rows.take_back(connection, list(photo_ids))

    def relink(self, photo_id: int, path: Path) -> CasePhoto:
        """Say where a photo is now. Raises UserError unless its bytes are still the same."""
        path = path.absolute()
        with self._changing() as connection:
            photo = rows.photo(connection, photo_id)
            originals.check_same(photo, path)
            rows.relink(connection, photo_id, path, *originals.size_and_time(path))
            log.append(connection, "relinked", {"photo": photo_id, "path": str(path)})
            return rows.photo(connection, photo_id)

    # ---- the analyst decides

    def decide(self, photo_id: int, decision: Decision) -> None:
        """Put a decision (see core/decisions.py) into force."""
        self.decide_all({photo_id: decision})

    def decide_all(self, made: Mapping[int, Decision]) -> None:
        """Decide on several photos as one step, which is undone as one."""
        for decision in made.values():
            decisions.checked(decision)
        if made:
            with self._changing() as connection:
                rows.check_there(connection, made)
                history.decide(connection, made)

    def note(self, photo_id: int, text: str, *, analyst: str = "") -> None:
        """Write a note on a photo, in place of the one before; a step like any decision."""
        with self._changing() as connection:
            rows.check_there(connection, [photo_id])
            before = history.in_force(connection, photo_id)
            made = decisions.checked(decisions.noted(before, text, analyst=analyst))
            history.decide(connection, {photo_id: made})

    def undo(self) -> tuple[int, ...]:
        """Take the last step back; returns the photos of it. The log tells of both."""
        with self._changing() as connection:
            return history.undo(connection)

    def redo(self) -> tuple[int, ...]:
        """Put the step that was undone last into force again; returns the photos of it."""
        with self._changing() as connection:
            return history.redo(connection)

    def can_undo(self) -> bool:
        """Whether there is a step to take back; steps outlive the program."""
        with self._using() as connection:
            return history.steps(connection)[0]

    def can_redo(self) -> bool:
        """Whether there is a step to put into force again."""
        with self._using() as connection:
            return history.steps(connection)[1]

    # ---- the log and the file

    def log(self) -> tuple[LogEntry, ...]:
        """The whole log. Raises UserError where an entry cannot be read: see `verify_log`."""
        with self._using() as connection:
            return tuple(map(log.entry_of, log.rows(connection)))

    def log_head(self) -> str:
        """The hash of the log's last entry: who notes it can later tell if the log was changed."""
        with self._using() as connection:
            return log.head(connection)

    def verify_log(self) -> LogCheck:
        """Whether the log's hashes hold, and whether the case is as the log tells."""
        with self._using() as connection:
            return verify.check(connection)

    def save_copy(self, path: Path) -> None:
        """Write the case as it is now to another file; this one stays open.

        Raises UserError where ``path`` is a file that is no case: nothing else is written over.
        """
        with self._using() as connection:
            file.copy(connection, self.path, path.absolute())

    @contextlib.contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        with self._lock, file.telling(self.path):
            try:
                yield self._connection
            except sqlite3.ProgrammingError as error:
                raise UserError("The case was closed.", "Open it again.") from error

    @contextlib.contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: everything in the block is kept, or nothing."""
        with self._using() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
