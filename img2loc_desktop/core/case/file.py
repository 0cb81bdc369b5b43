"""Opening case files: whatever is no sound case is refused, and left as it is.

A case is one file as soon as nothing is being written: its rollback journal lives only as
long as a transaction. (A write-ahead log would stand beside it all the time, and whoever copies
the file alone would lose what is in there.) When a program was ended in the middle of a
transaction the journal stays; the next opening plays it back. Until a file is known to be a
sound case nothing writes to it: it is checked read-only, or as a copy where it has a journal.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from img2loc_desktop.core import sqlite_files
from img2loc_desktop.core.case import schema
from img2loc_desktop.core.case.entries import LONGEST
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.files import sync_folder
from img2loc_desktop.core.words import one_line

SUFFIX = ".img2loc"

_ROW = 3 * LONGEST  # both halves of an entry and what stands beside them
_BUSY_SECONDS = 5.0
_CACHE_KB = 32 * 1024  # of pages in memory: the photos of a usual case
_LEFT_ALONE = "It was not changed. Open another case, or a copy of this one that is whole."


class NotACaseError(UserError):
    """The file is foreign or damaged; it was left as it is."""


class NewerCaseError(UserError):
    """The file is a case of a newer program; it was left as it is."""


def create(path: Path, first: str, data: dict[str, str]) -> None:
    """Make an empty case whose log begins with the event ``first``. Raises UserError.

    The file appears complete or not at all, and never in place of another.
    """
    from img2loc_desktop.core.case import log

    if path.exists():
        raise UserError(
            f"{one_line(path.name)} exists already.",
            "Open it, or choose another name for the new case.",
        )
    with telling(path), _put_in_place(path) as temporary:
        connection = sqlite_files.connect(
            temporary, "mode=rw", longest=_ROW, busy_seconds=_BUSY_SECONDS
        )
        with contextlib.closing(connection):
            connection.execute("PRAGMA synchronous = OFF")  # it is synced as a whole in the end
            schema.create(connection)
            log.append(connection, first, data)


def open_checked(path: Path) -> sqlite3.Connection:
    """Open a case for reading and writing. Raises UserError for what is no sound case."""
    version = _check_header(path)
    with telling(path):
        _check_content(path, version)
        connection = sqlite_files.connect(path, "mode=rw", longest=_ROW, busy_seconds=_BUSY_SECONDS)
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
            connection.execute("PRAGMA synchronous = EXTRA")  # the journal's end, too, is synced
            connection.execute("BEGIN IMMEDIATE")  # tells now if it may not be written
            connection.execute("ROLLBACK")
            if version < schema.VERSION:
                schema.migrate(connection, version)
        except BaseException:
            connection.close()
            raise
    return connection


def copy(connection: sqlite3.Connection, source: Path, path: Path) -> None:
    """Write the case as it is now to ``path``, all or nothing. Raises UserError.

    Only an earlier copy of this case may be written over: never another case, nor this one.
    """
    from img2loc_desktop.core.case import log

    if path.exists():
        if path.samefile(source):
            raise UserError(
                f"{one_line(path.name)} is the case itself.", "Choose another name for the copy."
            )
        _check_header(path)  # never a photo, nor another program's file
        with telling(path):
            older = sqlite_files.connect(path, "mode=ro", longest=_ROW, busy_seconds=_BUSY_SECONDS)
            with contextlib.closing(older):
                is_copy = log.first(older) == log.first(connection)
        if not is_copy:
            raise UserError(
                f"{one_line(path.name)} is another case.",
                "It was not changed: choose another name for the copy.",
            )
    with telling(path), _put_in_place(path) as temporary:
        target = sqlite3.connect(temporary)
        with contextlib.closing(target):
            target.execute("PRAGMA synchronous = OFF")  # as above
            connection.backup(target)


@contextlib.contextmanager
def telling(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system raise about a case into a UserError."""
    try:
        yield
    except sqlite3.Error as error:
        raise _told(path, error) from error
    except OSError as error:
        raise _unreadable(path, error) from error
    except ValueError as error:  # text that is no UTF-8, JSON that is none, a state unheard of
        raise damaged(path, str(error)) from error


