"""The process that does the inference: jobs come in as JSON lines, events go out as JSON lines.

First line out: ``{"protocol": 1, "app": "img2loc-desktop 0.1.0"}``, or ``{"fatal": {"message",
"hint"}}`` and the end. A job is ``{"job": 7, "path": "..."}``; its events are
``{"job": 7, "stage": "reading"}`` and at last ``{"job": 7, "entry": {...}}`` with what
``core.protocol`` writes. The end of the input ends the process.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from img2loc_desktop import __version__
from img2loc_desktop.core import protocol
from img2loc_desktop.core.errors import UserError

PROTOCOL = 1


def main(arguments: Sequence[str]) -> int:
    """Serve until the input ends; ``arguments`` are the folders of index packs, or none."""
    out = _own_stdout()
    try:
        # Here, not above: what these load may print, and stdout must be ours by then.
        from img2loc_desktop.core.gazetteer import Gazetteer
        from img2loc_desktop.core.locator import Locator, Stage
        from img2loc_desktop.core.sources import open_sources

        locator = Locator(open_sources([Path(folder) for folder in arguments]), Gazetteer.load())
    except UserError as error:
        _send(out, {"fatal": {"message": error.message, "hint": error.hint}})
        return 1
    _send(out, {"protocol": PROTOCOL, "app": f"img2loc-desktop {__version__}"})
    # Lines are read and answered by turns: a thread that waits for input would block imports
    # on Windows.
    for line in sys.stdin:
        job = json.loads(line)
        for event in locator.locate(Path(job["path"])):
            if isinstance(event, Stage):
                _send(out, {"job": job["job"], "stage": event.name})
            else:
                _send(out, {"job": job["job"], "entry": protocol.to_json(event)})
    return 0


def _own_stdout() -> TextIO:
    """Keep descriptor 1 for the protocol, and let whatever native code prints go to stderr."""
    kept = os.dup(1)
    os.dup2(2, 1)
    return open(kept, "w", encoding="ascii", newline="\n", buffering=1)  # noqa: PTH123


def _send(out: TextIO, message: dict[str, Any]) -> None:
    out.write(json.dumps(message, allow_nan=False) + "\n")
    out.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
