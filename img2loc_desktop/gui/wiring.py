"""Which action does what, and which part of the window listens to which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from img2loc_desktop.core.settings import Settings
from img2loc_desktop.gui import messages
from img2loc_desktop.gui.appearance import apply_look
from img2loc_desktop.gui.drops import Brought
from img2loc_desktop.gui.map import MapView
from img2loc_desktop.gui.picture_view import PictureView
from img2loc_desktop.gui.speech import isolated
from img2loc_desktop.gui.writing import Writing

if TYPE_CHECKING:
    from img2loc_desktop.gui.main_window import MainWindow

translate = QCoreApplication.translate


def connect_actions(window: MainWindow) -> None:
    """Connect every action of the window."""
    actions, commands, photos = window.actions_, window.commands, window.photos
    engine, cases, panels, pages = window.engine, window.cases, window.panels, window.pages
    map_, session = window.map.map, window.session
    pairs: tuple[tuple[QAction, Callable[[], object]], ...] = (
        (actions.new_case, cases.new),
        (actions.open_case, cases.choose),
        (actions.save_copy, cases.save_copy),
        (actions.name_case, cases.name),
        (actions.verify_log, lambda: commands.attempt(pages.check_log)),
        (actions.export, lambda: commands.attempt(pages.export)),
        (actions.report, lambda: commands.attempt(pages.report)),
        (actions.settings, pages.settings),
        (actions.leave, window.close),
        (actions.add, commands.choose_files),
        (actions.add_folder, commands.choose_folder),
        (actions.paste, commands.paste),
        (actions.next, lambda: photos.step(1)),
        (actions.previous, lambda: photos.step(-1)),
        (actions.find, photos.filter.setFocus),
        (actions.retry_failed, commands.locate_failed),
        (actions.locate, commands.locate),
        (actions.pause, engine.pause),
        (actions.stop, engine.stop_now),
        (actions.stop_after, engine.stop_after_this),
        (actions.locate_or_pause, commands.locate_or_pause),
        (actions.accept, commands.accept),
        (actions.reject, commands.reject),
        (actions.correct, lambda: _correct(window)),
        (actions.note, commands.write_note),
        (actions.undo, lambda: commands.attempt(session.undo)),
        (actions.redo, lambda: commands.attempt(session.redo)),
        (actions.models, pages.models),
        (actions.layers, map_.toggle_layers),
        (actions.fit, lambda: _looked_at(window).fit()),
        (actions.zoom_in, lambda: _looked_at(window).zoom_by(1)),
        (actions.zoom_out, lambda: _looked_at(window).zoom_by(-1)),
        (actions.read_words, window.desk.read),
        (actions.tiles, pages.choose_tiles),
        (actions.all_keys, pages.all_keys),
        (actions.sample, cases.open_sample),
        (actions.about, pages.about),
    )
    for action, work in pairs:
        action.triggered.connect(lambda _checked=False, work=work: work())
    actions.photos_panel.toggled.connect(panels.show_left)
    actions.result_panel.toggled.connect(panels.show_right)
    actions.picture.toggled.connect(window.map.show_picture)
    actions.recent.aboutToShow.connect(lambda: cases.fill_menu(actions.recent))
    panels.covered_changed.connect(map_.set_covered)
    panels.narrow_changed.connect(lambda narrow: actions.result_panel.setChecked(not narrow))
    for widget in (photos.view, map_):
        widget.addAction(actions.locate_or_pause)
    _enable_what_can_be_done(window)


def connect_parts(window: MainWindow) -> None:
    """Connect the parts with one another."""
    actions, commands, photos, result = (
        *(window.actions_, window.commands),
        *(window.photos, window.result),
    )
    result.decision.accepted.connect(actions.accept.trigger)
    result.decision.rejected.connect(actions.reject.trigger)
    result.decision.noting.connect(actions.note.trigger)
    result.corrected.connect(commands.correct)
    result.retried.connect(lambda: _try_again(window))
    result.correcting.connect(window.map.set_correcting)
    result.previewed.connect(window.map.preview)
    result.candidate_chosen.connect(window.map.show_candidate)
    result.evidence.chosen.connect(window.map.show_neighbour)
    window.map.corrected.connect(lambda position: commands.correct(position, "pin"))
    window.map.failed.connect(
        lambda message, hint: messages.tell(
            window, translate("MainWindow", "The map"), message, hint
        )
    )
    picture = window.picture
    picture.left.connect(lambda: actions.picture.setChecked(False))
    picture.searched.connect(lambda word: _search(window, word))
    window.map.picture_shown.connect(lambda shown: _picture_shown(window, shown))
    result.picture_words.wants_photo.connect(lambda: actions.picture.setChecked(True))
    photos.locate_again.connect(commands.locate_again)
    photos.remove.connect(commands.remove)
    commands.said.connect(window.status.say)
    photos.find_moved.connect(commands.find_moved)
    welcome = window.map.welcome
    welcome.add_files.connect(actions.add.trigger)
    welcome.add_folder.connect(actions.add_folder.trigger)
    welcome.sample.connect(actions.sample.trigger)
    window.finder.found.connect(lambda items: commands.attempt(lambda: window.session.add(items)))
    window.session.left.connect(lambda case: _end_listing(window, case))
    window.drops.brought.connect(lambda what: _take(window, what))
    window.cases.opened.connect(lambda name: _title(window, name))
    window.cases.add_samples.connect(lambda folder: window.bring([folder]))
    window.session.trouble.connect(
        lambda message, hint: messages.tell(
            window, translate("MainWindow", "Not saved"), message, hint
        )
    )
    window.names.loaded.connect(result.set_country_names)
    window.names.named.connect(result.evidence.name_again)
    window.names.loaded.connect(picture.set_country_names)
    window.engine.cannot_start.connect(window.pages.cannot_start)
    window.status.improve.connect(actions.models.trigger)
    window.pages.exported.connect(
        lambda path: window.status.say(
            translate("MainWindow", "Written: {path}").format(path=isolated(str(path)))
        )
    )
    window.pages.tiles.connect(lambda paths: _add_tiles(window, paths))
    window.preferences.changed.connect(lambda before, now: _apply(window, before, now))
    window.preferences.not_saved.connect(
        lambda message, hint: messages.tell(
            window, translate("MainWindow", "The settings were not saved"), message, hint
        )
    )
    table = window.table
    for signal in (table.rowsInserted, table.rowsRemoved, table.modelReset):
        signal.connect(lambda *_: window.map.show_map(table.rowCount() > 0))
    _apply(window, None, window.preferences.now)


def _correct(window: MainWindow) -> None:
    """Where it was really is asked in the right panel: it comes out if it is not there."""
    window.actions_.result_panel.setChecked(True)
    window.result.start_correction()


def _looked_at(window: MainWindow) -> MapView | PictureView:
    """What the keys zoom: the map, or the photo in its place."""
    picture = window.picture
    return picture.view if picture.isVisible() else window.map.map


def _search(window: MainWindow, word: str) -> None:
    """Look a word up where a place is corrected: there it can be taken at once."""
    _correct(window)
    window.result.correction.line.setText(word)


def _picture_shown(window: MainWindow, shown: bool) -> None:
    window.desk.show()
    if shown:
        window.picture.list.setFocus()
    elif window.picture.list.hasFocus():
        window.map.map.setFocus()


def _try_again(window: MainWindow) -> None:
    path = window.photos.current()
    if path is not None:
        window.commands.locate_again([path])


def _take(window: MainWindow, what: Brought) -> None:
    """A case is opened before the photos that came with it are looked for: they go into it."""

    def add(is_open: bool) -> None:
        if is_open:
            window.finder.find(what.photos)
        elif what.photos:
            messages.tell(
                window,
                translate("MainWindow", "No photos were added"),
                translate("MainWindow", "The case that came with the photos was not opened."),
                translate(
                    "MainWindow", "To have them in this case, add them without the other one."
                ),
            )

    if what.cases:
        window.cases.open(what.cases[0], add)
    else:
        add(True)
    if what.tiles:
        _add_tiles(window, what.tiles)
    if what.models:
        window.pages.models().bring(what.models)


def _end_listing(window: MainWindow, case: Path) -> None:
    """What is found from now on would go into another case."""
    if window.finder.stop():
        messages.tell(
            window,
            translate("MainWindow", "Not all photos were added"),
            translate(
                "MainWindow",
                "{case} was closed while photos were still being looked for. "
                "Those that were not found yet are in no case.",
            ).format(case=window.cases.name_of(case)),
            translate(
                "MainWindow",
                "Open it again and add the folder once more: photos that are in it already are "
                "passed over.",
            ),
        )


def _add_tiles(window: MainWindow, paths: Sequence[Path]) -> None:
    window.map.show_map(True)
    window.map.add_tiles(paths)


def _title(window: MainWindow, case: str) -> None:
    window.setWindowTitle(f"{case} – img2loc-desktop")
    window.actions_.case_name.setText(translate("MainWindow", "case: {name}").format(name=case))
    window.preferences.change(recent=tuple(window.cases.recent))


def _apply(window: MainWindow, before: Settings | None, now: Settings) -> None:
    """Make what was chosen visible."""
    if before is None or (before.theme, before.text_size) != (now.theme, now.text_size):
        application = QApplication.instance()
        if isinstance(application, QApplication) and before is not None:
            apply_look(application, now)
    writing = Writing(now.notation, now.units)
    window.photos.set_writing(writing)
    window.result.set_writing(writing)
    window.map.set_writing(writing)
    window.picture.set_writing(writing)
    window.desk.set_reads(now.configuration.read_text != "off")
    window.session.analyst = now.analyst
    window.references.set_folders(now.references)
    window.engine.configure(now.configuration)
    window.status.set_starter(not now.configuration.indexes)
    window.presenter.show(window.photos.current())


def _enable_what_can_be_done(window: MainWindow) -> None:
    actions, engine, session = window.actions_, window.engine, window.session

    def enable(*_: object) -> None:
        rows, current = window.table.rowCount() > 0, window.photos.current() is not None
        moving = engine.working and not engine.paused
        actions.pause.setEnabled(moving)
        actions.locate.setEnabled(rows and not moving)
        actions.stop.setEnabled(engine.working)
        actions.stop_after.setEnabled(engine.current is not None)
        actions.read_words.setEnabled(current)
        for action in (actions.accept, actions.reject, actions.correct, actions.note):
            action.setEnabled(current)
        for action in (actions.export, actions.report, actions.retry_failed, actions.find):
            action.setEnabled(rows)

    def enable_of_case(*_: object) -> None:
        """The case is asked only when it may have changed: it may be waiting for the disk."""
        actions.undo.setEnabled(session.is_open and session.case.can_undo())
        actions.redo.setEnabled(session.is_open and session.case.can_redo())
        actions.name_case.setEnabled(window.cases.is_unnamed())

    table = window.table
    for signal in (
        *(engine.changed, window.photos.current_changed),
        *(table.rowsInserted, table.rowsRemoved, table.modelReset),
    ):
        signal.connect(enable)
    for signal in (session.decided, window.cases.opened):
        signal.connect(enable_of_case)
    enable()
    enable_of_case()
