"""Everything a user can ask for: the menus, the tool bar, and the keys."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QPalette
from PySide6.QtWidgets import QLabel, QMainWindow, QMenu, QSizePolicy, QToolBar, QToolButton

from img2loc_desktop.gui import theme
from img2loc_desktop.gui.icons import icon
from img2loc_desktop.gui.tool_bar import ToolBar


class Actions(QObject):
    """Makes the actions; the window connects them. Attributes are named by what they do."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._pictured: list[tuple[QAction, str]] = []
        self._make_file()
        self._make_photos()
        self._make_analysis()
        self._make_view()
        self._make_help()
        self._make_menus()
        self.toolbar = self._make_toolbar()
        self.set_icons(window.palette())

    def set_icons(self, palette: QPalette) -> None:
        """Draw the signs anew, for another theme."""
        for action, name in self._pictured:
            action.setIcon(icon(name, palette))

    def keys(self) -> list[tuple[str, str]]:
        """What each key does, in the order of the menus."""
        return [
            (action.text().replace("&", "").removesuffix("..."), _keys_of(action))
            for action in self.findChildren(QAction)
            if action.shortcuts()
        ]

    def _make_file(self) -> None:
        self.new_case = self._action(self.tr("&New case..."), "Ctrl+N")
        self.open_case = self._action(self.tr("&Open case..."), "Ctrl+Shift+O")
        self.save_copy = self._action(self.tr("&Save a copy of the case..."), "Ctrl+Shift+S")
        self.name_case = self._action(self.tr("Give the case a &name..."), "Ctrl+S")
        self.verify_log = self._action(self.tr("&Check the case’s log"))
        self.export = self._action(self.tr("&Export..."), "E", picture="export")
        self.report = self._action(self.tr("&Report..."), "Ctrl+P")
        self.settings = self._action(self.tr("Se&ttings..."), "Ctrl+,")
        self.leave = self._action(self.tr("&Quit"), "Ctrl+Q")
        self.export.setShortcuts([QKeySequence("E"), QKeySequence("Ctrl+E")])
        self.leave.setMenuRole(QAction.MenuRole.QuitRole)
        self.settings.setMenuRole(QAction.MenuRole.PreferencesRole)

    def _make_photos(self) -> None:
        self.add = self._action(self.tr("&Add photos..."), "O", picture="add")
        self.add.setShortcuts([QKeySequence("O"), QKeySequence(QKeySequence.StandardKey.Open)])
        self.add_folder = self._action(self.tr("Add a &folder..."), "Shift+O")
        self.paste = self._action(self.tr("&Paste files"))
        self.paste.setShortcuts(QKeySequence.StandardKey.Paste)
        self.next = self._action(self.tr("&Next photo"), "Ctrl+Down")
        self.previous = self._action(self.tr("Pre&vious photo"), "Ctrl+Up")
        self.find = self._action(self.tr("Fi&lter photos"))
        self.find.setShortcuts(QKeySequence.StandardKey.Find)
        self.retry_failed = self._action(self.tr("Locate what fai&led again"))

    def _make_analysis(self) -> None:
        self.locate = self._action(self.tr("&Locate"), picture="play")
        self.pause = self._action(self.tr("&Pause"), picture="pause")
        self.stop = self._action(self.tr("&Stop now"), "Ctrl+.", picture="stop")
        self.stop_after = self._action(self.tr("Stop &after this photo"), "Ctrl+Shift+.")
        # In list and map only: elsewhere the space bar presses the button with the focus.
        self.locate_or_pause = self._action(self.tr("Locate or pause"), "Space")
        self.locate_or_pause.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.accept = self._action(self.tr("&Accept the estimate"), "A", picture="accept")
        self.correct = self._action(self.tr("&Correct the place..."), "C", picture="correct")
        self.reject = self._action(self.tr("&Reject the estimate"), "R", picture="reject")
        self.note = self._action(self.tr("Write a &note..."), "N", picture="note")
        self.undo = self._action(self.tr("&Undo the decision"))
        self.undo.setShortcuts(QKeySequence.StandardKey.Undo)
        self.redo = self._action(self.tr("R&edo the decision"))
        self.redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        self.read_words = self._action(
            self.tr("Read the &words in the picture, small ones, too"), "Shift+W"
        )
        self.models = self._action(self.tr("&Models and indexes..."), "Ctrl+M", picture="models")

    def _make_view(self) -> None:
        self.layers = self._action(self.tr("&Layers"), "L", picture="layers")
        self.picture = self._action(self.tr("The photo and its &words"), "W", checkable=True)
        self.fit = self._action(self.tr("&Fit to the result"), "F", picture="fit")
        self.zoom_in = self._action(self.tr("Zoom &in"), "+")
        self.zoom_in.setShortcuts([QKeySequence("+"), QKeySequence("=")])
        self.zoom_out = self._action(self.tr("Zoom &out"), "-")
        self.tiles = self._action(self.tr("Add map &tiles (MBTiles)..."))
        self.photos_panel = self._action(self.tr("&Photos panel"), "Ctrl+1", checkable=True)
        self.result_panel = self._action(
            self.tr("&Result panel"), "Ctrl+2", picture="panel", checkable=True
        )
        self.photos_panel.setChecked(True)
        self.result_panel.setChecked(True)

    def _make_help(self) -> None:
        self.all_keys = self._action(self.tr("&All keys"), "?")
        self.all_keys.setShortcuts([QKeySequence("?"), QKeySequence("F1")])
        self.sample = self._action(self.tr("Open the &sample case"))
        self.about = self._action(self.tr("A&bout and licences"))
        self.about.setMenuRole(QAction.MenuRole.AboutRole)

    def _make_menus(self) -> None:
        bar = self._window.menuBar()
        file = bar.addMenu(self.tr("&File"))
        self._fill(file, self.new_case, self.open_case)
        self.recent = file.addMenu(self.tr("Open &recent"))
        self._fill(file, self.name_case, self.save_copy, self.verify_log, None)
        self._fill(file, self.export, self.report, None, self.settings, None, self.leave)
        photos = bar.addMenu(self.tr("&Photos"))
        self._fill(photos, self.add, self.add_folder, self.paste, None)
        self._fill(photos, self.find, self.next, self.previous, None, self.retry_failed)
        self.photos_menu = photos
        analyse = bar.addMenu(self.tr("&Analyse"))
        self._fill(analyse, self.locate, self.pause, self.stop, self.stop_after, None)
        self._fill(analyse, self.accept, self.correct, self.reject, self.note, None)
        self._fill(analyse, self.read_words, None)
        self._fill(analyse, self.undo, self.redo, None, self.models)
        view = bar.addMenu(self.tr("&View"))
        self._fill(view, self.picture, None)
        self._fill(view, self.layers, self.fit, self.zoom_in, self.zoom_out, self.tiles, None)
        self._fill(view, self.photos_panel, self.result_panel)
        help_ = bar.addMenu(self.tr("&Help"))
        self._fill(help_, self.all_keys, self.sample, None, self.about)

    def _make_toolbar(self) -> QToolBar:
        bar = ToolBar(self.tr("Tools"), self._window)
        self._window.addToolBar(bar)
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.addAction(self.add)
        for action in (self.locate, self.pause, self.stop):
            bar.addAction(action)
        stop = bar.widgetForAction(self.stop)
        if isinstance(stop, QToolButton):
            stop.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
            menu = QMenu(stop)
            self._fill(menu, self.stop, self.stop_after)
            stop.setMenu(menu)
        self.case_name = QLabel()
        self.case_name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.case_name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.case_name.setContentsMargins(theme.grid(), 0, theme.grid(), 0)
        bar.addWidget(self.case_name)
        for action in (self.models, self.export, self.result_panel):
            bar.addAction(action)
        return bar

    def _action(
        self, text: str, key: str = "", *, picture: str = "", checkable: bool = False
    ) -> QAction:
        action = QAction(text, self)
        action.setCheckable(checkable)
        if key:
            action.setShortcut(QKeySequence(key))
        if picture:
            self._pictured.append((action, picture))
        action.setIconText(text.replace("&", "").removesuffix("..."))
        self._window.addAction(action)
        return action

    @staticmethod
    def _fill(menu: QMenu, *actions: QAction | None) -> None:
        for action in actions:
            if action is None:
                menu.addSeparator()
            else:
                menu.addAction(action)


def _keys_of(action: QAction) -> str:
    keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()]
    # Where the platform lists several keys for the same thing, few keyboards have the later ones.
    return ", ".join(keys[:2]) if len(keys[0]) == 1 or keys[1:2] in ([], ["F1"]) else keys[0]
