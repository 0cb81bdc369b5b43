"""Which action does what."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

from img2loc_desktop.core.types import LatLon
from img2loc_desktop.gui.states import State

if TYPE_CHECKING:
    from img2loc_desktop.gui.main_window import MainWindow


def connect_actions(window: MainWindow) -> None:
    """Connect every action of the window."""
    actions, session, photos = window.actions_, window.session, window.photos
    engine, cases, panels = window.engine, window.cases, window.panels

    def on_selected(work: Callable[..., object]) -> Callable[[], None]:
        return lambda: window.attempt(lambda: work(photos.selected()))

    pairs: tuple[tuple[QAction, Callable[[], object]], ...] = (
        (actions.new_case, cases.new),
        (actions.open_case, cases.choose),
        (actions.save_copy, cases.save_copy),
        (actions.name_case, cases.name),
        (actions.leave, window.close),
        (actions.add, window.choose_photos),
        (actions.add_folder, window.choose_folder),
        (actions.paste, window.paste),
        (actions.next, lambda: photos.step(1)),
        (actions.previous, lambda: photos.step(-1)),
        (actions.find, photos.filter.setFocus),
        (actions.locate, window.locate),
        (actions.pause, engine.pause),
        (actions.stop, engine.stop_now),
        (actions.stop_after, engine.stop_after_this),
        (actions.locate_or_pause, window.locate_or_pause),
        (actions.accept, on_selected(session.accept)),
        (actions.reject, on_selected(session.reject)),
        (actions.correct, window.result.start_correction),
        (actions.note, window.write_note),
        (actions.undo, lambda: window.attempt(session.undo)),
        (actions.redo, lambda: window.attempt(session.redo)),
        (actions.sample, cases.open_sample),
    )
    for action, work in pairs:
        action.triggered.connect(lambda _checked=False, work=work: work())
    actions.photos_panel.toggled.connect(panels.show_left)
    actions.result_panel.toggled.connect(panels.show_right)
    panels.narrow_changed.connect(lambda narrow: actions.result_panel.setChecked(not narrow))
    photos.view.addAction(actions.locate_or_pause)
    decision = window.result.decision
    decision.accepted.connect(actions.accept.trigger)
    decision.rejected.connect(actions.reject.trigger)
    decision.noting.connect(actions.note.trigger)
    window.result.corrected.connect(
        lambda position, given_as: window.attempt(lambda: correct(position, given_as))
    )
    photos.locate_again.connect(window.locate_again)
    photos.remove.connect(window.remove)
    photos.find_moved.connect(window.find_moved)
    welcome = window.map.welcome
    welcome.add_files.connect(actions.add.trigger)
    welcome.add_folder.connect(actions.add_folder.trigger)
    welcome.sample.connect(actions.sample.trigger)
    actions.recent.aboutToShow.connect(lambda: cases.fill_menu(actions.recent))
    actions.retry_failed.triggered.connect(
        lambda: window.locate_again(
            [row.path for row in window.table.rows() if row.state is State.FAILED]
        )
    )

    def correct(position: LatLon, given_as: str) -> None:
        path = photos.current()
        if path is not None:
            session.correct(path, position, given_as)

    def enable(*_: object) -> None:
        """Only what can be done now."""
        rows, current = window.table.rowCount() > 0, photos.current() is not None
        moving = engine.working and not engine.paused
        actions.pause.setEnabled(moving)
        actions.locate.setEnabled(rows and not moving)
        actions.stop.setEnabled(engine.working)
        actions.stop_after.setEnabled(engine.current is not None)
        for action in (actions.accept, actions.reject, actions.correct, actions.note):
            action.setEnabled(current)
        for action in (actions.export, actions.report, actions.retry_failed, actions.find):
            action.setEnabled(rows)
        actions.undo.setEnabled(session.is_open and session.case.can_undo())
        actions.redo.setEnabled(session.is_open and session.case.can_redo())
        actions.name_case.setEnabled(cases.is_unnamed())

    for signal in (engine.changed, session.decided, photos.current_changed, cases.opened):
        signal.connect(enable)
    for signal in (window.table.rowsInserted, window.table.rowsRemoved, window.table.modelReset):
        signal.connect(enable)
    enable()
