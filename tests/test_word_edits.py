"""What an analyst makes of the words: kept apart from the reading, said as what it is."""

from __future__ import annotations

from dataclasses import replace

import export_samples as samples
import pytest

from img2loc_desktop.core import decisions, line_effects, word_edits, words
from img2loc_desktop.core.decisions import Verdict
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.speech import Said
from img2loc_desktop.core.types import (
    Clue,
    CountryShare,
    LatLon,
    LineMark,
    TextLine,
    TextReport,
    WordEdit,
)
from img2loc_desktop.core.words import Units


def box(left: float) -> tuple[tuple[float, float], ...]:
    return ((left, 0.0), (left + 9.0, 0.0), (left + 9.0, 3.0), (left, 3.0))


EXIT, BRIDGEMD, UNREAD = (
    TextLine("EXIT", 0.9, box(0)),
    TextLine("BRIDGEMD", 0.6, box(10)),
    TextLine("", 0.7, box(20)),
)
READ = (EXIT, BRIDGEMD, UNREAD)


def all_edits() -> tuple[WordEdit, ...]:
    edits = word_edits.struck((), EXIT)
    edits = word_edits.corrected(edits, BRIDGEMD, " BRIDGEND ")
    edits = word_edits.corrected(edits, UNREAD, "Площадь")
    return word_edits.typed(edits, "Lyon")


def test_edits_mark_the_lines_and_the_reading_comes_back() -> None:
    lines = word_edits.edited(READ, all_edits())
    assert [(line.mark, line.text, line.read_as) for line in lines] == [
        (LineMark.STRUCK, "EXIT", ""),
        (LineMark.CORRECTED, "BRIDGEND", "BRIDGEMD"),
        (LineMark.CORRECTED, "Площадь", ""),
        (LineMark.TYPED, "Lyon", ""),
    ]
    assert word_edits.as_read(lines) == READ
    assert word_edits.edited(lines, all_edits()) == lines  # whatever edits they had before
    assert word_edits.edited(lines, ()) == READ


def test_what_is_struck_counts_for_nothing_and_what_is_corrected_is_vouched_for() -> None:
    lines = word_edits.that_count(word_edits.edited(READ, all_edits()))
    assert [(line.text, line.confidence) for line in lines] == [
        ("", 0.9),
        ("BRIDGEND", 1.0),
        ("Площадь", 1.0),
        ("Lyon", 1.0),
    ]


def test_each_edit_is_taken_back_by_itself() -> None:
    edits = all_edits()
    lines = word_edits.edited(READ, edits)
    for row in (0, 1, 2):
        left = word_edits.restored(edits, lines[row])
        assert word_edits.edited(READ, left)[row] == READ[row] and len(left) == 3
    assert LineMark.TYPED not in {e.mark for e in word_edits.struck(edits, lines[3])}
    again = word_edits.corrected(edits, lines[1], "BRIDGEMD")  # as it was read
    assert word_edits.edited(READ, again)[1] == BRIDGEMD
    other = word_edits.corrected(edits, lines[3], "Nice")
    assert word_edits.edited(READ, other)[3].text == "Nice"
    assert word_edits.typed(edits, "Lyon ") == edits


@pytest.mark.parametrize(
    "edits",
    [
        (WordEdit(LineMark.TYPED, "x" * 301),),
        (WordEdit(LineMark.TYPED, "  "),),
        (WordEdit(LineMark.STRUCK, "text"),),
        tuple(WordEdit(LineMark.TYPED, str(number)) for number in range(301)),
    ],
)
def test_impossible_edits_are_refused_with_words(edits: tuple[WordEdit, ...]) -> None:
    with pytest.raises(UserError) as caught:
        decisions.checked(decisions.reworded(None, edits))
    assert caught.value.message and caught.value.hint


def test_a_decision_keeps_them_and_older_ones_have_none() -> None:
    made = decisions.reworded(None, all_edits(), analyst="Ann")
    data = decisions.to_json(made)
    assert decisions.from_json(data, "x") == made and made.verdict is Verdict.OPEN
    del data["words"]
    assert decisions.from_json(data, "x") == replace(made, words=())
    assert "words" not in decisions.to_json(decisions.rejected())
    for broken in ("x", [{}], [{"mark": "read", "text": "", "read_as": "", "box": []}], [7]):
        with pytest.raises(UserError):
            decisions.from_json({**data, "words": broken}, "x")


