"""A file is written beside the window, and can be given up as long as it is not there.

In a thread of Qt's own: what lays out a report has timers, which other threads cannot have.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.gui.exporting import GivenUp

Work = Callable[[Callable[[], None]], object]


class ExportTask(QThread):
    """Runs ``work`` once, which calls what it is given again and again, to learn if it may go on.

    Says ``written`` or ``failed``, and nothing where it was given up.
    """

    written = Signal(object)  # Path
    failed = Signal(str, str)  # message, hint: the file is not there

    def __init__(self, work: Work, path: Path, parent: QObject | None) -> None:
        super().__init__(parent)
        self._work, self._path = work, path
        self.finished.connect(self.deleteLater)

    def give_up(self) -> None:
        """Write nothing more. Returns at once; the thread ends soon."""
        self.requestInterruption()

    def run(self) -> None:
        """In the thread."""
        try:
            self._work(self._go_on)
        except GivenUp:
            return
        except UserError as error:
            self.failed.emit(error.message, error.hint)
        except KeyError:
            self.failed.emit(
                self.tr("A photo was taken out of the case meanwhile."),
                self.tr("Nothing was written. Export what is left."),
            )
        except Exception as error:  # a fault of ours must not look like a success
            self.failed.emit(f"{type(error).__name__}: {error}", "")
            raise
        else:
            self.written.emit(self._path)

    def _go_on(self) -> None:
        if self.isInterruptionRequested():
            raise GivenUp
