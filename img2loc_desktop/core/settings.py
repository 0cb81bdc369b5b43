"""What the user chose, kept in one JSON file of the platform's config folder.

A field that cannot be read has its default, and the file as it was is kept under another name.
Fields that this version does not know stay in the file. A file of a newer version is read as
far as it is understood and never written.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from img2loc_desktop.core import files, paths
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.coordinates import Notation
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.fields import Fields, read_fields
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.words import Units, one_line

SCHEMA = 1
MOST_RECENT = 10
TEXT_SIZES = (50, 300)  # percent of the system's

_LARGEST = 2**20  # bytes
_MOST_LAYOUTS = 50
_MOST_FOLDERS = 50
_LONGEST_LAYOUT = 20_000  # characters of base64

_T = TypeVar("_T")
_E = TypeVar("_E", bound=StrEnum)


class Theme(StrEnum):
    """How the window is coloured."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that outlives the program and belongs to no case.

    ``configuration`` is what the window's worker is started with: packs, samples, GPU, threads.
    Words are read in every photo, as the command line does, unless something else is chosen.
    The command line takes nothing from it: the same command does the same for everybody.
    ``text_size`` is in percent of the system's. ``language`` is that of the window as in "de" or
    "pt_BR", "" for the system's. ``analyst`` stands in every decision, unless it
    is empty. ``recent`` are case files, the last one first. ``references`` are the folders that
    were indexed here: evidence is shown from there. ``tiles`` are the user's MBTiles files.
    ``layout`` keeps what a window says of its geometry and splitters, as bytes by name.
    """

    configuration: Configuration = field(default_factory=lambda: Configuration(read_text="on"))
    notation: Notation = Notation.DECIMAL
    units: Units = Units.KM
    theme: Theme = Theme.SYSTEM
    text_size: int = 100
    language: str = ""
    analyst: str = ""
    recent: tuple[Path, ...] = ()
    references: tuple[Path, ...] = ()
    tiles: tuple[Path, ...] = ()
    layout: Mapping[str, bytes] = field(default_factory=dict)

    def with_recent(self, case: Path) -> Settings:
        """With a case file at the top of the recent ones."""
        others = (path for path in self.recent if path != case)
        return replace(self, recent=(case, *others)[:MOST_RECENT])


def settings_path() -> Path:
    """The file that holds the settings."""
    return paths.user_config() / "settings.json"


def load(path: Path | None = None) -> tuple[Settings, str | None]:
    """The settings, and a warning where the file could not be read as it is.

    Without a file these are the defaults. Changes nothing but to keep a copy of a damaged file.
    """
    path = path or settings_path()
    if not path.exists():
        return Settings(), None
    try:
        fields = read_fields(path, largest=_LARGEST, origin=path.name)
    except UserError as error:
        return Settings(), _kept_aside(path, error)
    reader = _Reader(fields)
    settings = reader.settings()
    if _is_newer(fields.values):
        return settings, phrase(
            f"{one_line(path.name)} is of a newer version of img2loc-desktop. "
            "What this one understands is in use; what you change here will not be kept."
        )
    return settings, _kept_aside(path, reader.problem) if reader.problem else None


def save(settings: Settings, path: Path | None = None) -> None:
    """Replace the file, all or nothing; fields that this version does not know are kept.

    Raises UserError where it cannot be written, or is of a newer version.
    """
    path = path or settings_path()
    try:
        known: Mapping[str, object] = read_fields(path, largest=_LARGEST).values
    except UserError:  # there is none, or `load` has kept a copy
        known = {}
    if _is_newer(known):
        raise UserError(
            f"{one_line(path.name)} is of a newer version of img2loc-desktop and was not changed.",
            f"Update img2loc-desktop, or move {path} away.",
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise files.cannot_write(path, error) from error
    merged = _merged(known, _to_json(settings))
    files.write_text(path, json.dumps(merged, indent=2, allow_nan=False) + "\n")


class _Reader:
    """Reads field by field; the first thing that is wrong is remembered as ``problem``."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self.problem: UserError | None = None

    def settings(self) -> Settings:
        fields, usual = self._fields, Settings()
        if not _is_newer(fields.values):
            self._value(lambda: fields.integer("schema", 1, SCHEMA), SCHEMA)
        template = usual.configuration.to_json()
        configuration = _known(fields.values.get("configuration"), template)
        if isinstance(configuration, dict):
            configuration.setdefault("read_text", template["read_text"])
        return Settings(
            configuration=self._value(
                lambda: Configuration.from_json(configuration), usual.configuration
            ),
            notation=self._choice("notation", usual.notation),
            units=self._choice("units", usual.units),
            theme=self._choice("theme", usual.theme),
            text_size=self._value(
                lambda: fields.integer("text_size", *TEXT_SIZES, usual.text_size), usual.text_size
            ),
            language=self._value(lambda: fields.text("language", "", longest=20), ""),
            analyst=self._value(lambda: fields.text("analyst", "", longest=300), ""),
            recent=self._value(lambda: fields.locations("recent")[:MOST_RECENT], ()),
            references=self._value(lambda: fields.locations("references")[:_MOST_FOLDERS], ()),
            tiles=self._value(lambda: fields.locations("tiles")[:_MOST_FOLDERS], ()),
            layout=self._value(self._layout, {}),
        )

    def _value(self, read: Callable[[], _T], usual: _T) -> _T:
        try:
            return read()
        except UserError as error:
            self.problem = self.problem or error
            return usual

    def _choice(self, name: str, usual: _E) -> _E:
        kind = type(usual)
        options = [option.value for option in kind]
        return self._value(lambda: kind(self._fields.choice(name, options, usual.value)), usual)

    def _layout(self) -> dict[str, bytes]:
        if not self._fields.has("layout"):
            return {}
        section = self._fields.section("layout")
        found = {}
        for name in section.names()[:_MOST_LAYOUTS]:
            try:
                text = section.text(name, longest=_LONGEST_LAYOUT)
                found[name] = base64.b64decode(text, validate=True)
            except ValueError:
                section.refuse(name, "bytes in base64")
        return found


