"""The page of models with the real commands behind it: import, build, pause, verify, remove."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import encoder_packs
import index_samples
import pytest
import window_samples as samples
from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from window_fixtures import *  # noqa: F403 - pytest finds fixtures by their names
from window_fixtures import PATIENCE, drop, mime, wait_until_done

from img2loc_desktop.core import paths, settings
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.settings import Settings
from img2loc_desktop.core.types import Result
from img2loc_desktop.core.vlm import ModelOptions, VlmSettings
from img2loc_desktop.gui.main_window import MainWindow
from img2loc_desktop.gui.models_page import ModelsPage
from img2loc_desktop.gui.settings_dialog import SettingsDialog


def shown(page: ModelsPage) -> list[str]:
    """Every row of the list, as one line each."""
    lines = []
    for number in range(page.packs.topLevelItemCount()):
        group = page.packs.topLevelItem(number)
        lines.append(group.text(0))
        for row in range(group.childCount()):
            item = group.child(row)
            lines.append(" | ".join(item.text(column) for column in range(4)).rstrip(" |"))
    return lines


def select(page: ModelsPage, name: str) -> None:
    (item,) = page.packs.findItems(
        name, Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive, 0
    )[:1]
    page.packs.setCurrentItem(item)


def wait_idle(qtbot: QtBot, page: ModelsPage) -> None:
    qtbot.waitUntil(lambda: page._task is None, timeout=PATIENCE)


def test_what_is_missing_is_said_with_the_place_where_it_belongs(window: MainWindow) -> None:
    page = window.pages.models()
    text = "\n".join(shown(page))
    assert "Language models that see" in text and str(paths.user_models()) in text
    # What comes with it is not all that there could be.
    assert text.count("Only the one to start with") == 2 and "A CLIP model is" in text
    page.close()


def test_a_dropped_encoder_is_imported_verified_and_removed(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    stick = encoder_packs.write_pack(tmp_path / "stick" / "tiny")
    page = window.pages.models()
    data = mime([stick])
    for kind in (QDragEnterEvent, QDropEvent):
        place = page.rect().center()
        event = kind(
            *(place if kind is QDragEnterEvent else place.toPointF(), Qt.DropAction.CopyAction),
            *(data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier),
        )
        QApplication.sendEvent(page, event)
        assert event.isAccepted()
    wait_idle(qtbot, page)
    installed = paths.user_models() / "tiny"
    assert installed.is_dir(), page.said.toPlainText()
    assert any(line.startswith("tiny |") for line in shown(page))
    assert page.building.encoder.count() >= 1
    select(page, "tiny")
    page.verify.click()
    wait_idle(qtbot, page)
    assert "all files are as" in page.said.toPlainText()
    (installed / "model.onnx").write_bytes(b"changed")
    page.verify.click()
    wait_idle(qtbot, page)
    assert "WRONG" in page.said.toPlainText()
    page.remove.click()
    wait_idle(qtbot, page)
    assert not installed.exists() and stick.is_dir()
    page.close()


def test_what_is_no_model_is_refused_with_a_reason(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    wrong = tmp_path / "model.gguf"
    wrong.write_bytes(b"GGUX" + bytes(100))
    drop(window, [wrong])
    page = window.pages.models()
    wait_idle(qtbot, page)
    assert "model.gguf" in page.said.toPlainText() and "⚠" in page.said.toPlainText()
    page.close()


def test_an_index_is_built_paused_continued_and_answers_at_once(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    paths.user_models().mkdir(parents=True, exist_ok=True)
    encoder_packs.write_pack(paths.user_models() / "tiny")
    photos = index_samples.write_photos(tmp_path / "My travels", range(30))
    page = window.pages.models()
    building = page.building
    building.set_folder(photos)
    assert building.name.text() == "My-travels"
    building.start.click()
    assert building.running and not building.start.isEnabled()
    building.pause.click()
    assert not building.running and building.start.text() == "Continue"
    assert not building.target().exists()
    with qtbot.waitSignal(building.built, timeout=PATIENCE):
        building.start.click()
    assert "30 places" in building.words.text()
    now = window.preferences.now
    assert now.configuration.indexes[-1] == building.target()
    assert now.references == (photos,)
    window.preferences.change(
        configuration=Configuration(indexes=(building.target(),), use_gpu=False)
    )
    path = samples.photos(tmp_path, 1)[0]
    drop(window, [path])
    wait_until_done(qtbot, window, 1)
    entry = window.session.entry(path)
    assert isinstance(entry, Result)
    assert entry.provenance.index[0].name == "My-travels"
    # Its reference photos are on this machine: they are found, and shown as evidence.
    found = window.references.find(entry.neighbours[0])
    assert found and found[0].is_file()
    thumbnails, sha256 = window.thumbnails, entry.neighbours[0].source.sha256
    qtbot.waitUntil(lambda: thumbnails.image(found[0], sha256) is not None, timeout=PATIENCE)
    page.close()


def test_a_folder_without_positions_is_refused_in_words(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    paths.user_models().mkdir(parents=True, exist_ok=True)
    encoder_packs.write_pack(paths.user_models() / "tiny")
    index_samples.write_photo(tmp_path / "none" / "a.jpg", 1, None)
    page = window.pages.models()
    page.building.set_folder(tmp_path / "none")
    page.building.start.click()
    qtbot.waitUntil(lambda: not page.building.running, timeout=PATIENCE)
    assert "GPS" in page.building.words.text()
    page.close()


def test_packs_that_cannot_be_used_open_the_page_with_the_reason(
    open_window: Callable[..., MainWindow], tmp_path: Path, qtbot: QtBot
) -> None:
    pack = samples.small_index(tmp_path / "index")
    shutil.rmtree(tmp_path / "index" / "encoder")
    window = open_window(Settings(configuration=samples.configuration(pack)))
    drop(window, samples.photos(tmp_path, 2))
    qtbot.waitUntil(lambda: window.pages._models is not None, timeout=PATIENCE)
    page = window.pages.models()
    assert "needs the encoder" in page.trouble.text()
    assert all(row.state.value == "waiting" for row in window.table.rows())
    # With the encoder in its place they go on.
    encoder_packs.write_pack(tmp_path / "index" / "encoder")
    window.actions_.locate.trigger()
    wait_until_done(qtbot, window, 2)
    page.close()


def test_ticked_packs_answer_and_only_one_language_model(window: MainWindow, pack: Path) -> None:
    paths.user_models().mkdir(parents=True, exist_ok=True)
    shutil.copytree(pack, paths.user_models() / "holidays")
    page = window.pages.models()
    select(page, "holidays")
    page.packs.currentItem().setCheckState(0, Qt.CheckState.Checked)
    assert window.preferences.now.configuration.indexes == (paths.user_models() / "holidays",)
    stored, _ = settings.load()
    assert stored.configuration.indexes == (paths.user_models() / "holidays",)
    page.packs.currentItem().setCheckState(0, Qt.CheckState.Unchecked)
    assert window.preferences.now.configuration.indexes == ()
    page.close()


def test_the_worker_asks_the_language_model_of_the_settings(
    open_window: Callable[..., MainWindow],
    pack: Path,
    vlm_packs: Path,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    chosen = replace(
        samples.configuration(pack),
        vlm=vlm_packs / "llava",
        seed=7,
        vlm_settings=VlmSettings(anchors=(2,), samples=3, reason_characters=12, candidates=0),
        model_options=ModelOptions(threads=1, context=2048),
    )
    settings.save(Settings(configuration=chosen))
    stored, _ = settings.load()
    window = open_window(stored)
    found: list[Result] = []
    window.engine.located.connect(lambda _, entry: found.append(entry))
    drop(window, samples.photos(tmp_path, 1))
    wait_until_done(qtbot, window, 1)
    assert found[0].vlm is not None
    assert [(a.neighbours, a.seed) for a in found[0].vlm.answers] == [(2, 7), (2, 8), (2, 9)]
    # And no longer, once it is not chosen any more.
    window.preferences.change(configuration=replace(chosen, vlm=None))
    drop(window, samples.photos(tmp_path, 1, first=200))
    wait_until_done(qtbot, window, 2)
    assert found[1].vlm is None


def test_every_setting_is_kept_and_does_something(window: MainWindow, qtbot: QtBot) -> None:
    dialog: SettingsDialog = window.pages.settings()
    dialog.notation.setCurrentIndex(2)
    dialog.units.setCurrentIndex(1)
    dialog.text_size.setValue(110)
    dialog.neighbours.setValue(5)
    dialog.samples.setValue(3)
    dialog.threads.setValue(2)
    dialog.gpu.setChecked(True)
    dialog.read_text.setCurrentIndex(dialog.read_text.findData("asked"))
    dialog.analyst.setText("Ada")
    before = window.preferences.now
    dialog.accept()
    now = window.preferences.now
    assert now != before
    stored, warning = settings.load()
    assert stored == now and warning is None
    used = now.configuration
    assert (used.neighbours, used.use_gpu, used.read_text) == (5, True, "asked")
    assert (used.vlm_settings.samples, used.model_options.threads) == (3, 2)
    assert window.session.analyst == "Ada"
    assert window.engine._configuration == used
    assert window.map.map.controls.notation == now.notation
    window.preferences.change(text_size=100)


def test_a_setting_that_is_given_up_changes_nothing(window: MainWindow) -> None:
    before = window.preferences.now
    dialog = window.pages.settings()
    dialog.neighbours.setValue(99)
    dialog.reject()
    assert window.preferences.now == before


@pytest.fixture(autouse=True)
def _plain_look() -> object:
    yield
    from img2loc_desktop.gui.appearance import apply_look

    application = QApplication.instance()
    if isinstance(application, QApplication):
        apply_look(application, Settings())
