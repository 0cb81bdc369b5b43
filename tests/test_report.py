"""The report: the whole story on paper, the same in a browser and in Qt, and harmless."""

from __future__ import annotations

import base64
import io
import re
import tracemalloc
from dataclasses import replace
from pathlib import Path

import export_samples as samples
import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from img2loc_desktop.core import decisions, words
from img2loc_desktop.core.case import Case
from img2loc_desktop.core.coordinates import Notation
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.exports import report
from img2loc_desktop.core.exports.report import ReportOptions
from img2loc_desktop.core.types import (
    Clue,
    CountryShare,
    Failure,
    LatLon,
    LineEffect,
    LineMark,
    Result,
    TextLine,
    TextReport,
    VlmAnswer,
    VlmReport,
    VlmScore,
)
from img2loc_desktop.core.words import Units

VLM = VlmReport(
    answers=(
        VlmAnswer(LatLon(45.7, 4.8), "Limestone facades", "(45.7, 4.8)", 5, 1),
        VlmAnswer(None, "cannot tell", "?", 0, 2),
    ),
    scores=(VlmScore(LatLon(45.82, 4.95), "Lyon, France", 0.7),),
    reason="Limestone facades",
    prompt="img2loc-places 1",
    tokens=1234,
    seconds=56.7,
    encodes=1,
    warnings=("It was slow.",),
)


def png(size: tuple[int, int] = (96, 40)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, (220, 232, 242)).save(file, "PNG")
    return file.getvalue()


