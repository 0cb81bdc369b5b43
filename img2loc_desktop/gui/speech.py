"""What the core says, in the language of the window.

Everything that comes from the core is English: made in this process, by the worker, by the
terminal, or earlier and read from a case. It goes through ``spoken`` where it is shown, and
nowhere before, so that nothing translated gets into a case, its log or an export.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication

from img2loc_desktop.core import paths
from img2loc_desktop.core.speech import Heard, Phrases, Said

CONTEXT = "core"  # of these texts among the translations

# Placeholders for texts of the core, never for names: a file may be called like a sentence.
_REASONS = frozenset({"error", "reason", "why", "problem"})
_TRANSLATED = "img2loc_translated"  # a property of the application: it does not speak English


def set_translated(translated: bool) -> None:
    """Whether there is a language to translate to."""
    application = QCoreApplication.instance()
    if application is not None:
        application.setProperty(_TRANSLATED, translated)


def spoken(text: str) -> str:
    """A text of the core in the user's language; as it is where that is not known."""
    application = QCoreApplication.instance()
    if application is None or not application.property(_TRANSLATED):
        return str(text)
    if isinstance(text, Said):
        return _translated(text)
    return " ".join(
        _translated(part) if isinstance(part, Said) else part
        for part in _phrases().understood(text)
    )


def isolated(value: str) -> str:
    """A text that keeps its own order where its surroundings run from right to left.

    Between Unicode's "first strong isolate" and "pop directional isolate".
    """
    mirrored = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    return f"\u2068{value}\u2069" if mirrored and value else value


def _translated(said: Said) -> str:
    # The translator has made sure that a translation has the names of its template.
    template = QCoreApplication.translate(CONTEXT, said.template, None, said.number)
    return template.format_map({name: _value(name, said.values[name]) for name in said.values})


def _value(name: str, value: str) -> str:
    if isinstance(value, Said | Heard):
        return spoken(value)
    reason = spoken(value) if name in _REASONS else value
    return isolated(value) if reason == value else reason


@functools.cache
def _phrases() -> Phrases:
    return Phrases(_templates())


def _templates() -> Iterator[str]:
    """What the core may have said, from the template of all translations."""
    import xml.etree.ElementTree as ET  # an English window has no use for it

    for context in ET.parse(paths.translations() / "img2loc.ts").iter("context"):  # noqa: S314 - ours
        if context.findtext("name") == CONTEXT:
            yield from (source.text or "" for source in context.iter("source"))
