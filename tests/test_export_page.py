"""The HTML page: complete in one file, harmless, and honest about hints."""

from __future__ import annotations

import base64
import io
import re
from itertools import pairwise
from pathlib import Path

import export_samples as samples
import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from img2loc_desktop.core import exports, words
from img2loc_desktop.core.exports import page_map
from img2loc_desktop.core.exports.text import fit
from img2loc_desktop.core.geo import cap_polygons
from img2loc_desktop.core.types import CountryShare, Failure, LatLon, Result

Page = lxml.html.HtmlElement


def written(folder: Path, entries: list[Result | Failure]) -> Page:
    exports.write(folder / "out.html", entries)
    return lxml.html.document_fromstring((folder / "out.html").read_bytes().decode("utf-8"))


def marks(card: Page) -> list[str]:
    return [mark.get("class").removeprefix("mark ") for mark in card.cssselect(".body .mark")]


def texts(part: Page, selector: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in part.cssselect(selector)]


def test_it_loads_nothing_and_runs_nothing(tmp_path: Path) -> None:
    page = written(tmp_path, [*samples.mixed(), samples.with_file(tmp_path)])
    policy = page.cssselect("meta[http-equiv='Content-Security-Policy']")[0].get("content")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert not page.cssselect("script, link, iframe, object, embed, form, base")
    for element in page.iter(lxml.etree.Element):
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            if name in ("src", "href", "xlink:href"):
                assert value.startswith(("#", "data:image/jpeg;base64,"))
    content = (tmp_path / "out.html").read_text("utf-8")
    assert not re.search(r"https?:|url\(|@import|//\w", re.sub(r"base64,[^\"]*", "", content))


def test_a_card_tells_the_whole_story(tmp_path: Path) -> None:
    entry = samples.with_file(tmp_path)
    (card,) = written(tmp_path, [entry]).cssselect("article")
    assert texts(card, "h2") == ["Near Lyon, France"]
    assert texts(card, ".sure") == [words.how_sure(entry)]
    assert texts(card, ".gps") == [words.own_gps(entry)]
    assert texts(card, ".note") == ["The index is small."]
    assert texts(card, ".file") == [
        "1. real.jpg · 2024-05-01 12:30:00+02:00 · Camera & Söhne",
    ]
    candidates, countries = card.cssselect(".bars")
    assert texts(candidates, "li") == ["1Lyon, France41 %", "246° S, 6° W20 %"]
    assert texts(countries, "li") == ["France61 %", "Switzerland14 %", "At sea2 %"]
    rows = texts(card, "table tr")
    assert rows[1] == "12019/a & b.jpgAnn <x>, CC BY 4.014 km0.83"
    assert rows[2].startswith("246.20° N, 6.10° E")
    assert texts(card, "code") == [entry.photo.sha256, "cd" * 32, "ef" * 32]
    assert marks(card) == ["neighbour"] * 2 + ["candidate"] * 2 + ["estimate", "own-gps"]


def test_the_thumbnail_is_inside_and_without_metadata(tmp_path: Path) -> None:
    (image,) = written(tmp_path, [samples.with_file(tmp_path)]).cssselect("img")
    jpeg = base64.b64decode(image.get("src").removeprefix("data:image/jpeg;base64,"))
    with Image.open(io.BytesIO(jpeg)) as picture:
        assert picture.size == (320, 240)
        assert not picture.getexif()
    assert b"SECRET" not in jpeg


def test_an_original_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    page = written(tmp_path, [samples.result()])
    assert not page.cssselect("img")
    assert texts(page, ".missing")[0].startswith("No picture: ")


def test_a_hint_has_areas_and_candidates_but_no_pin(tmp_path: Path) -> None:
    page = written(tmp_path, [samples.hint()])
    (card,) = page.cssselect("article")
    assert texts(card, "h2") == ["Perhaps somewhere around France"]
    assert "A hint only" in texts(card, ".sure")[0]
    assert texts(card, ".note")[0].startswith("Starter model")
    assert "estimate" not in marks(card)
    assert marks(card).count("candidate") == 2
    assert card.cssselect("path.area-50.fill[d*=M]")
    assert card.cssselect("path.area-90.edge[d*=M]")
    assert "estimate" not in texts(page, ".key li")
    assert not page.cssselect(".number")


def test_what_every_result_warns_of_is_said_once(tmp_path: Path) -> None:
    extra = samples.hint(warnings=(*samples.hint().warnings, "Blurred."))
    page = written(tmp_path, [samples.hint(), samples.failure(), extra])
    assert texts(page, "header .note") == list(samples.hint().warnings)
    assert texts(page, "article .note") == ["Blurred."]


def test_the_overview_leads_to_each_photo(tmp_path: Path) -> None:
    page = written(tmp_path, samples.mixed())
    links = page.cssselect("a.number")
    assert [link.get("href") for link in links] == [f"#photo-{n}" for n in (1, 3, 4, 5, 6, 7)]
    assert all(page.cssselect(link.get("href")) for link in links)
    assert ["hint" in link.get("class") for link in links] == [
        False,
        True,
        False,
        False,
        False,
        True,
    ]
    for link in links:
        for percent in re.findall(r"([\d.-]+)%", link.get("style")):
            assert 2 <= float(percent) <= 98