def page_of(html: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(html)


def text_of(part: lxml.html.HtmlElement) -> str:
    for cell in part.iter("td", "th", "p", "h1", "h2", "h3"):
        cell.tail = "\n"
    return part.text_content()


def test_it_tells_the_whole_story_of_a_photo(tmp_path: Path) -> None:
    entry = replace(samples.with_file(tmp_path), vlm=VLM)
    made = samples.decided([entry])
    options = ReportOptions(title="harbour", analyst="Ann", log_head="5e" * 32)
    page = page_of(report.report_html([entry], made, options))
    text = text_of(page)
    decision = made[0]
    assert decision is not None
    for expected in (
        "harbour",
        "1 photo, 1 located, 1 decided. Report made by Ann with img2loc-desktop",
        "5e" * 32,
        "1. real.jpg",
        words.headline(entry),
        words.how_sure(entry),
        words.own_gps(entry),
        "The middle of it is 45.82123, 4.95000.",
        "The index is small.",
        decisions.sentence(decision),
        "45.82123, 4.95000; 45°49'16.4\"N 4°57'00.0\"E; 31TFL5147776034; 8FQ6RXC2+F2",
        "First line <script>alert(1)</script>",
        "second & last line ]]> ␇",
        "Lyon, France\n",
        "41 %",
        "Switzerland\n14 %",
        "holidays: 2019/a & b.jpg",
        "Ann <x>, CC BY 4.0",
        "-33.90000, 151.20000",  # a far one
        "What the model said, unverified",
        "“Limestone facades”",
        "cannot tell",
        "70 %",
        "It was slow.",
        str(entry.photo.path),
        entry.photo.sha256,
        "Camera & Söhne",
        "index: holidays",
        "img2loc 0.1.0, seed 7",
        "cd" * 32,
        "ef" * 32,
        "img2loc-places 1, 1,234 tokens in 56.7 s",
        "GeoNames",
        "Natural Earth",
    ):
        assert str(expected) in text, expected
    picture, *rest = page.cssselect("img")
    jpeg = base64.b64decode(picture.get("src").removeprefix("data:image/jpeg;base64,"))
    assert Image.open(io.BytesIO(jpeg)).size == (320, 240)
    assert b"SECRET" not in jpeg
    assert rest == []
    assert len(page.cssselect(".map svg path.area-50")) > 0
    assert len(page.cssselect(".map .decision")) == 1


def test_words_are_listed_with_who_says_so_and_what_they_moved() -> None:
    lines = (
        TextLine("EXIT <b>", 0.9, mark=LineMark.STRUCK),
        TextLine("Bridgend", 0.6, mark=LineMark.CORRECTED, read_as="Bridgemd"),
        TextLine("", 0.7),
        TextLine("Lyon", 1.0, mark=LineMark.TYPED),
    )
    clue = Clue("name", "Bridgend", "It is a place in Wales.", 0.8, lines=(1,), moved=0.5)
    text = TextReport(lines, (clue,), 2.0, 0.1, (LineEffect(1, 4200.0, 180.0, "GB", 0.7, 0.1),))
    said = text_of(page_of(report.report_html([samples.result(text=text)], [None])))
    for part in (
        *("EXIT <b>", "struck by the analyst", "typed by the analyst", "(not read)"),
        *("corrected by the analyst, read as “Bridgemd”", "It is a place in Wales.", "4,200 km"),
        "United Kingdom 10 % → 70 %",
    ):
        assert part in said
    unknown = samples.result(text=replace(text, effects=()))
    assert "Moved the estimate" in said
    assert "Moved the estimate" not in text_of(page_of(report.report_html([unknown], [None])))


def test_each_kind_of_photo_is_told_apart() -> None:
    entries = samples.mixed()
    made = samples.decided(entries)
    page = page_of(report.report_html(entries, made))
    assert page.findtext(".//h1") == "Where these photos were taken"
    assert "7 photos, 6 located, 5 decided." in page.text_content()
    sections = page.cssselect(".photo")
    assert [section.findtext("h2") for section in sections] == [
        f"{number}. {(e.path if isinstance(e, Failure) else e.photo.path).name}"
        for number, e in enumerate(entries, start=1)
    ]
    assert [bool(section.cssselect("h2.new-page")) for section in sections] == [False] + [True] * 6
    failed, hint, undecided = sections[1], sections[2], sections[4]
    assert "Not located" in failed.text_content()
    assert "Corrected to" in failed.text_content()
    assert not failed.cssselect(".map")
    assert "A hint only" in hint.text_content()
    assert "The middle of it" not in hint.text_content()
    assert "rejected" in hint.text_content()
    assert "Nothing is decided yet." in undecided.text_content()
    assert "No picture: IMG_1.jpg is not there any more" in sections[0].text_content()


def test_a_map_may_be_a_picture_and_then_there_is_no_drawing() -> None:
    entries = samples.mixed()
    made = samples.decided(entries)
    asked = []

    def draw(entry: Result | Failure, decision: object) -> bytes | None:
        asked.append((entry, decision))
        return None if isinstance(entry, Failure) else png()

    html = report.report_html(entries, made, ReportOptions(map_image=draw))
    assert asked == list(zip(entries, made, strict=True))
    page = page_of(html)
    assert not page.cssselect("svg, .map")
    maps = page.cssselect("img[alt=Map]")
    assert len(maps) == 6
    shown = base64.b64decode(maps[0].get("src").removeprefix("data:image/png;base64,"))
    assert shown == png()


def test_units_notation_and_a_broken_log_are_said() -> None:
    options = ReportOptions(
        units=Units.MILES,
        notation=Notation.MGRS,
        log_problems=("Entry 3 of the log was changed after it was written.",),
        made_at="2026-03-01T12:30:00Z",
    )
    text = page_of(report.report_html([samples.result()], (), options)).text_content()
    assert "Half of the chance lies within 110 miles" in text
    assert "The middle of it is 31TFL5147776034." in text
    assert "The log: Entry 3 of the log was changed" in text
    assert "2026-03-01 12:30:00 UTC" in text


def test_it_loads_nothing_and_runs_nothing(tmp_path: Path) -> None:
    entries = [replace(samples.with_file(tmp_path), vlm=VLM), *samples.mixed()]
    html = report.report_html(entries, samples.decided(entries))
    page = page_of(html)
    policy = page.cssselect("meta[http-equiv='Content-Security-Policy']")[0].get("content")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert not page.cssselect("script, link, iframe, object, embed, form, base")
    for element in page.iter(lxml.etree.Element):
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            if name in ("src", "href", "xlink:href"):
                assert value.startswith(("#", "data:image/jpeg;base64,"))
    assert not re.search(r"https?:|url\(|@import|//\w", re.sub(r"base64,[^\"]*", "", html))


@settings(max_examples=25)
@given(st.text(st.characters(exclude_characters="/\0"), min_size=1).filter(lambda s: s != "."))
def test_no_text_becomes_markup(name: str) -> None:
    tricky = f"{name}</p><script>alert(1)</script><img src=x onerror=y>"
    vlm = replace(VLM, reason=tricky, answers=(VlmAnswer(None, tricky, tricky, 0, 0),))
    entry = samples.result(
        f"/p/{name}", camera=tricky, warnings=(tricky,), method=tricky, taken_at=None
    )
    made = decisions.corrected(LatLon(1.0, 2.0), tricky, note=tricky, analyst=tricky)
    options = ReportOptions(title=tricky, analyst=tricky, log_problems=(tricky,))
    entries = [replace(entry, vlm=vlm), Failure(Path(name), tricky, tricky)]
    page = page_of(report.report_html(entries, [made, made], options))
    assert not page.cssselect("script, img")
    assert page.findtext(".//h2") == f"1. {words.one_line(name)}"
    assert page.findtext(".//h1") == words.one_line(tricky)


def test_countries_below_a_percent_are_one_sum() -> None:
    shares = (("FR", 0.6), ("ES", 0.3745), ("", 0.012), ("IT", 0.009), ("CH", 0.0045))
    entry = samples.result()
    countries = tuple(CountryShare(code, share) for code, share in shares)
    html = report.report_html(
        [replace(entry, estimate=replace(entry.estimate, countries=countries))]
    )
    table = html.split(">Countries<")[1].split("</table>")[0]
    said = re.sub(r"<[^>]+>", "|", table)
    assert "At sea" in said and "Italy" not in said and "under 1 %" not in said
    assert re.search(r"2 others\|+\s*1 %", said), said


def test_a_report_on_a_case_has_its_log_s_head(tmp_path: Path) -> None:
    with Case.create(tmp_path / "harbour.img2loc") as case:
        (photo, _) = case.add_photos([Path("/photos/IMG_1.jpg"), Path("/photos/waits.jpg")])
        case.record(photo.id, samples.result())
        case.decide(photo.id, decisions.rejected(note="No palm trees."))
        located = list(case.entries())
        options = ReportOptions(case.path.stem, log_head=case.log_head())
        target = tmp_path / "report.html"
        report.write(
            target, [entry for _, entry in located], [p.decision for p, _ in located], options
        )
        text = page_of(target.read_text("utf-8")).text_content()
        assert case.log_head() in text
    assert "1 photo, 1 located, 1 decided." in text
    assert "No palm trees." in text


def test_it_is_never_written_over_a_photo_and_only_as_a_whole(tmp_path: Path) -> None:
    entry = samples.with_file(tmp_path)
    before = entry.photo.path.read_bytes()
    with pytest.raises(UserError, match="one of the photos"):
        report.write(entry.photo.path, [entry])
    assert entry.photo.path.read_bytes() == before
    with pytest.raises(UserError, match="Cannot write"):
        report.write(tmp_path / "missing" / "report.html", [entry])
    target = tmp_path / "report.html"
    report.write(target, [entry])
    old = target.read_text()

    def fails(*_: object) -> bytes:
        raise RuntimeError("the map could not be drawn")

    with pytest.raises(RuntimeError):
        report.write(target, [entry], (), ReportOptions(map_image=fails))
    assert target.read_text() == old
    with pytest.raises(ValueError, match="for each entry"):
        report.report_html([entry], [None, None])


def test_memory_does_not_grow_with_the_number_of_photos(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        report.write(tmp_path / "out.html", [samples.result()] * count)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(1)  # imports
    assert peak(45) < peak(5) + 80_000


def test_qt_lays_it_out_page_by_page(tmp_path: Path, qapp: object) -> None:
    gui = pytest.importorskip("PySide6.QtGui")
    entries = [replace(samples.with_file(tmp_path), vlm=VLM), samples.hint(), samples.failure()]
    options = ReportOptions(title="harbour", map_image=lambda *_: png((800, 333)))
    document = gui.QTextDocument()
    document.setHtml(report.report_html(entries, samples.decided(entries), options))
    text = document.toPlainText()
    for expected in ("harbour", "1. real.jpg", "Near Lyon, France", "2. hint.jpg", "3. broken.jpg"):
        assert expected in text
    assert "--paper" not in text  # no style sheet is shown as text
    blocks, found = [], document.begin()
    while found.isValid():
        blocks.append(found)
        found = found.next()
    breaks = [
        block.text()
        for block in blocks
        if block.blockFormat().pageBreakPolicy()
        & gui.QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore
    ]
    assert breaks == ["2. hint.jpg", "3. broken.jpg"]
    pictures = [
        piece.fragment().charFormat().toImageFormat()
        for block in blocks
        for piece in block
        if piece.fragment().charFormat().isImageFormat()
    ]
    assert len(pictures) == 4  # one photo, three maps
    for picture in pictures:
        image = document.resource(
            gui.QTextDocument.ResourceType.ImageResource.value, picture.name()
        )
        assert picture.name().startswith("data:image/")
        assert image is not None
    bold = [b.text() for b in blocks if b.begin() != b.end() and b.charFormat().fontWeight() > 500]
    assert any("Near Lyon" in line for line in bold)