def damaged(path: Path, why: str) -> NotACaseError:
    """The words for a case file that is not whole."""
    why = one_line(why)[:200]
    return NotACaseError(f"The case file {one_line(path.name)} is damaged: {why}.", _LEFT_ALONE)


def _check_header(path: Path) -> int:
    """The version that the file claims, if it is a case at all; SQLite has no part in it."""
    name = one_line(path.name)
    try:
        header = sqlite_files.read_header(path)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if header is None or header.application_id != schema.APPLICATION_ID:
        raise NotACaseError(
            f"{name} is no case file of img2loc-desktop.",
            f"It was not changed. Cases end in {SUFFIX}; photos are added to an open case.",
        )
    if header.user_version > schema.VERSION:
        raise NewerCaseError(
            f"{name} was made by a newer version of img2loc-desktop (case version "
            f"{header.user_version}; this one reads up to {schema.VERSION}).",
            "It was not changed. Update img2loc-desktop to open it.",
        )
    if header.user_version < 1:
        raise damaged(path, f"it has no version that there ever was ({header.user_version})")
    if header.wal:
        raise NotACaseError(
            f"{name} was set to a write-ahead log by another program; a case is one file.",
            "It was not changed. Set its journal mode back to DELETE in that program.",
        )
    return header.user_version


def _check_content(path: Path, version: int) -> None:
    try:
        _check_tables(path, "mode=ro", path, version)
    except sqlite3.OperationalError as error:
        # A journal lies there whose writer is gone. (While there is one, that is no error.)
        if sqlite_files.error_name(error) != "SQLITE_READONLY_ROLLBACK":
            raise
        _check_with_journal(path, version)


def _check_with_journal(path: Path, version: int) -> None:
    journal = sqlite_files.beside(path, "-journal")
    if sqlite_files.names_another_file(journal):
        raise NotACaseError(
            f"{one_line(journal.name)} beside the case was written by another program.",
            f"{_LEFT_ALONE} If the case was made by a stranger, do not trust it.",
        )
    with tempfile.TemporaryDirectory(prefix="img2loc-") as folder:
        twin = Path(folder) / "case"
        shutil.copyfile(path, twin)
        shutil.copyfile(journal, sqlite_files.beside(twin, "-journal"))
        _check_tables(twin, "mode=rw", path, version)


def _check_tables(file: Path, parameters: str, path: Path, version: int) -> None:
    """Check ``file``, which is the case at ``path`` or a copy of it. Raises sqlite3.Error."""
    connection = sqlite_files.connect(file, parameters, longest=_ROW, busy_seconds=_BUSY_SECONDS)
    with contextlib.closing(connection):
        if not schema.is_of_version(connection, version):
            raise damaged(path, f"its tables are not those of version {version}")
        (answer,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if answer != "ok":
            raise damaged(path, str(answer))


@contextlib.contextmanager
def _put_in_place(path: Path) -> Iterator[Path]:
    """A temporary name beside ``path`` whose file takes its place when the block succeeds."""
    journal = sqlite_files.beside(path, "-journal")
    if sqlite_files.has_content(journal):  # SQLite would play it back into the new file
        raise UserError(
            f"{one_line(journal.name)} is left over from another case of that name.",
            "Open that case once so that it is complete, or choose another name.",
        )
    with tempfile.TemporaryDirectory(prefix=".img2loc-", dir=path.parent) as folder:
        temporary = Path(folder) / path.name
        temporary.touch()
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    sync_folder(path.parent)


def _told(path: Path, error: sqlite3.Error) -> UserError:
    name = one_line(path.name)
    code = sqlite_files.error_name(error)
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return UserError(f"{name} is in use by another program.", "Close it there, then try again.")
    if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return UserError(
            f"{name} cannot be written, or its folder cannot.",
            "Copy the case to a folder of your own and open that copy.",
        )
    if code.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return UserError(
            f"{name} could not be written: {one_line(str(error))}.",
            "What was saved before is unchanged. Make room on the disk, then try again.",
        )
    return damaged(path, str(error))


def _unreadable(path: Path, error: OSError | ValueError) -> UserError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return UserError(
        f"The case file {one_line(path.name)} cannot be used: {one_line(reason)}.",
        "Check its name, its disk and whether you may read and write there.",
    )
