"""Settings: they come back, nothing of a stranger's file breaks the start, nothing is lost."""

from __future__ import annotations

import json
import os
from dataclasses import fields, replace
from pathlib import Path

import pytest

from img2loc_desktop.core import paths, settings
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.coordinates import Notation
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.settings import Settings, Theme
from img2loc_desktop.core.vlm.memory import ModelOptions
from img2loc_desktop.core.vlm.questions import VlmSettings
from img2loc_desktop.core.words import Units

CHOSEN = Settings(
    configuration=Configuration(
        indexes=(Path("/packs/mine"), Path("/packs/\udce9")),
        vlm=Path("/packs/llava"),
        use_gpu=False,
        seed=7,
        vlm_settings=VlmSettings(samples=5, anchors=(0, 10)),
        model_options=ModelOptions(threads=3),
    ),
    notation=Notation.MGRS,
    units=Units.MILES,
    theme=Theme.DARK,
    text_size=125,
    language="de",
    analyst="Ann Müller",
    recent=(Path("/cases/harbour.img2loc"),),
    references=(Path("/photos/trip"),),
    tiles=(Path("/maps/city.mbtiles"),),
    layout={"window": bytes(range(256)), "splitter": b"\0"},
)


def written(text: str | bytes) -> Path:
    path = settings.settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def files() -> set[str]:
    return {path.name for path in settings.settings_path().parent.glob("settings*")}


def test_without_a_file_there_are_defaults_and_no_file_is_made() -> None:
    assert settings.load() == (Settings(), None)
    assert files() == set()
    # The starter pack answers, and words are read as the command line reads them.
    assert Settings().configuration == Configuration(read_text="on")


def test_everything_that_can_be_chosen_comes_back(home: Path) -> None:
    usual = Settings()
    for each in fields(Settings):
        assert getattr(CHOSEN, each.name) != getattr(usual, each.name)
    settings.save(CHOSEN)
    assert settings.load() == (CHOSEN, None)
    assert settings.settings_path() == home / "settings.json"
    assert files() == {"settings.json"}


def test_they_lie_in_the_config_folder_of_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IMG2LOC_HOME")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/config")
    import platformdirs

    assert paths.user_config() == platformdirs.user_config_path("img2loc-desktop", False)


def test_recent_cases_are_each_named_once_the_last_one_first() -> None:
    chosen = Settings()
    for number in [*range(12), 5]:
        chosen = chosen.with_recent(Path(f"/{number}.img2loc"))
    stems = [path.stem for path in chosen.recent]
    assert stems == ["5", "11", "10", "9", "8", "7", "6", "4", "3", "2"]
    settings.save(chosen)
    assert settings.load()[0] == chosen


def test_what_this_version_does_not_know_is_kept_at_every_level() -> None:
    settings.save(CHOSEN)
    path = settings.settings_path()
    data = json.loads(path.read_text())
    data["colours"] = {"sea": "blue"}
    data["configuration"]["planet"] = "Mars"
    data["configuration"]["vlm_settings"]["mood"] = 1
    path.write_text(json.dumps(data))
    assert settings.load() == (CHOSEN, None)
    settings.save(replace(CHOSEN, theme=Theme.LIGHT, layout={}))
    after = json.loads(path.read_text())
    assert after == {**data, "theme": "light", "layout": {}}


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff\xfe", b"{" * 100_000, b'{"a": NaN}', b" " * (2**20 + 1)]
)
def test_a_damaged_file_is_kept_aside_and_defaults_are_used(content: bytes) -> None:
    for number in (1, 2):
        path = written(content)
        loaded, warning = settings.load()
        assert loaded == Settings()
        assert warning is not None
        assert f"settings (damaged {number}).json" in warning
        assert path.with_name(f"settings (damaged {number}).json").read_bytes() == content
        settings.save(CHOSEN)
        assert settings.load() == (CHOSEN, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("schema", 0),
        ("configuration", []),
        ("configuration", {"neighbours": 10**9}),
        ("configuration", {"vlm_settings": {"samples": 0}}),
        ("configuration", {"model_options": {"threads": "all"}}),
        ("configuration", {"indexes": ["\0"]}),
        ("notation", "roman"),
        ("units", 5),
        ("theme", ["dark"]),
        ("text_size", 10**6),
        ("text_size", 100.5),
        ("analyst", "two\nlines"),
        ("recent", "/case"),
        ("recent", [5]),
        ("layout", []),
        ("layout", {"window": "no base64!"}),
        ("layout", {"window": "A" * 100_000}),
    ],
)
def test_a_field_that_is_wrong_has_its_default_and_the_others_stay(
    name: str, value: object
) -> None:
    settings.save(CHOSEN)
    path = settings.settings_path()
    spoiled = json.dumps({**json.loads(path.read_text()), name: value})
    path.write_text(spoiled)
    loaded, warning = settings.load()
    kept = {} if name == "schema" else {name: getattr(Settings(), name)}
    assert loaded == replace(CHOSEN, **kept)
    assert warning is not None
    assert "settings are damaged" in warning
    assert name in warning or "samples" in warning
    assert path.with_name("settings (damaged 1).json").read_text() == spoiled


def test_a_newer_file_is_understood_as_far_as_possible_and_never_written() -> None:
    settings.save(CHOSEN)
    path = settings.settings_path()
    newer = json.dumps({**json.loads(path.read_text()), "schema": 2, "theme": {"sea": "blue"}})
    path.write_text(newer)
    loaded, warning = settings.load()
    assert loaded == replace(CHOSEN, theme=Theme.SYSTEM)
    assert warning is not None
    assert "newer version" in warning
    with pytest.raises(UserError, match="newer version"):
        settings.save(CHOSEN)
    assert path.read_text() == newer
    assert files() == {"settings.json"}


def test_what_cannot_be_written_leaves_the_old_file(monkeypatch: pytest.MonkeyPatch) -> None:
    settings.save(CHOSEN)
    before = settings.settings_path().read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match="No space left"):
        settings.save(Settings())
    assert settings.settings_path().read_bytes() == before
    assert files() == {"settings.json"}


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="Cannot write"):
        settings.save(Settings(), tmp_path / "file" / "settings.json")
