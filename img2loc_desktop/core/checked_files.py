"""Files whose hash was found right, remembered so that the next start need not read them.

The memory is a small JSON file in the user's cache. It only saves time: when it is gone,
damaged or cannot be written, files are hashed again. Two processes may write it at once;
the last one wins and what the other had learned is learned again.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path

from img2loc_desktop.core import files, paths
from img2loc_desktop.core.errors import UserError

_log = logging.getLogger(__name__)
_MOST_ENTRIES = 1000  # about 200 KB; the oldest are forgotten
_LARGEST = 1 << 20

_Entry = tuple[int, int, str]  # size in bytes, mtime in nanoseconds, SHA-256


def sha256_matches(path: Path, expected: str) -> tuple[bool, str]:
    """Whether the file's SHA-256 is the expected one, and the SHA-256 found.

    A file of the same path, size and modification time that matched before is not read
    again. Raises OSError.
    """
    path = path.resolve()
    before = path.stat()
    entry = (before.st_size, before.st_mtime_ns, expected)
    if _load().get(str(path)) == entry:
        return True, expected
    found = files.sha256_of(path)
    after = path.stat()
    unchanged = (after.st_size, after.st_mtime_ns) == entry[:2]
    if found == expected and unchanged:
        _remember(path, entry)
    return found == expected, found


def remember(path: Path, sha256: str) -> None:
    """Remember the SHA-256 of a file that was just hashed while it was written.

    Raises OSError when the file is not there.
    """
    path = path.resolve()
    found = path.stat()
    _remember(path, (found.st_size, found.st_mtime_ns, sha256))


def _memory() -> Path:
    return paths.user_cache() / "checked-files.json"


def _load() -> dict[str, _Entry]:
    try:
        with _memory().open("rb") as file:
            content = json.loads(file.read(_LARGEST))
        return {
            str(path): (int(size), int(mtime_ns), str(sha256))
            for path, (size, mtime_ns, sha256) in content.items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        _log.info("Forgot which files were checked: %s", error)
        return {}


def _remember(path: Path, entry: _Entry) -> None:
    entries = _load()
    entries.pop(str(path), None)  # so that it moves to the end, among the newest
    entries[str(path)] = entry
    newest = dict(list(entries.items())[-_MOST_ENTRIES:])
    try:
        _memory().parent.mkdir(parents=True, exist_ok=True)
        files.write_text(_memory(), json.dumps(newest, indent=0))
    except (OSError, UserError) as error:
        _log.info("Cannot remember that %s was checked: %s", path.name, error)
