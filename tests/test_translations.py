"""What the program says can be found, collected, translated, and known again."""

from __future__ import annotations

import copy
import functools
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pseudo_languages as pseudo
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from img2loc_desktop.core import decisions, paths, words
from img2loc_desktop.core.decisions import Decision, Verdict
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.speech import Heard, Phrases, Said, phrase, placeholders, say
from img2loc_desktop.core.types import Candidate, Estimate, LatLon, Place
from img2loc_desktop.core.words import Units
from img2loc_desktop.gui import languages, translation_file
from img2loc_desktop.gui.speech import spoken

build = pseudo.build_translations
translate = QCoreApplication.translate

LYON = Place("12 km NE of Lyon, France", "Lyon", None, "France", "FR", 12.0, "NE")


@pytest.fixture
def english(qapp: QApplication) -> Iterator[QApplication]:
    """The application, which speaks English again afterwards."""
    yield qapp
    languages.install(qapp, languages.ENGLISH)


@functools.cache
def sources(context: str) -> list[str]:
    found = ET.parse(build.TEMPLATE).iterfind(f"context[name='{context}']/message/source")
    return [source.text or "" for source in found]


# The template.


def test_the_template_is_what_the_code_says() -> None:
    assert build.text_of(pseudo.messages()) == build.TEMPLATE.read_text("utf-8"), build.OUT_OF_DATE


@pytest.mark.parametrize(
    "text",
    [
        "Half of the chance lies within {half}, nine tenths within {most}.",  # say
        "{name} is empty (0 bytes).",  # a UserError
        "Number plates look like this in {countries}.",  # the reason of a clue
        "Copy it again from its source.",
        "The candidates were not verified: {message}",  # phrase
        "model {name} did not answer",  # a method
        "{chosen} is the name of a pack that ships with the app.",
        "GeoCLIP's weights were read without running them: {output} numbers a place.",  # an import
    ],
)
def test_it_has_the_texts_of_core(text: str) -> None:
    assert text in sources("core")


def test_every_template_has_plain_names_in_braces() -> None:
    for context, source in pseudo.messages():
        for name in placeholders(source):
            assert name.isidentifier(), (context, source)


def test_a_language_keeps_what_was_translated_and_loses_what_is_no_longer_said(
    tmp_path: Path,
) -> None:
    file = tmp_path / "img2loc_de.ts"
    build.write(file, {("core", "old"): False, ("core", "kept"): False}, "de")
    text = file.read_text("utf-8").replace(
        '<source>kept</source>\n   <translation type="unfinished" />',
        "<source>kept</source>\n   <translation>behalten</translation>",
    )
    file.write_text(text, "utf-8")
    build.write(file, {("core", "kept"): False, ("core", "{number} new"): True}, "de")
    text = file.read_text("utf-8")
    assert "behalten" in text
    assert "old" not in text
    assert build.unfinished(file) == 1


# Sentences that know their templates.


def test_a_sentence_is_an_english_text() -> None:
    said = say("{number} of {place}", number=1204, place="Lyon")
    assert said == "1,204 of Lyon"
    assert (said.template, said.number) == ("{number} of {place}", 1204)
    again = copy.deepcopy(said)
    assert (again, again.template) == (said, said.template)
    assert asdict(Place(said))["text"] == said


def test_places_distances_and_decisions_know_theirs() -> None:
    assert isinstance(words.place_text(LYON), Said)
    assert words.place_text(LYON) == LYON.text
    sea = Place("at sea, 1,300 km NW of Honolulu, United States", "Honolulu", None, None, None, 1.0)
    assert isinstance(words.place_text(sea), Said)
    for odd in (Place("3 km of Lyon"), Place("Lyon"), Place("5 km QQ of Lyon")):
        assert words.place_text(odd) == odd.text
    made = Decision(Verdict.CORRECTED, "2026-03-01T12:30:00Z", LatLon(45, 4), "pin", "", "Ann")
    assert decisions.sentence(made) == (
        "Corrected to 45.00000° N, 4.00000° E (given as pin) by Ann, 2026-03-01 12:30:00 UTC."
    )


def test_texts_are_known_again_by_their_templates() -> None:
    phrases = _all_phrases()
    (one,) = phrases.understood("a{b}.jpg is empty (0 bytes).")
    assert isinstance(one, Said)
    assert one.values == {"name": "a{b}.jpg"}
    first, second = phrases.understood("a. b.jpg is empty (0 bytes). Locate it again.")
    assert (first, second) == ("a. b.jpg is empty (0 bytes).", "Locate it again.")
    assert all(isinstance(part, Said) for part in (first, second))
    assert phrases.understood("Nobody ever says that.") == ("Nobody ever says that.",)
    half = phrases.understood("Locate it again. Nobody ever says that.")
    assert [isinstance(part, Said) for part in half] == [True, False]


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=12, max_size=12))
def test_whatever_is_in_a_text_it_is_shown_as_it_was(values: list[str]) -> None:
    """Knowing it again neither fails nor changes it, also where names are read otherwise."""
    phrases = _all_phrases()
    for template in sources("core")[::40]:
        names = dict(zip(sorted(placeholders(template)), values, strict=False))
        text = template.format_map(names)
        assert " ".join(phrases.understood(text)) == text