def test_a_judgement_on_an_estimate_does_not_outlive_it() -> None:
    accepted = decisions.accepted(samples.result().estimate, note="seen", analyst="Ann")
    changed = decisions.reworded(accepted, all_edits())
    assert (changed.verdict, changed.position) == (Verdict.OPEN, None)
    assert (changed.note, changed.analyst) == ("seen", "Ann")
    corrected = decisions.corrected(LatLon(45.0, 4.0), "pin")
    assert decisions.reworded(corrected, all_edits()).position == LatLon(45.0, 4.0)


def test_every_change_is_named_with_who_made_it() -> None:
    said = decisions.sentence(decisions.reworded(None, all_edits(), analyst="Ann"))
    assert said.startswith("Not decided by Ann, ")
    assert "Struck by the analyst: “EXIT”." in said
    assert "“BRIDGEMD” to “BRIDGEND”, a line that was not read to “Площадь”." in said
    assert said.endswith("Typed by the analyst: “Lyon”.")
    hostile = word_edits.typed((), "\x1b[31m\u202e" + "x" * 200)
    (sentence,) = words.analysts_changes(hostile)
    assert "\x1b" not in sentence and "\u202e" not in sentence and len(sentence) < 120

    report = TextReport(word_edits.edited(READ, all_edits()), (), 0.0, 0.0)
    read = words.read_in_the_picture(samples.result(text=report))
    assert read[0] == "Read in the picture: “BRIDGEND”, “Площадь”."
    assert "Struck by the analyst: “EXIT”." in read
    one_line = words.words_read(samples.result(text=report))
    assert one_line is not None and "EXIT (struck by the analyst)" in one_line
    assert "BRIDGEND (corrected by the analyst)" in one_line


def test_the_effect_of_a_line_is_a_comparison_with_the_estimate_without_it() -> None:
    clues = (
        Clue("name", "EXIT", "a", 0.5, lines=(0,), moved=0.1),
        Clue("language", "all", "b", 0.5, lines=(0, 1), moved=0.5),
    )
    report = TextReport(READ, clues, 1.0, 0.0)
    assert line_effects.worth_trying(report) == (0, 1)
    assert line_effects.without(report, 1)[1].mark is LineMark.STRUCK
    result = samples.result(text=report)
    estimate = replace(
        result.estimate,
        position=LatLon(
            result.estimate.position.latitude + 1.0, result.estimate.position.longitude
        ),
        radius_p50_km=900.0,
        countries=(CountryShare("CH", 0.9),),
    )
    found = line_effects.effect(1, result, replace(result, estimate=estimate))
    before = {country.code: country.share for country in result.estimate.countries}
    assert found.moved_km == pytest.approx(111.2, abs=0.5) and found.radius_p50_km == 900.0
    assert found.country == "CH" and found.share_without == 0.9
    assert found.share_with == before.get("CH", 0.0)
    nothing = line_effects.effect(0, result, result)
    likeliest = max(before, key=lambda code: before[code])
    assert (nothing.moved_km, nothing.country) == (0.0, likeliest)
    assert nothing.share_with == nothing.share_without == before[likeliest]
    assert line_effects.in_words(nothing, "Italy", Units.KM) == "hardly anything"
    here = replace(found, moved_km=0.0, share_with=0.76, share_without=0.44)
    assert line_effects.in_words(here, "Vietnam", Units.KM) == "Vietnam 44 % → 76 %"
    same = replace(here, share_with=0.763, share_without=0.757)  # the same when rounded
    assert line_effects.in_words(same, "Vietnam", Units.KM) == "hardly anything"
    moved = replace(same, moved_km=4200.0)
    assert line_effects.in_words(moved, "Vietnam", Units.KM) == "4,200 km"
    far = replace(here, moved_km=4200.0)
    assert line_effects.in_words(far, "Vietnam", Units.MILES) == (
        "2,600 miles · Vietnam 44 % → 76 %"
    )


def test_each_of_several_changes_can_be_said_in_another_language() -> None:
    unread = [WordEdit(LineMark.STRUCK, box=((x, 0), (x, 1), (x + 1, 1))) for x in (0.0, 9.0)]
    (said,) = words.analysts_changes(unread)
    listed = said.values["words"]
    assert listed == "a line that was not read, a line that was not read"
    assert isinstance(listed, Said)
    assert [type(part) for part in listed.values.values()] == [Said, Said]
