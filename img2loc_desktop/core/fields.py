"""Reading JSON that strangers wrote: every complaint names the field and what was expected."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeVar

from img2loc_desktop.core.errors import UserError

_T = TypeVar("_T", bound=str)
_HINT = "Correct that field, or get the file again from its source."


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object and where it stands, with one reader for each type of value.

    ``origin`` is the file as the user knows it, ``path`` the dotted way to this object
    ("encoder.outputs", empty at the top). A reader without a ``default`` requires its
    field; null counts as absent. All readers raise UserError.
    """

    values: Mapping[str, object]
    origin: str
    path: str = ""

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self.values.get(name) is not None

    def names(self) -> tuple[str, ...]:
        """The names of the fields, in the file's order."""
        return tuple(self.values)

    def text(self, name: str, default: str | None = None, *, longest: int = 500) -> str:
        """One printable line of text, not blank unless the default is."""
        value = self._value(name, default)
        if (
            not isinstance(value, str)
            or len(value) > longest
            or not value.isprintable()
            or not (value.strip() or value == default)
        ):
            self.refuse(name, f"a line of text of 1 to {longest} characters")
        return value

    def choice(self, name: str, options: Sequence[_T], default: _T | None = None) -> _T:
        """One of the given words."""
        value = self._value(name, default)
        for option in options:
            if value == option:
                return option
        self.refuse(name, "one of " + ", ".join(f'"{option}"' for option in options))

    def flag(self, name: str, default: bool | None = None) -> bool:
        """true or false."""
        value = self._value(name, default)
        if not isinstance(value, bool):
            self.refuse(name, "true or false")
        return value

    def integer(self, name: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number in [low, high]."""
        value = self._value(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.refuse(name, f"a whole number from {low} to {high}")
        return value

    def number(self, name: str, low: float, high: float, default: float | None = None) -> float:
        """A finite number in [low, high]."""
        value = self._value(name, default)
        if not _is_number(value, low, high):
            self.refuse(name, f"a number from {low:g} to {high:g}")
        return float(value)  # type: ignore[arg-type]  # _is_number has seen to it

    def numbers(
        self,
        name: str,
        low: float,
        high: float,
        *,
        count: int | None = None,
        default: Sequence[float] | None = None,
    ) -> tuple[float, ...]:
        """A list of finite numbers in [low, high], of the given length if there is one."""
        value = self._value(name, default)
        if (
            not isinstance(value, list | tuple)
            or (count is not None and len(value) != count)
            or not all(_is_number(item, low, high) for item in value)
        ):
            length = "a list of" if count is None else f"a list of {count}"
            self.refuse(name, f"{length} numbers from {low:g} to {high:g}")
        return tuple(float(item) for item in value)

    def location(self, name: str) -> Path | None:
        """The path of a file or folder; None where it is absent."""
        return self._locations(name, [self.values[name]])[0] if self.has(name) else None

    def locations(self, name: str) -> tuple[Path, ...]:
        """A list of paths, empty where it is absent."""
        value = self._value(name, [])
        if not isinstance(value, list | tuple):
            self.refuse(name, "a list of paths")
        return self._locations(name, value)

    def refuse_others(self, names: Collection[str]) -> None:
        """Refuse fields of other names, which would otherwise be ignored in silence."""
        for name in self.values:
            if name not in names:
                self.refuse(name, f"no such field, only {', '.join(names)}")

    def _locations(self, name: str, values: Sequence[object]) -> tuple[Path, ...]:
        paths = []
        for value in values:
            if not isinstance(value, str) or not 0 < len(value) <= 4096 or "\0" in value:
                self.refuse(name, "a path of 1 to 4,096 characters")
            paths.append(Path(value))
        return tuple(paths)

    def section(self, name: str) -> Fields:
        """A nested object."""
        value = self._value(name, None)
        if not isinstance(value, dict):
            self.refuse(name, "an object in braces")
        return Fields(value, self.origin, self._dotted(name))

    def sections(self, name: str) -> tuple[Fields, ...]:
        """A list of objects."""
        value = self._value(name, None)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.refuse(name, "a list of objects in braces")
        dotted = self._dotted(name)
        return tuple(
            Fields(item, self.origin, f"{dotted}[{number}]") for number, item in enumerate(value)
        )

    def refuse(self, name: str, expected: str, hint: str = _HINT) -> NoReturn:
        """Raise the UserError for a field that is not what was expected."""
        where = self._dotted(name)
        if not self.has(name):
            raise UserError(f'{self.origin} lacks "{where}": expected {expected}.', hint)
        found = json.dumps(self.values[name], default=str)
        if len(found) > 60:
            found = found[:57] + "..."
        raise UserError(f'{self.origin}: "{where}" is {found}, expected {expected}.', hint)

    def _value(self, name: str, default: object) -> object:
        value = self.values.get(name)
        return default if value is None else value

    def _dotted(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def read_fields(path: Path, *, largest: int, origin: str | None = None) -> Fields:
    """Parse a JSON file of at most ``largest`` bytes whose top is an object. Raises UserError."""
    origin = origin or str(path)
    try:
        if not path.is_file():
            raise UserError(f"{origin} is missing.", "Get it again from its source.")
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(
            f"{origin} cannot be read: {reason}.", "Check that it may be read, then try again."
        ) from error
    if len(content) > largest:
        raise UserError(
            f"{origin} is larger than {largest // 1024} KB, the most that such a file may have.",
            "Get it again from its source.",
        )
    return parse_fields(content, origin)


def parse_fields(content: bytes, origin: str) -> Fields:
    """Parse JSON in UTF-8 whose top is an object. Raises UserError."""
    try:
        value = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise UserError(
            f"{origin} is not valid JSON: {error}.", "Get it again from its source."
        ) from error
    if not isinstance(value, dict):
        raise UserError(
            f"{origin} holds no JSON object at its top.", "Get it again from its source."
        )
    return Fields(value, origin)


def _is_number(value: object, low: float, high: float) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and low <= value <= high
    )


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")
