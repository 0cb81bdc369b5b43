"""What an analyst makes of the words in a picture: struck, corrected, or typed in.

The reading itself is never lost: edits are kept apart from it, and taking one back brings the
line back as it was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.fields import Fields
from img2loc_desktop.core.types import LineMark, TextLine, WordEdit, WordEdits

MOST_EDITS = 300  # as many as lines are read
LONGEST_TEXT = 300  # characters: a line of a sign is shorter


def as_read(lines: Iterable[TextLine]) -> tuple[TextLine, ...]:
    """The lines as they were before the analyst touched them; typed ones were not there."""
    return tuple(
        replace(line, text=_text_as_read(line), mark=LineMark.READ, read_as="")
        for line in lines
        if line.mark is not LineMark.TYPED
    )


def edited(lines: Iterable[TextLine], edits: Sequence[WordEdit]) -> tuple[TextLine, ...]:
    """The lines with the edits on them, whatever edits they had before; typed ones at the end."""
    wanted = {(edit.read_as, edit.box): edit for edit in edits if edit.mark is not LineMark.TYPED}
    typed = (
        TextLine(edit.text, 1.0, mark=LineMark.TYPED)
        for edit in edits
        if edit.mark is LineMark.TYPED
    )
    return (*(_with(line, wanted.get((line.text, line.box))) for line in as_read(lines)), *typed)


def that_count(lines: Iterable[TextLine]) -> tuple[TextLine, ...]:
    """The same rows as the rules are to see them: without what was struck.

    Whoever corrects a line vouches for it, however unsure the reader was.
    """
    return tuple(
        replace(line, text="")
        if line.mark is LineMark.STRUCK
        else replace(line, confidence=1.0)
        if line.mark is LineMark.CORRECTED
        else line
        for line in lines
    )


def struck(edits: WordEdits, line: TextLine) -> WordEdits:
    """The edits with a line struck; one that was typed is gone."""
    kept = restored(edits, line)
    if line.mark is LineMark.TYPED:
        return kept
    return (*kept, WordEdit(LineMark.STRUCK, read_as=_text_as_read(line), box=line.box))


def restored(edits: WordEdits, line: TextLine) -> WordEdits:
    """The edits without the one on a line: it stands as it was read."""
    edit = _edit_of(line)
    return tuple(other for other in edits if other != edit)


def corrected(edits: WordEdits, line: TextLine, text: str) -> WordEdits:
    """The edits with a line that says ``text``; what was read already needs none."""
    text = text.strip()
    if line.mark is LineMark.TYPED:
        edit = _edit_of(line)
        return tuple(replace(other, text=text) if other == edit else other for other in edits)
    kept, read = restored(edits, line), _text_as_read(line)
    return kept if text == read else (*kept, WordEdit(LineMark.CORRECTED, text, read, line.box))


def typed(edits: WordEdits, text: str) -> WordEdits:
    """The edits with a line that the analyst typed; the same one twice counts once."""
    edit = WordEdit(LineMark.TYPED, text.strip())
    return edits if edit in edits else (*edits, edit)


def checked(edits: WordEdits) -> WordEdits:
    """The same edits, if they make sense. Raises UserError."""
    if len(edits) > MOST_EDITS:
        raise UserError(
            f"{len(edits)} words of the photo were changed; at most {MOST_EDITS} can be.",
            "Take some of the changes back.",
        )
    for edit in edits:
        if len(edit.text) > LONGEST_TEXT:
            raise UserError(
                f"The text has {len(edit.text):,} characters; a line may have {LONGEST_TEXT}.",
                "Type the words that say where it is, line by line.",
            )
        if (edit.mark is LineMark.STRUCK) == bool(edit.text.strip()):
            raise UserError("A line without words says nothing.", "Type what is written there.")
    return edits


def to_json(edits: Sequence[WordEdit]) -> list[dict[str, Any]]:
    """The edits as plain values."""
    return [
        {
            "mark": edit.mark.value,
            "text": edit.text,
            "read_as": edit.read_as,
            "box": [list(corner) for corner in edit.box],
        }
        for edit in edits
    ]


def from_json(items: object, fields: Fields) -> WordEdits:
    """The edits that `to_json` wrote. Raises UserError, which names the field "words"."""
    try:
        if not isinstance(items, list):
            raise TypeError
        return checked(tuple(_read(item) for item in items))
    except (KeyError, TypeError, ValueError):
        fields.refuse("words", "a list of words that were struck, corrected or typed")


def _read(item: dict[str, Any]) -> WordEdit:
    mark, text, read_as = LineMark(item["mark"]), item["text"], item["read_as"]
    if not (isinstance(text, str) and isinstance(read_as, str)) or mark is LineMark.READ:
        raise ValueError
    return WordEdit(mark, text, read_as, tuple((float(x), float(y)) for x, y in item["box"]))


def _text_as_read(line: TextLine) -> str:
    return line.read_as if line.mark is LineMark.CORRECTED else line.text


def _edit_of(line: TextLine) -> WordEdit | None:
    """The edit that made a line what it is."""
    if line.mark is LineMark.READ:
        return None
    if line.mark is LineMark.TYPED:
        return WordEdit(LineMark.TYPED, line.text)
    text = line.text if line.mark is LineMark.CORRECTED else ""
    return WordEdit(line.mark, text, _text_as_read(line), line.box)


def _with(line: TextLine, edit: WordEdit | None) -> TextLine:
    if edit is None:
        return line
    if edit.mark is LineMark.STRUCK:
        return replace(line, mark=LineMark.STRUCK)
    return replace(line, text=edit.text, mark=edit.mark, read_as=line.text)
