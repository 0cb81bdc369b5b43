"""What the worker can be asked of a photo that is located already."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from img2loc_desktop.core import protocol, word_edits
from img2loc_desktop.core.protocol_text import line_json
from img2loc_desktop.core.types import Result, TextLine, WordEdits


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """Estimate again, from the result of before and other words.

    ``lines`` are the words that count; None where they are to be read in the picture, and
    ``edits`` put on them. ``trial`` is the row of a line that is left out only to see what it
    moves: nobody keeps the answer.
    """

    path: Path
    earlier: Result
    lines: tuple[TextLine, ...] | None = None
    edits: WordEdits = ()
    trial: int | None = None

    @property
    def is_trial(self) -> bool:
        """Whether it can wait for those whose answers are kept."""
        return self.trial is not None

    def stands_for(self, other: Request) -> bool:
        """Whether the other one is asked in its place."""
        return (self.path, self.trial) == (other.path, other.trial) and (
            (self.lines is None) == (other.lines is None)
        )

    def is_answered_by(self, result: Result) -> bool:
        """Whether the words could be read and weighed; else the result says why not."""
        if self.lines is None:
            return bool(result.provenance.ocr)
        return result.text is not None and result.text.lines == self.lines

    def to_json(self) -> dict[str, Any]:
        """The job without its number."""
        job = {"path": str(self.path), "earlier": protocol.to_json(self.earlier)}
        if self.lines is not None:
            return {**job, "lines": [line_json(line) for line in self.lines]}
        return {**job, "read_text": True, "edits": word_edits.to_json(self.edits)}
