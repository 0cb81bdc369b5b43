"""Results and failures in the case file: written as JSON in two halves, checked when read.

The first half, "brief", is what a list of photos shows; the rest is read when a photo is
looked at. Whatever is read has the types that it claims and numbers that are possible, so that
nothing behind this border meets a radius that is a text or a latitude of 1,000 degrees.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from img2loc_desktop.core import protocol
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.kinds import fits
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.types import Estimate, Failure, Photo, Result

LONGEST = 4 * 2**20  # bytes of one half

_BRIEF = ("photo", "estimate", "error")
_RETRY = "retry_error"  # of the first half: why a later run failed; the result is an earlier one's
_LOCATE_AGAIN = "Locate it once more."
_FAILED_AGAIN = phrase("This result is an earlier one: locating the photo again failed.")


def dump(entry: Result | Failure, retry: Failure | None = None) -> tuple[str, str]:
    """Both halves of an entry as JSON text. Raises UserError for one that is too large.

    ``retry`` is how a later run failed, of which the entry is not.
    """
    data = protocol.to_json(entry)
    halves = (
        {name: value for name, value in data.items() if name in _BRIEF},
        {name: value for name, value in data.items() if name not in _BRIEF},
    )
    if retry is not None:
        halves[0][_RETRY] = {"message": retry.message, "hint": retry.hint}
    brief, evidence = (canonical(half) for half in halves)
    if max(len(brief), len(evidence)) > LONGEST:
        raise UserError(
            f"The result has more than {LONGEST // 2**20} MB, the most that a case keeps of one.",
            "Show fewer neighbours, then locate the photo once more.",
        )
    return brief, evidence


def digest(brief: str, evidence: str) -> str:
    """SHA-256 of a stored entry."""
    return hashlib.sha256(f"{brief}\n{evidence}".encode()).hexdigest()


def load(brief: str, evidence: str, path: Path) -> Result | Failure:
    """The entry that `dump` wrote, of the photo at ``path``. Raises ValueError for others."""
    entry: Result | Failure = _read(protocol.from_json, {**parse(evidence), **parse(brief)})
    if not fits(entry, type(entry)):
        raise ValueError("a value is of the wrong kind")
    # A case may have been told that the photo is elsewhere now.
    if isinstance(entry, Result):
        return replace(entry, photo=replace(entry.photo, path=path))
    return replace(entry, path=path, photo=_moved(entry.photo, path))


@dataclass(frozen=True, slots=True)
class Brief:
    """What the first half says: of a result or of a failure, and how a later run failed.

    ``estimate`` comes without its areas and countries: a list of photos has no use for hundreds.
    """

    photo: Photo | None = None
    estimate: Estimate | None = None
    failure: Failure | None = None
    retry_failure: Failure | None = None


def load_brief(brief: str, path: Path) -> Brief:
    """What the first half says of the photo at ``path``. Raises ValueError for others."""
    data = parse(brief)
    if "error" in data:
        failure = load(brief, "{}", path)
        assert isinstance(failure, Failure)  # noqa: S101 - "error" makes it one
        return Brief(failure.photo, failure=failure)
    photo = _read(protocol.photo_from_json, data.get("photo"))
    estimate = _read(_slim_estimate, data.get("estimate"))
    retry = _read(lambda told: _retry(told, path), data.get(_RETRY))
    if not (fits(photo, Photo) and fits(estimate, Estimate)):
        raise ValueError("a value is of the wrong kind")
    return Brief(_moved(photo, path), estimate, retry_failure=retry)


def _slim_estimate(data: Any) -> Estimate:
    return protocol.estimate_from_json({**data, "areas": (), "countries": ()})


def _retry(data: Any, path: Path) -> Failure | None:
    if data is None:
        return None
    failure = Failure(path, data["message"], data["hint"])
    if not fits(failure, Failure):
        raise ValueError("a value is of the wrong kind")
    return failure


def with_failure(before: Result | Failure | None, failure: Failure) -> Result | Failure:
    """What is to be kept where another run failed: a result stays, and warns of the failure."""
    if not isinstance(before, Result):
        return failure
    kept = [text for text in before.warnings if not text.startswith(_FAILED_AGAIN)]
    said = f"{_FAILED_AGAIN} {failure.message} {failure.hint}".strip()
    return replace(before, warnings=(said, *kept))


def unreadable(path: Path) -> Failure:
    """What stands for an entry that is not as `dump` wrote it."""
    return Failure(path, "What the case file holds of its result is damaged.", _LOCATE_AGAIN)


def canonical(value: Mapping[str, Any]) -> str:
    """JSON of which there is one form only. Raises ValueError for NaN and infinity."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def parse(text: object) -> dict[str, Any]:
    """A JSON object of at most 4 MB. Raises ValueError."""
    if not isinstance(text, str) or len(text) > LONGEST:
        raise ValueError("no JSON text of a possible size")
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(value, dict):
        raise ValueError("no JSON object")
    return value


def _moved(photo: Photo | None, path: Path) -> Photo | None:
    return replace(photo, path=path) if photo else None


def _read(reader: Callable[[Any], Any], data: object) -> Any:
    try:
        return reader(data)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not an entry: {error}") from error
