"""The languages of the window: which there are, and the one that it speaks.

A language is a file img2loc_LANGUAGE.qm, of those that ship or of the user's own. English needs
none. The texts that are Qt's, such as the buttons of its dialogs, come from Qt's own files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTranslator
from PySide6.QtGui import QGuiApplication

from img2loc_desktop.core import paths
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.speech import placeholders
from img2loc_desktop.gui import translation_file
from img2loc_desktop.gui.speech import set_translated

ENGLISH = "en"
AS_THE_SYSTEM = ""

_FILE = re.compile(r"img2loc_([a-z]{2,3}(?:_[A-Za-z0-9]{2,8}){0,2})\.qm")
_COUNT = frozenset(("number",))  # a form for one or two things may leave the number out


def available() -> tuple[str, ...]:
    """The languages that there are files for, as in "de" or "pt_BR", and English."""
    return tuple(sorted({ENGLISH, *_files()}))


def own_name(language: str) -> str:
    """What a language is called by those who speak it: "Deutsch", "português (Brasil)"."""
    if language == ENGLISH:
        return "English"  # Qt would say of which country
    locale = QLocale(language)
    name = locale.nativeLanguageName() or language
    return f"{name} ({locale.nativeTerritoryName()})" if "_" in language else name


def install(application: QGuiApplication, choice: str = AS_THE_SYSTEM) -> str:
    """Let the window speak a language; returns that language.

    Texts that are on the screen already stay as they are. Raises UserError where the language's
    file cannot be used: it is English then.
    """
    for earlier in application.findChildren(QTranslator):
        application.removeTranslator(earlier)
        earlier.setParent(None)
        application.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    set_translated(False)
    files = _files()
    language = _chosen(choice, files)
    if language == ENGLISH:
        return ENGLISH
    own = _Checked(translation_file.read(files[language]), application)
    if own.isEmpty():
        raise UserError(
            f"The translation {files[language].name} was not accepted.",
            "The window speaks English. Make it again with pyside6-lrelease.",
        )
    locale = QLocale(language)
    of_qt = QTranslator(application)
    if of_qt.load(
        locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    ):
        application.installTranslator(of_qt)
    application.installTranslator(own)
    application.setLayoutDirection(locale.textDirection())
    set_translated(True)
    return language


class _Checked(QTranslator):
    """Passes on a translation only if it has the same names in braces as the English text.

    Whoever wrote the file may have made a mistake: a window must not fail for it.
    """

    def __init__(self, content: bytes, parent: QObject) -> None:
        super().__init__(parent)
        self._content = content  # Qt reads it where it lies
        self.load(content)

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        text = super().translate(context, source, disambiguation, n)
        if not text or (("{" in text or "}" in text or "{" in source) and not _fits(text, source)):
            return None  # the English text stands
        return text


def _fits(translation: str, source: str) -> bool:
    try:
        there, wanted = placeholders(translation), placeholders(source)
    except ValueError:
        return False
    return there <= wanted and wanted - there <= _COUNT


def _files() -> dict[str, Path]:
    """The file of each language; the user's own ones before those that ship."""
    folders = (paths.translations(), paths.user_translations())
    return {
        match[1]: path
        for folder in folders
        for path in sorted(folder.glob("img2loc_*.qm"))
        if (match := _FILE.fullmatch(path.name))
    }


def _chosen(choice: str, files: Mapping[str, Path]) -> str:
    """The language of a choice, by the rules that Qt looks for a file of a locale."""
    if choice != AS_THE_SYSTEM:
        return choice if choice in files else ENGLISH
    for name in QLocale.system().uiLanguages():
        parts = re.split("[-_]", name)
        if parts[0] in (ENGLISH, "C"):
            break
        while parts:
            if "_".join(parts) in files:
                return "_".join(parts)
            parts.pop()
    return ENGLISH
