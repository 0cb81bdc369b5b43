"""The process that does the inference: jobs come in as JSON lines, events go out as JSON lines.

The first line in is the configuration as ``core.configuration`` writes it, ``{}`` for the
usual one. First line out: ``{"protocol": 3, "app": "img2loc-desktop 0.1.0"}``, or ``{"fatal":
{"message", "hint"}}`` and the end. A job is ``{"job": 7, "path": "...", "exclude": [sha256, ...]}``
(the photos that are no references for this one; may be left out). ``"read_text": true`` asks
for the words in the picture where the configuration reads them on demand, ``"reread": true``
for them and all else anew; ``"lines": [{"text":
"..."}, ...]`` are what an analyst says is written instead, and ``"edits"`` what the analyst makes
of those that are read. With ``"earlier"``, the photo's entry of before, no encoder runs, and with
``"lines"`` besides the photo is not opened. Its events are
``{"job": 7, "stage": "reading"}``, ``{"job": 7, "neighbours": {...}}`` (what looks like it, while
others are still to be asked), ``{"job": 7, "words": {"answer": 0, "text": "..."}}`` (what
was just added to the multimodal model's n-th answer: its words, unverified) and at last
``{"job": 7, "entry": {...}}`` with what ``core.protocol`` writes. The end of the input ends the
process.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO

from img2loc_desktop import __version__
from img2loc_desktop.core import protocol
from img2loc_desktop.core.errors import UserError

PROTOCOL = 3


def main() -> int:
    """Serve until the input ends; 1 where the configuration cannot be used."""
    out = _own_stdout()
    try:
        # Here, not above: what these load may print, and stdout must be ours by then.
        from img2loc_desktop.core import word_edits
        from img2loc_desktop.core.configuration import Configuration
        from img2loc_desktop.core.fields import Fields
        from img2loc_desktop.core.locator import Evidence, Stage, Words
        from img2loc_desktop.core.protocol_text import read_lines
        from img2loc_desktop.core.sources import open_locator
        from img2loc_desktop.core.types import Neighbours, Result

        locator = open_locator(Configuration.from_json(_first_line()), takes_words=True)
    except UserError as error:
        _send(out, {"fatal": {"message": error.message, "hint": error.hint}})
        return 1
    _send(out, {"protocol": PROTOCOL, "app": f"img2loc-desktop {__version__}"})
    # Lines are read and answered by turns: a thread that waits for input would block imports
    # on Windows.
    for line in sys.stdin:
        job = json.loads(line)
        lines = read_lines(job["lines"]) if "lines" in job else None
        edits = word_edits.from_json(job.get("edits", []), Fields(job, "The job"))
        earlier = protocol.from_json(job["earlier"]) if "earlier" in job else None
        for event in locator.locate(
            Path(job["path"]),
            job.get("exclude", ()),
            read_text=job.get("read_text", False),
            reread=job.get("reread", False),
            lines=lines,
            edits=edits,
            earlier=earlier if isinstance(earlier, Result) else None,
            keep_embeddings=True,
        ):
            if isinstance(event, Stage):
                said: dict[str, Any] = {"stage": event.name}
            elif isinstance(event, Neighbours):
                said = {"neighbours": protocol.neighbours_to_json(event)}
            elif isinstance(event, Words):
                said = {"words": {"answer": event.answer, "text": event.text}}
            elif isinstance(event, Evidence):
                continue
            else:
                said = {"entry": protocol.to_json(event)}
            _send(out, {"job": job["job"], **said})
    return 0


def _first_line() -> object:
    try:
        return json.loads(sys.stdin.readline())
    except (ValueError, RecursionError) as error:
        raise UserError(
            f"The configuration is not valid JSON: {error}.", "Send it as the first line."
        ) from error


def _own_stdout() -> TextIO:
    """Keep descriptor 1 for the protocol, and let whatever native code prints go to stderr."""
    kept = os.dup(1)
    os.dup2(2, 1)
    return open(kept, "w", encoding="ascii", newline="\n", buffering=1)  # noqa: PTH123


def _send(out: TextIO, message: dict[str, Any]) -> None:
    out.write(json.dumps(message, allow_nan=False) + "\n")
    out.flush()


if __name__ == "__main__":
    sys.exit(main())
