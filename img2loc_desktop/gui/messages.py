"""Questions and messages to the user, all in one form: the fact, then the next step."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.gui.speech import spoken


def tell(parent: QWidget, title: str, message: str, hint: str = "") -> None:
    """Say something that went wrong; not modal, so that work goes on behind it."""
    box = QMessageBox(QMessageBox.Icon.Warning, title, spoken(message), parent=parent)
    box.setInformativeText(spoken(hint))
    box.setModal(False)
    box.finished.connect(box.deleteLater)
    box.show()


def tell_error(parent: QWidget, title: str, error: UserError) -> None:
    """Say what a UserError says."""
    tell(parent, title, error.message, error.hint)


def ask(parent: QWidget, title: str, question: str, detail: str, yes: str, no: str) -> bool:
    """Ask and wait for the answer; Escape means ``no``."""
    box = QMessageBox(QMessageBox.Icon.Question, title, question, parent=parent)
    box.setInformativeText(detail)
    accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    refuse = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(accept)
    box.setEscapeButton(refuse)
    box.exec()
    answer = box.clickedButton() is accept
    box.deleteLater()
    return answer


def inform(parent: QWidget, title: str, message: str, detail: str = "") -> None:
    """Say something that is well."""
    box = QMessageBox(QMessageBox.Icon.Information, title, message, parent=parent)
    box.setInformativeText(detail)
    box.setModal(False)
    box.finished.connect(box.deleteLater)
    box.show()