def test_every_text_of_core_with_a_word_of_its_own_is_known_again() -> None:
    phrases = _all_phrases()
    for template in sources("core"):
        text = template.format_map({name: f"<{name}>" for name in placeholders(template)})
        parts = phrases.understood(text)
        if any(len(word) > 2 for word in "".join(build._texts(template)).split()):
            assert all(isinstance(part, Said) for part in parts), template


@functools.cache
def _all_phrases() -> Phrases:
    return Phrases(sources("core"))


def test_a_hostile_text_takes_no_time() -> None:
    """Every piece of every template is looked for once; nothing is tried in all combinations."""
    text = "The  of  is  has  cannot  from  bytes " * 100
    assert _all_phrases().understood(text[:4000]) == (text[:4000],)
    assert _all_phrases().understood("x. " * 5000) == ("x. " * 5000,)


# The window's language.


def test_the_window_speaks_a_language_that_the_user_brought(english: QApplication) -> None:
    pseudo.make(paths.user_translations(), pseudo.LEFT_TO_RIGHT)
    assert languages.available() == ("de", "en")
    assert languages.own_name("de") == "Deutsch"
    assert languages.install(english, "de") == "de"
    assert translate("Actions", "&Quit") == pseudo.said("&Quit", "de")
    assert translate("QPlatformTheme", "Cancel") == "Abbrechen"  # Qt's own
    assert spoken(words.distance(5646, Units.KM)) == "5,600 ķɱó"
    assert spoken("a.jpg is empty (0 bytes). Locate it again.").startswith("a.jpg íš éɱþţý")
    assert english.layoutDirection() == Qt.LayoutDirection.LeftToRight
    assert languages.install(english, languages.ENGLISH) == "en"
    assert translate("Actions", "&Quit") == "&Quit"
    assert spoken(words.distance(5646, Units.KM)) == "5,600 km"


def test_it_turns_around_where_the_language_does(english: QApplication) -> None:
    pseudo.make(paths.user_translations(), pseudo.RIGHT_TO_LEFT)
    languages.install(english, "he")
    assert english.layoutDirection() == Qt.LayoutDirection.RightToLeft
    # Coordinates are not torn apart: there is a direction of its own for each value.
    assert "\u206845.760° N, 4.840° E\u2069" in spoken(
        say("Corrected to {place}", place=words.coordinates(LatLon(45.76, 4.84), 1.0))
    )
    languages.install(english, languages.ENGLISH)
    assert english.layoutDirection() == Qt.LayoutDirection.LeftToRight


def test_what_core_says_is_translated_to_its_last_part(english: QApplication) -> None:
    pseudo.make(paths.user_translations(), pseudo.LEFT_TO_RIGHT)
    languages.install(english, "de")
    estimate = Estimate(
        *(LatLon(45.8, 4.9), 3.0, 40.0, LYON, (), "calibrated"),
        *("index trip (words in the picture not read)", "225 photos of 19 photographers"),
    )
    said = [
        words.headline_of(estimate),
        words.how_far_to_trust(estimate),
        words.ranking((Candidate(LatLon(1, 2), 0.5), Candidate(LatLon(1, 2), 0.5))),
        words.percent(0.001),
        words.distance(0.05, Units.MILES),
    ]
    for text in said:
        shown = spoken(text)
        for name in ("Lyon", "France"):
            shown = shown.replace(name, "")
        assert not any(letter in pseudo._LATIN for letter in shown), (text, shown)


@pytest.mark.parametrize(
    "text",
    [
        "{} is damaged: its alignment is not a power of two.",
        "{} is damaged: its GGUF version is 9, expected 2 or 3.",
        "Line 3: the latitude is 91, expected -90 to 90 degrees.",
    ],
)
def test_reasons_within_a_sentence_are_translated_and_names_are_not(
    text: str, english: QApplication
) -> None:
    pseudo.make(paths.user_translations(), pseudo.LEFT_TO_RIGHT)
    languages.install(english, "de")
    name = "two of its tensors have the same name"  # a file may be called like that
    shown = spoken(text.format(name))
    assert (name in shown) == ("{}" in text)
    rest = shown.replace(name, "").replace("latitude", "")
    assert not any(letter in pseudo._LATIN for letter in rest), shown


