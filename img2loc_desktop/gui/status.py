"""The status bar: how far the queue is, what the answers are worth, and that nothing leaves."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar

from img2loc_desktop.gui import theme
from img2loc_desktop.gui.counting import counted, duration
from img2loc_desktop.gui.engine import Engine
from img2loc_desktop.gui.pace import Pace
from img2loc_desktop.gui.photo_table import PhotoTable
from img2loc_desktop.gui.states import State

_NOTICE_MS = 8000
_REFRESH_MS = 100  # a thousand photos change state in a burst


class Status(QStatusBar):
    """One line on the left; on the right the hint on the starter model and "offline"."""

    improve = Signal()

    def __init__(self, table: PhotoTable, engine: Engine) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.setContentsMargins(theme.grid(), 0, theme.grid(), 0)
        self._table, self._engine = table, engine
        self._pace = Pace()
        self._was_working = False
        self._notice = ""
        self.queue = QLabel()
        self.queue.setAccessibleName(self.tr("Progress"))
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(120, 6)
        self.hint = QLabel(self.tr("Starter model: a hint only"))
        self.better = QPushButton(self.tr("Improve..."))
        self.better.setFlat(True)
        self.better.setToolTip(self.tr("Which models and indexes give better answers"))
        self.better.clicked.connect(self.improve)
        self.offline = QLabel(self.tr("offline: no network access"))
        self.offline.setToolTip(self.tr("This program never opens a network connection."))
        self.addWidget(self.queue)
        self.addWidget(self.bar)
        for widget in (self.hint, self.better, self.offline):
            self.addPermanentWidget(widget)
        self._soon = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._soon.timeout.connect(self.refresh)
        self._forget = QTimer(self, singleShot=True, interval=_NOTICE_MS)
        self._forget.timeout.connect(lambda: self.say(""))
        engine.changed.connect(self._changed)
        engine.located.connect(self._pace.done)
        for signal in (table.rowsInserted, table.rowsRemoved, table.modelReset, table.dataChanged):
            signal.connect(self._changed)
        self.set_starter(False)
        self.refresh()

    def say(self, notice: str) -> None:
        """Say something for a while, in the place of the queue."""
        self._notice = notice
        if notice:
            self._forget.start()
        self.refresh()

    def set_starter(self, starter: bool) -> None:
        """Whether the answers come from the starter model."""
        self.hint.setVisible(starter)
        self.better.setVisible(starter)

    def refresh(self) -> None:
        """Count again and say it."""
        rows = self._table.rows()
        done = sum(row.state in (State.DONE, State.HINT) for row in rows)
        failed = sum(row.state is State.FAILED for row in rows)
        retries = sum(row.failed for row in rows) - failed
        left = self._engine.waiting + (self._engine.current is not None)
        self.bar.setVisible(self._engine.working)
        self.bar.setRange(0, max(1, len(rows)))
        self.bar.setValue(len(rows) - left)
        self.queue.setText(self._notice or self._words(len(rows), done, failed, retries, left))

    def _changed(self) -> None:
        working = self._engine.working and not self._engine.paused
        if working and not self._was_working:
            self._pace.begin()
        self._was_working = working
        if not self._soon.isActive():
            self._soon.start()

    def _words(self, number: int, done: int, failed: int, retries: int, left: int) -> str:
        if not number:
            return self.tr("No photos yet")
        parts = [self.tr("{done} of {all} located").format(done=f"{done:,}", all=f"{number:,}")]
        if failed:
            parts.append(
                counted(failed, self.tr("1 failed"), self.tr("{number} failed", "", failed))
            )
        if retries:
            one = self.tr("1 new try failed")
            more = self.tr("{number} new tries failed", "", retries)
            parts.append(counted(retries, one, more))
        if self._engine.working and self._engine.paused:
            parts.append(
                self.tr("paused after this photo") if self._engine.current else self.tr("paused")
            )
        elif left:
            rate, seconds = self._pace.rate(), self._pace.seconds_left(left)
            if rate is not None and seconds is not None:
                parts.append(self.tr("{rate} photos/s").format(rate=f"{rate:.1f}"))
                parts.append(self.tr("{time} left").format(time=duration(seconds)))
        return " · ".join(parts)
