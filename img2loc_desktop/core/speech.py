"""What the program says is English, and can be said in another language where it is shown.

``say`` makes a sentence from a template and remembers both: everywhere it is an English text, in
the terminal, in exports, in the case and its log, which stay comparable that way; a front end
that speaks another language translates the template and puts the values in.

Most sentences are ordinary texts by then: a worker, the terminal or a case file said them. Of
those ``Phrases`` finds the template again, if it was given to ``phrase`` or to what speaks anyway,
a UserError or the reason of a Clue. ``resources/build_translations.py`` collects all of them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter

_LONGEST = 4000  # characters of a text that is looked at
_SENTENCES = 8  # in one text
_TELLING = 1  # words that a template must have of its own, or it would be found in anything
_WORD = re.compile(r"[^\W\d_]{2,}")
_END = re.compile(r"(?<=[.!?:]) ")


class Said(str):
    """An English text that knows its template and the values in it.

    A value may be a Said of its own. ``number`` is the count that decides between singular and
    plural, -1 where nothing is counted.
    """

    __slots__ = ("number", "template", "values")

    template: str
    values: Mapping[str, str]
    number: int

    def __new__(cls, template: str, values: Mapping[str, str], number: int = -1) -> Said:
        said = super().__new__(cls, template.format_map(values))
        said.template, said.values, said.number = template, values, number
        return said

    def __reduce__(self) -> tuple[type[Said], tuple[object, ...]]:
        """How it is copied, among others by dataclasses.asdict."""
        return Said, (self.template, self.values, self.number)


def say(template: str, /, **values: str | int) -> Said:
    """A sentence: ``say("Near {place}", place=name)``.

    The template is a literal with plain names in braces. A whole number is written with commas;
    the one that is called ``number`` is what is counted, and a language may have several forms
    of a template for it. English has two, and they are two templates.
    """
    written = {n: f"{v:,}" if isinstance(v, int) else v for n, v in values.items()}
    number = values.get("number")
    return Said(template, written, number if isinstance(number, int) else -1)


def phrase(text: str) -> str:
    """Marks a text, mostly an f-string, that is known again by its template where it is shown."""
    return text


class Heard(str):
    """Marks a sentence that came as an ordinary text, in another process or out of a file."""

    __slots__ = ()


def values_in(template: str, text: str) -> dict[str, str] | None:
    """What stands in a text where the template has names, or None where it was not made of it."""
    return _Pattern.of(template).values(text)


def placeholders(template: str) -> frozenset[str]:
    """The names in braces, each with what is asked of its form. Raises ValueError."""
    return frozenset(
        f"{name}!{conversion}:{form}" if conversion or form else name
        for _, name, form, conversion in Formatter().parse(template)
        if name is not None
    )


class Phrases:
    """Finds the templates that English texts were made of."""

    def __init__(self, templates: Iterable[str]) -> None:
        known = [_Pattern.of(template) for template in templates]
        telling = [pattern for pattern in known if pattern.words >= _TELLING]
        self._fixed = {pattern.texts[0]: pattern for pattern in telling if not pattern.names}
        self._open = [pattern for pattern in telling if pattern.names]

    def understood(self, text: str) -> tuple[str, ...]:
        """The sentences of a text, those of a known template as Said.

        There is one way to read most texts. Of several that with the most words of templates is
        taken: a value could be anything.
        """
        if len(text) > _LONGEST:
            return (text,)

        @functools.cache
        def read(start: int) -> tuple[int, tuple[str, ...]]:
            rest = text[start:]
            whole = self._sentence(rest)
            best: tuple[int, tuple[str, ...]] = (0, (rest,)) if whole is None else whole
            for end in ends:
                if end <= start:
                    continue
                head = self._sentence(text[start : end - 1])
                if head is not None:
                    weight, others = read(end)
                    best = max(best, (head[0] + weight, head[1] + others), key=lambda r: r[0])
            return best

        ends = [match.end() for match in _END.finditer(text)][: _SENTENCES - 1]
        return read(0)[1]

    def _sentence(self, text: str) -> tuple[int, tuple[str]] | None:
        """The template of a text as a whole, with its weight."""
        pattern = self._fixed.get(text)
        if pattern is not None:
            return pattern.weight, (pattern.said({}),)
        best: tuple[int, tuple[str]] | None = None
        for pattern in self._open:
            if best is None or pattern.weight > best[0]:
                values = pattern.values(text)
                if values is not None:
                    best = pattern.weight, (pattern.said(values),)
        return best


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A template as the ``texts`` around its ``names``: one more of them than of these."""

    template: str
    texts: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, template: str) -> _Pattern:
        texts, names = [""], []
        for text, name, _, _ in Formatter().parse(template):
            texts[-1] += text
            if name is not None:
                names.append(name)
                texts.append("")
        return cls(template, tuple(texts), tuple(names))

    @property
    def weight(self) -> int:
        return sum(map(len, self.texts))

    @property
    def words(self) -> int:
        return sum(len(_WORD.findall(text)) for text in self.texts)

    def values(self, text: str) -> dict[str, str] | None:
        """What stands where the names are, or None where the text is another.

        Each piece is looked for behind the one before: in time that grows with the text only,
        whatever is in it.
        """
        first, *between, last = self.texts
        if not text.startswith(first) or not text.endswith(last):
            return None
        start, end = len(first), len(text) - len(last)
        found: dict[str, str] = {}
        for name, piece in zip(self.names, [*between, None], strict=True):
            at = end if piece is None else text.find(piece, start, end)
            if at < start or found.get(name, text[start:at]) != text[start:at]:
                return None
            found[name] = text[start:at]
            start = at + len(piece or "")
        return found

    def said(self, values: Mapping[str, str]) -> Said:
        count = values.get("number", "").replace(",", "")
        return Said(self.template, values, int(count) if count.isdecimal() else -1)
