"""The case file: one SQLite file that keeps everything, as it happens."""

from img2loc_desktop.core.case.case import Case
from img2loc_desktop.core.case.file import SUFFIX, NotACaseError
from img2loc_desktop.core.case.originals import FileState, file_state
from img2loc_desktop.core.case.records import CasePhoto, LogCheck, LogEntry, State
from img2loc_desktop.core.case.unnamed import begin_anew, name_unnamed, open_unnamed, unnamed_path

__all__ = [
    "SUFFIX",
    "Case",
    "CasePhoto",
    "FileState",
    "LogCheck",
    "LogEntry",
    "NotACaseError",
    "State",
    "begin_anew",
    "file_state",
    "name_unnamed",
    "open_unnamed",
    "unnamed_path",
]
