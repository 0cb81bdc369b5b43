"""A calibration that is not finished: what its photos said, beside the file that is to come.

It lies in the folder ``FILE`` + ".partial": what was heard of the photos to learn from, and what
was measured on the others, which holds for one fit only.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from img2loc_desktop.core.calibration.hearing import Hearing
from img2loc_desktop.core.evaluation.copies import CopyTest
from img2loc_desktop.core.evaluation.journal import Form, Journal
from img2loc_desktop.core.evaluation.measure import form
from img2loc_desktop.core.evaluation.queries import Query
from img2loc_desktop.core.evaluation.records import Record
from img2loc_desktop.core.words import one_line

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The folder, and what the calibration is made of."""

    folder: Path
    made_of: Json

    @classmethod
    def beside(cls, path: Path, made_of: Json) -> Unfinished:
        """That of the calibration which will be written to ``path``; there may be none yet."""
        return cls(path.with_name(f"{path.name}.partial"), made_of)

    def heard(self, teachers: Sequence[Query]) -> Journal[Hearing]:
        """What was heard so far. Raises UserError where it is another calibration's."""
        return Journal(
            self.folder / "heard.jsonl",
            self.made_of,
            _photos(teachers),
            Form(Hearing.from_json, self._otherwise),
        )

    def checked(
        self,
        checkers: Sequence[Query],
        fitted: Mapping[str, object],
        tests: Callable[[], Sequence[CopyTest]],
    ) -> Journal[Record]:
        """What was measured so far with this very fit; that of another one is removed."""
        fit = hashlib.sha256(json.dumps(fitted, sort_keys=True).encode()).hexdigest()
        path = self.folder / f"checked-{fit[:12]}.jsonl"
        for other in self.folder.glob("checked-*.jsonl"):
            if other != path:
                other.unlink(missing_ok=True)
        run = {**self.made_of, "fit": fit}
        return Journal(path, run, _photos(checkers), form(self._otherwise), tests)

    def remove(self) -> None:
        """Delete the folder: the calibration is finished."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _otherwise(self) -> str:
        return (
            "Finish that calibration with the command that began it, or remove "
            f"{one_line(str(self.folder))} to begin again."
        )


def _photos(queries: Sequence[Query]) -> dict[str, Path]:
    return {query.identifier: query.path for query in queries}
