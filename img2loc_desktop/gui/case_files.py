"""Cases as files: the one of last time, new ones, others, copies, and the sample."""

from __future__ import annotations

import functools
import hashlib
import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from img2loc_desktop.core import paths
from img2loc_desktop.core.case import (
    SUFFIX,
    Case,
    CasePhoto,
    NotACaseError,
    begin_anew,
    name_unnamed,
    open_unnamed,
    unnamed_path,
)
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.words import one_line
from img2loc_desktop.gui import messages
from img2loc_desktop.gui.case_reading import CaseReading
from img2loc_desktop.gui.saving import ask_path
from img2loc_desktop.gui.session import Session
from img2loc_desktop.gui.speech import spoken

_REMEMBERED = 10


class CaseFiles(QObject):
    """Opens case files into the session. A case that another window has open is left alone."""

    opened = Signal(str)  # the case's name
    add_samples = Signal(object)  # Path: the folder of the sample photos

    def __init__(self, session: Session, parent: QWidget, recent: list[Path]) -> None:
        super().__init__(parent)
        self._session = session
        self._window = parent
        self._lock: QLockFile | None = None
        self._reading: CaseReading | None = None
        self._is_closed = False
        self.recent = recent

    def open_at_start(self) -> None:
        """The case of last time; where that is gone or in use, the one that has no name.

        All that are passed over are told of in one message.
        """
        refused: list[UserError] = []
        another = functools.partial(self._open_another, refused)
        for open_one in (self._open_last, self._open_unnamed, another):
            try:
                if open_one():
                    break
            except UserError as error:
                refused.append(error)
        self._tell_refused(refused)

    def _tell_refused(self, refused: Sequence[UserError]) -> None:
        title = self.tr("The case was not opened")
        if len({error.message for error in refused}) == 1:
            messages.tell_error(self._window, title, refused[0])
        elif refused:
            # One may have been tried twice: as the last one, and as one of the program's own.
            lines = {f"{spoken(error.message)} {spoken(error.hint)}": None for error in refused}
            messages.tell(self._window, title, "\n".join(lines))

    def open(self, path: Path, then: Callable[[bool], object] = lambda is_open: None) -> None:
        """Open a case file, and say why where it cannot be opened.

        A case of many photos is read between events, and the present one stays until then.
        ``then`` learns whether the case is open now, in the end.
        """
        if not self._try(lambda: self._begin(path, lambda: Case.open(path), then)):
            then(False)

    def choose(self) -> None:
        """Ask which case to open."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open case"), str(self._folder()), self._filter()
        )
        if name:
            self.open(Path(name))

    def new(self) -> None:
        """Ask for a name and begin an empty case."""
        path = self._ask_name(self.tr("New case"), self.tr("New case"))
        if path is not None:
            self._try(lambda: self._use(path, lambda: Case.create(path)))

    def save_copy(self) -> None:
        """Ask for a name and write the case as it is now to it."""
        case = self._session.case
        path = self._ask_name(
            self.tr("Save a copy"), self.tr("{name} copy").format(name=case.path.stem)
        )
        if path is not None:
            self._try(lambda: self._copy_to(case, path))

    def _copy_to(self, case: Case, path: Path) -> None:
        lock = None if path.absolute() == case.path else self._locked(path)
        try:
            case.save_copy(path)
        finally:
            if lock is not None:
                lock.unlock()

    def name(self) -> None:
        """Give the case that has no name one."""
        path = self._ask_name(self.tr("Give the case a name"), "")
        if path is not None:
            self._try(lambda: self.name_as(path))

    def name_as(self, path: Path) -> None:
        """Move the case that has no name. Raises UserError."""
        lock = self._locked(path)
        self._give_up_reading()
        case = self._session.let_go()
        if case is None:
            return
        try:
            named = name_unnamed(case, path)
        except UserError:
            self._session.use(case, case.photos())
            raise
        self._session.use(named, named.photos())
        self._keep(lock, path)

    def is_unnamed(self) -> bool:
        """Whether the case lies where the program put it."""
        return self._session.is_open and self._session.case.path == unnamed_path()

    def open_sample(self) -> None:
        """The sample case, made when it is asked for the first time."""
        path = paths.user_data() / "cases" / f"sample{SUFFIX}"

        def open_it() -> Case:
            path.parent.mkdir(parents=True, exist_ok=True)
            return Case.open(path) if path.exists() else Case.create(path)

        def fill(is_open: bool) -> None:
            """Also where it was left before they were found."""
            if is_open and not self._session.case.photos():
                self.add_samples.emit(paths.resources() / "samples")

        self._try(lambda: self._begin(path, open_it, fill))

    def name_of(self, path: Path) -> str:
        """How the window calls a case."""
        return self.tr("unnamed case") if path == unnamed_path() else one_line(path.name)

    def fill_menu(self, menu: QMenu) -> None:
        """List the cases that were open before."""
        menu.clear()
        for number, path in enumerate(self.recent, 1):
            action = menu.addAction(f"&{number % 10}  {one_line(path.name)}")
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, path=path: self.open(path))
        menu.setEnabled(bool(self.recent))

    def close(self) -> None:
        """The window is closed: let the case go, and one that is being opened."""
        self._is_closed = True
        self._give_up_reading()
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def _open_last(self) -> bool:
        if not self.recent or _is_gone(self.recent[0]):
            return False
        self._use(self.recent[0], lambda: Case.open(self.recent[0]))
        return True

    def _open_unnamed(self) -> bool:
        self._use_own(unnamed_path())
        return True

    def _open_another(self, refused: list[UserError]) -> bool:
        """Where the case without a name is in use or not for this version: the next one.

        Those that are passed over are added to ``refused``.
        One that is there already and can be used goes on, or each start would leave one more.
        """
        folder = unnamed_path().parent
        for number in itertools.count(2):
            path = folder / f"unnamed {number}{SUFFIX}"
            is_there = path.exists()
            try:
                self._use_own(path)
                return True
            except UserError as error:
                if not is_there:  # nor can there be any other
                    raise
                refused.append(error)
        return False

    def _use_own(self, path: Path) -> None:
        """Open a case that lies where the program put it, also where it is damaged."""
        told: list[UserError] = []

        def begin(why: NotACaseError) -> Case:
            case, error = begin_anew(path, why)
            told.append(error)
            return case

        self._use(path, lambda: open_unnamed(path), begin)
        for error in told:
            messages.tell_error(self._window, self.tr("The case is damaged"), error)

    def _use(
        self,
        path: Path,
        open_it: Callable[[], Case],
        instead: Callable[[NotACaseError], Case] | None = None,
    ) -> None:
        """Open first, so that a file that is refused leaves the present case as it is.

        ``instead`` makes a case where that one is damaged.
        """
        self._give_up_reading()
        if self._session.is_open and path.absolute() == self._session.case.path:
            return
        lock = self._locked(path)
        try:
            try:
                case, photos = _read(open_it)
            except NotACaseError as error:
                if instead is None:
                    raise
                case, photos = _read(functools.partial(instead, error))
        except BaseException:
            lock.unlock()
            raise
        self._session.use(case, photos)
        self._keep(lock, path)

    def _begin(
        self, path: Path, open_it: Callable[[], Case], then: Callable[[bool], object]
    ) -> None:
        """Open a case as soon as its photos are read: a few are at once, many between events."""
        self._give_up_reading()
        if self._session.is_open and path.absolute() == self._session.case.path:
            then(True)
            return
        lock = self._locked(path)
        try:
            case = open_it()
        except BaseException:
            lock.unlock()
            raise
        reading = self._reading = CaseReading(case, self)

        def end(photos: Sequence[CasePhoto] | None, error: UserError | None) -> None:
            self._reading = None
            if photos is None:
                lock.unlock()
                if error is not None:
                    messages.tell_error(self._window, self.tr("That did not work"), error)
            else:
                self._session.use(case, photos)
                self._keep(lock, path)
            if not self._is_closed:
                then(photos is not None)

        reading.ended.connect(end)
        reading.start()

    def _give_up_reading(self) -> None:
        """Another case is wanted."""
        if self._reading is not None:
            self._reading.give_up()

    def _keep(self, lock: QLockFile, path: Path) -> None:
        self._unlock()
        self._lock = lock
        path = path.absolute()
        if path != unnamed_path():
            self.recent[:] = [path, *(other for other in self.recent if other != path)]
            del self.recent[_REMEMBERED:]
        self.opened.emit(self.name_of(path))

    def _locked(self, path: Path) -> QLockFile:
        """The right to this case. Raises UserError where another window has it."""
        folder = paths.user_cache() / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(str(path.absolute()).encode("utf-8", "surrogateescape")).hexdigest()
        lock = QLockFile(str(folder / f"{name[:32]}.lock"))
        lock.setStaleLockTime(0)
        if not lock.tryLock(0):
            raise UserError(
                self.tr("{name} is open in another window.").format(name=one_line(path.name)),
                self.tr("Use that window, or close it first."),
            )
        return lock

    def _try(self, work: Callable[[], object]) -> bool:
        try:
            work()
            return True
        except UserError as error:
            messages.tell_error(self._window, self.tr("That did not work"), error)
        except OSError as error:
            messages.tell(self._window, self.tr("That did not work"), str(error))
        return False

    def _ask_name(self, title: str, proposal: str) -> Path | None:
        start = self._folder() / f"{proposal}{SUFFIX}" if proposal else self._folder()
        return ask_path(self._window, title, start, (SUFFIX,), self._filter())

    def _filter(self) -> str:
        return self.tr("Cases (*{suffix})").format(suffix=SUFFIX)

    def _folder(self) -> Path:
        return self.recent[0].parent if self.recent else Path.home()


def _is_gone(path: Path) -> bool:
    """Whether there is no such file; where that cannot be known, to open it tells why."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def _read(open_it: Callable[[], Case]) -> tuple[Case, tuple[CasePhoto, ...]]:
    """A case and its photos; it is closed again where they cannot be read."""
    case = open_it()
    try:
        return case, case.photos()
    except BaseException:
        case.close()
        raise