def test_plural_forms_are_the_languages_own(english: QApplication) -> None:
    """Polish has a form for a few: the count decides, not the English one and many."""
    source = paths.user_translations() / "img2loc_pl.ts"
    source.parent.mkdir(parents=True)
    build.write(source, {("core", "{number} photos"): True}, "pl")
    tree = ET.parse(source)
    (translation,) = tree.iter("translation")
    translation.clear()
    for form in ("jedno", "{number} zdjęcia", "{number} zdjęć"):
        ET.SubElement(translation, "numerusform").text = form
    tree.write(source, encoding="utf-8")
    pseudo.compile_(source)
    languages.install(english, "pl")
    forms = [spoken(say("{number} photos", number=count)) for count in (1, 2, 5, 1204)]
    assert forms == ["jedno", "2 zdjęcia", "5 zdjęć", "1,204 zdjęcia"]


@pytest.mark.parametrize(
    "wrong",
    [
        *("{nonsense}", "{half", "}", "{0} {most}", "no names at all"),
        *("{half.__class__} {most}", "{half!r} {most}", "{half:9999} {most}"),
    ],
)
def test_a_translation_with_other_names_in_braces_is_not_used(
    wrong: str, english: QApplication
) -> None:
    source = "Half of the chance lies within {half}, nine tenths within {most}."
    pseudo.make(paths.user_translations(), pseudo.LEFT_TO_RIGHT, **{source: wrong})
    languages.install(english, "de")
    assert translate("core", source) == source
    assert spoken(say(source, half="1", most="2")) == source.format(half="1", most="2")


def test_the_system_decides_unless_the_user_does(
    english: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    pseudo.make(paths.user_translations(), pseudo.LEFT_TO_RIGHT)
    for wanted, spoken_ in (
        (["de-AT", "de"], "de"),
        (["fr-FR", "de-DE"], "de"),
        (["en-GB", "de-DE"], "en"),
        (["C"], "en"),
        (["fr"], "en"),
    ):
        monkeypatch.setattr(QLocale, "uiLanguages", lambda _, wanted=wanted: wanted)
        assert languages.install(english) == spoken_
        assert languages.install(english, "en") == "en"
        assert languages.install(english, "de") == "de"
        assert languages.install(english, "xx") == "en"


# Files from strangers.


def damaged(content: bytes) -> dict[str, bytes]:
    end = len(content)
    offset = content.index(b"\x42") + 5 + 4  # of the first text
    return {
        "nothing": b"",
        "another kind": b"GIF89a" + content,
        "cut off": content[: end // 2],
        "its magic alone": content[:16],
        "an offset beyond the end": content[:offset] + b"\x7f\xff\xff\xff" + content[offset + 4 :],
        "a section without end": content[:17] + b"\xff\xff\xff\xff" + content[21:],
        "other files to load": content + b"\x96\x00\x00\x00\x04\x00a\x00b",
        "too large": content + bytes(translation_file.LARGEST),
    }


@pytest.mark.parametrize("how", damaged(b"\0" * 17 + b"\x42" + b"\0" * 40))
def test_a_broken_file_is_refused_with_words(how: str, english: QApplication) -> None:
    file = pseudo.make(paths.user_translations(), pseudo.LEFT_TO_RIGHT)
    assert translation_file.read(file) == file.read_bytes()
    file.write_bytes(damaged(file.read_bytes())[how])
    with pytest.raises(UserError) as error:
        languages.install(english, "de")
    assert "img2loc_de.qm" in error.value.message
    assert "The window speaks English." in error.value.hint
    assert spoken(words.distance(5646, Units.KM)) == "5,600 km"


@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=8))
def test_whatever_is_changed_in_a_file_qt_reads_it_or_never_sees_it(at: int, by: bytes) -> None:
    content = bytearray(_small_file())
    at %= len(content)
    content[at : at + len(by)] = by
    file = paths.user_translations() / "img2loc_de.qm"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    try:
        languages.install(application, "de")
    except UserError:
        return
    finally:
        for text in ("near {place}", "{number} photos"):
            assert placeholders(translate("core", text, None, 3)) <= placeholders(text)
        languages.install(application, languages.ENGLISH)


@functools.cache
def _small_file() -> bytes:
    source = paths.user_translations() / "img2loc_de.ts"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(
        """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE TS>
        <TS version="2.1" language="de" sourcelanguage="en"><context><name>core</name>
        <message><source>near {place}</source><translation>bei {place}</translation></message>
        <message numerus="yes"><source>{number} photos</source><translation>
        <numerusform>1 Foto</numerusform><numerusform>{number} Fotos</numerusform>
        </translation></message></context></TS>""",
        "utf-8",
    )
    pseudo.compile_(source)
    return source.with_suffix(".qm").read_bytes()


def test_marks_change_nothing() -> None:
    assert phrase("as it is") == "as it is"
    assert Heard("as it is") == "as it is"


def test_without_an_application_core_is_english(qtbot: QtBot) -> None:
    assert spoken(say("Near {place}", place="Lyon")) == "Near Lyon"