def _to_json(settings: Settings) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "configuration": settings.configuration.to_json(),
        "notation": settings.notation.value,
        "units": settings.units.value,
        "theme": settings.theme.value,
        "text_size": settings.text_size,
        "language": settings.language,
        "analyst": settings.analyst,
        "recent": [str(path) for path in settings.recent],
        "references": [str(path) for path in settings.references],
        "tiles": [str(path) for path in settings.tiles],
        "layout": {
            name: base64.b64encode(state).decode("ascii") for name, state in settings.layout.items()
        },
    }


def _known(value: object, template: Mapping[str, object]) -> object:
    """An object with the fields that the template has, and within its objects likewise."""
    if not isinstance(value, dict):
        return {} if value is None else value
    return {
        name: _known(item, inner) if isinstance(inner := template[name], Mapping) else item
        for name, item in value.items()
        if name in template
    }


def _merged(old: Mapping[str, object], new: Mapping[str, object]) -> dict[str, object]:
    """The new values, and the old ones of which the new know nothing."""
    merged = {**old, **new}
    for name in old.keys() & new.keys():
        before, after = old[name], new[name]
        if isinstance(before, Mapping) and isinstance(after, Mapping) and name != "layout":
            merged[name] = _merged(before, after)
    return merged


def _is_newer(values: Mapping[str, object]) -> bool:
    schema = values.get("schema")
    return isinstance(schema, int) and schema > SCHEMA


def _kept_aside(path: Path, error: UserError) -> str:
    """Keep a copy of a file that will be written over; returns the warning."""
    number = 1
    while (aside := path.with_name(f"{path.stem} (damaged {number}){path.suffix}")).exists():
        number += 1
    what = " ".join(
        (
            phrase("The settings are damaged."),
            error.message,
            phrase("Defaults are in use in its place."),
        )
    )
    try:
        content = path.read_bytes()[: 2 * _LARGEST]
        with files.written_beside(aside) as copy:
            copy.write(content)
    except (OSError, UserError):
        return what
    return f"{what} " + phrase(f"The file was kept as {one_line(aside.name)}.")