def test_titles_and_counts(tmp_path: Path) -> None:
    assert texts(written(tmp_path, [samples.result()]), "h1") == ["Where this photo was taken"]
    page = written(tmp_path, samples.mixed())
    assert texts(page, "h1") == ["Where these photos were taken"]
    assert texts(page, "header p")[0].startswith("6 of 7 photos located by img2loc")
    failed = page.cssselect("article.failure")[0]
    assert texts(failed, ".sure")[0].endswith("ends after 12 KB. Copy it again from its source.")
    empty = written(tmp_path, [])
    assert not empty.cssselect("article, .map, .key")
    assert "GeoNames" in texts(empty, "footer")[0]
    assert "Natural Earth" in texts(empty, "footer")[0]


def test_countries_beyond_five_are_summed_up(tmp_path: Path) -> None:
    shares = tuple(CountryShare(code, 0.1) for code in ("FR", "CH", "IT", "ES", "PT", "DE", "AT"))
    page = written(tmp_path, [samples.result(countries=shares)])
    assert texts(page, ".bars.plain li")[5:] == ["All others20 %"]


@settings(max_examples=30)
@given(st.text(st.characters(exclude_characters="/\0"), min_size=1).filter(lambda s: s != "."))
def test_no_name_becomes_markup(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    tricky = f"{name}</p><script>alert(1)</script><img src=x onerror=y>"
    entry = samples.result(
        f"/p/{name}", camera=tricky, warnings=(tricky,), method=tricky, taken_at=None
    )
    page = written(tmp_path_factory.mktemp("names"), [entry, Failure(Path(name), tricky, tricky)])
    assert not page.cssselect("script, img")
    assert page.cssselect(".file bdi")[0].text == f"1. {words.one_line(name)}"
    assert page.cssselect("article .note")[0].text_content() == shown_on_a_page(tricky)


def shown_on_a_page(text: str) -> str:
    """Warnings keep their line breaks; a page knows only one kind of them."""
    return fit(text).replace("\r\n", "\n").replace("\r", "\n")


def test_views_are_close_where_the_radius_is_small_and_the_world_where_it_is_not() -> None:
    lyon = LatLon(45.8, 4.9)
    near = page_map.view_around(lyon, 180.0, [])
    assert near.height == 18.0
    assert near.width == pytest.approx(18.0 * page_map.ASPECT / 0.697, rel=0.01)
    assert page_map.view_around(lyon, 10358.0, []) == page_map.WORLD
    far = page_map.view_around(lyon, 180.0, [LatLon(30.0, 5.0)])
    assert far.shows(LatLon(30.0, 5.0))
    assert not near.shows(LatLon(30.0, 5.0))
    fiji = page_map.view_around(LatLon(-17.8, 179.9), 500.0, [])
    assert fiji.shows(LatLon(-17.0, -179.0))
    assert fiji.shows(LatLon(-17.0, 179.0))


@pytest.mark.parametrize("longitude", [-180.0, -179.0, 0.0, 179.0])
def test_a_map_across_the_antimeridian_repeats_its_areas(longitude: float) -> None:
    center = LatLon(10.0, longitude)
    polygons = cap_polygons(center, 900.0)
    view = page_map.view_around(center, 900.0, [])
    drawn = page_map.drawing(view, [("area-50", polygons)])
    left, _, width, _ = map(float, drawn.get("viewBox", "").split())
    covered = set()
    for path in drawn.iterfind("path[@class='area area-50 fill']"):
        shift = float(path.get("transform", "")[len("translate(") :].split()[0])
        for x in re.findall(r"[ML]([\d.-]+) ", path.get("d", "")):
            if left <= float(x) + shift <= left + width:
                covered.add(round(float(x) + shift))
    assert max(covered) - min(covered) == pytest.approx(16.5, abs=1.0)


def test_outlines_never_jump_across_the_map() -> None:
    stock = page_map.outlines()
    jumps = 0
    for path in stock.iter("path"):
        for part in path.get("d", "").split("M")[1:]:
            xs = [float(point.split()[0]) for point in part.rstrip("Z").split("L")]
            jumps += sum(abs(b - a) > 30 for a, b in pairwise(xs))
    assert jumps <= 1  # Antarctica goes round the pole and is closed along it


def test_the_edge_of_the_map_is_no_outline() -> None:
    polygons = cap_polygons(LatLon(60.0, 0.0), 5646.0)
    drawn = page_map.drawing(page_map.WORLD, [("area-90", polygons)])
    edge = drawn.find("path[@class='area area-90 edge']")
    fill = drawn.find("path[@class='area area-90 fill']")
    assert edge is not None
    assert fill is not None
    assert " -90" in fill.get("d", "")
    assert " -90" not in edge.get("d", "")
