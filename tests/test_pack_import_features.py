"""A table of places with an array of vectors becomes an index, or is refused with the reason."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from index_samples import unit_vectors
from pack_samples import bring, encoder_pack, installed, nothing_is_there, only, refused

from img2loc_desktop.core import paths, sources
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.index import IndexPack, verify
from img2loc_desktop.core.packs_import import Decided, Imported, Refused, features
from img2loc_desktop.core.packs_import.stored_rows import stored_rows

HEADER = "IMG_ID,AUTHOR,LAT,LON"


@pytest.fixture
def encoder() -> Path:
    """An installed encoder whose vectors have four numbers."""
    folder = encoder_pack(
        paths.user_models() / "four",
        name="four",
        encoder={
            "preprocessing": {
                "size": 8,
                "resize": "squash",
                "filter": "bicubic",
                "mean": [0, 0, 0],
                "std": [1, 1, 1],
            },
            "outputs": {"image": {"name": "embedding", "dimension": 4}},
        },
    )
    return folder


def write(
    folder: Path,
    array: np.ndarray[Any, Any],
    *,
    header: str = HEADER,
    rows: list[str] | None = None,
    name: str = "mp16",
) -> tuple[Path, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    if rows is None:
        rows = [f"a/{n}.jpg,user{n % 3},{n / 10 - 5},{n - 50}.25" for n in range(len(array))]
    (folder / f"{name}.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    np.save(folder / f"{name}.npy", array)
    return folder / f"{name}.csv", folder / f"{name}.npy"


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
@pytest.mark.parametrize("length", [1.0, 7.5])
def test_features_become_an_index(
    tmp_path: Path, encoder: Path, dtype: type, length: float
) -> None:
    rows = unit_vectors(100, 4)
    events = bring(write(tmp_path / "mp16", (rows * length).astype(dtype))[0].parent)
    (imported,) = only(events, Imported)
    assert (imported.name, imported.kind) == ("mp16", "index")
    assert not verify(imported.folder).problems
    pack = IndexPack.open(imported.folder)
    assert np.abs(pack.rows.vectors - rows).max() < 2e-3
    assert pack.latitudes[[0, 99]] == pytest.approx([-5.0, 4.9])
    assert pack.longitudes[[0, 99]] == pytest.approx([-50.25, 49.25])
    origin = pack.source(7)
    assert origin is not None and (origin.identifier, origin.author) == ("a/7.jpg", "user1")
    assert pack.encoder_name == "four"
    assert sources.encoder_of_index(imported.folder) == encoder
    assert any("because you say so" in event.text for event in only(events, Decided))
    nearest = pack.scan(rows[42], 1, 1)
    assert nearest.near_rows[0] == 42
    # Nothing of the work is left in the pack.
    assert {path.name for path in imported.folder.iterdir()} == {
        "manifest.json",
        pack.manifest.files[0].path.split("/")[0],
    }


def test_a_name_of_another_source_is_refused(tmp_path: Path, encoder: Path) -> None:
    refusal = refused(*write(tmp_path, unit_vectors(5, 4), name="words"))
    assert "another source" in refusal.why and "--name" in refusal.remedy


def test_large_arrays_are_read_in_blocks(
    tmp_path: Path, encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "_BLOCK", 7)
    rows = unit_vectors(100, 4)
    pack = IndexPack.open(installed(*write(tmp_path, rows)).folder)
    assert np.abs(pack.rows.vectors - rows).max() < 1e-3


def test_the_encoder_may_be_named(tmp_path: Path, encoder: Path) -> None:
    other = encoder_pack(tmp_path / "elsewhere", name="elsewhere")
    pack = installed(*write(tmp_path / "x", unit_vectors(5, 4)), encoder=other)
    assert IndexPack.open(pack.folder).encoder_name == "elsewhere"


def test_without_a_fitting_encoder_the_features_are_refused(tmp_path: Path, encoder: Path) -> None:
    refusal = refused(*write(tmp_path, unit_vectors(5, 6)))
    assert "installed encoders whose vectors have 6 numbers: none" in refusal.why
    assert "--encoder" in refusal.remedy
    refusal = refused(*write(tmp_path, unit_vectors(5, 6)), encoder=encoder)
    assert "have 6 numbers, those of the encoder four 4" in refusal.why


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.ones((6, 4), np.float64), "float64 (6, 4), expected float32 or float16"),
        (np.ones((6, 4), np.int8), "int8 (6, 4)"),
        (np.ones(24, np.float32), "float32 (24,)"),
        (np.ones((0, 4), np.float32), "float32 (0, 4)"),
        (np.array([{}] * 6, object), "holds objects of Python"),
    ],
)
def test_arrays_of_another_form_are_refused(
    tmp_path: Path, encoder: Path, array: np.ndarray[Any, Any], words: str
) -> None:
    assert words in refused(*write(tmp_path, array)).why


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_row_that_is_no_vector_is_named(tmp_path: Path, encoder: Path, value: float) -> None:
    rows = unit_vectors(20, 4)
    rows[13, 2] = value
    assert "Row 13 of mp16.npy" in refused(*write(tmp_path, rows)).why
    rows[13] = 0
    assert "Row 13 of mp16.npy" in refused(*write(tmp_path, rows)).why
    assert {path.name for path in paths.user_models().iterdir()} == {".lock", "four"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("x,a,91,0", 'Line 4 of mp16.csv has "91", expected degrees from -90 to 90'),
        ("x,a,0,-180.5", 'Line 4 of mp16.csv has "-180.5", expected degrees from -180 to 180'),
        ("x,a,nan,0", 'has "nan"'),
        ("x,a,,0", 'has ""'),
        ("x,a", 'has ""'),
        ("x,a,north,0", 'has "north"'),
    ],
)
def test_a_place_that_cannot_be_is_named_with_its_line(
    tmp_path: Path, encoder: Path, line: str, words: str
) -> None:
    rows = ["a,b,1,2", "a,b,3,4", line, "a,b,5,6"]
    assert words in refused(*write(tmp_path, unit_vectors(4, 4), rows=rows)).why


def test_swapped_columns_are_guessed(tmp_path: Path, encoder: Path) -> None:
    rows = ["x,a,10,20", "x,a,149.25,-30", "x,a,1,2"]
    table, _ = write(tmp_path / "mp16", unit_vectors(3, 4), rows=rows)
    assert "swapped" in refused(table.parent).remedy
    rows[1] = "x,a,149.25,-130"
    write(tmp_path / "mp16", unit_vectors(3, 4), rows=rows)
    assert "swapped" not in refused(table.parent).remedy


def test_places_that_stand_for_none_are_told(tmp_path: Path, encoder: Path) -> None:
    rows = ["x,a,10,20", "x,a,0,0", "x,a,0.0,0.000"]
    table, _ = write(tmp_path / "mp16", unit_vectors(3, 4), rows=rows)
    assert any("2 of 3 places are 0, 0" in e.text for e in only(bring(table.parent), Decided))


def test_another_number_of_places_than_rows(tmp_path: Path, encoder: Path) -> None:
    refusal = refused(*write(tmp_path, unit_vectors(5, 4), rows=["a,b,1,2"]))
    assert "lists 1 places, mp16.npy has 5 rows" in refusal.why


def test_a_table_without_columns_of_places(tmp_path: Path, encoder: Path) -> None:
    refusal = refused(*write(tmp_path, unit_vectors(1, 4), header="a,b,c,d"))
    assert "no columns for latitude and longitude" in refusal.why


def test_half_an_array_is_refused(tmp_path: Path, encoder: Path) -> None:
    table, array = write(tmp_path, unit_vectors(50, 4))
    array.write_bytes(array.read_bytes()[:-100])
    assert "bytes, its beginning promises" in refused(table, array).why


@pytest.mark.parametrize(
    "header",
    [
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999, 99999999999)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-5, -4)}",
        "{'descr': __import__('os').getcwd(), 'fortran_order': False, 'shape': (5, 4)}",
        "{" * 110,
    ],
)
def test_an_array_that_lies_about_itself_is_refused(
    tmp_path: Path, encoder: Path, header: str
) -> None:
    table, array = write(tmp_path, unit_vectors(5, 4))
    array.write_bytes(b"\x93NUMPY\x01\x00\x76\x00" + header.encode().ljust(118) + bytes(80))
    assert "t.npy" in refused(table, array).why.replace(array.name, "t.npy")
    assert not any(path.name != "four" for path in paths.user_models().glob("[!.]*"))


@pytest.mark.parametrize("dtype", [">f4", ">f2"])
def test_the_order_of_bytes_and_of_columns_does_not_matter(
    tmp_path: Path, encoder: Path, dtype: str
) -> None:
    vectors = unit_vectors(20, 4).astype("f2")
    plain = installed(*write(tmp_path / "a", vectors), name="plain")
    other = np.asfortranarray(vectors.astype(dtype))
    swapped = installed(*write(tmp_path / "b", other), name="swapped")
    rows = [IndexPack.open(pack.folder).rows.vectors for pack in (plain, swapped)]
    assert np.array_equal(*rows)


def test_an_array_that_ends_while_it_is_read_is_told(tmp_path: Path) -> None:
    _, array = write(tmp_path, unit_vectors(50, 4))
    rows = stored_rows(array)
    os.truncate(array, array.stat().st_size - 100)
    with pytest.raises(UserError, match="cannot be read: it ends too early"):
        list(rows.blocks(20))


def test_an_array_or_a_table_alone(tmp_path: Path, encoder: Path) -> None:
    table, array = write(tmp_path / "x", unit_vectors(5, 4))
    assert "no table of places" in refused(array).why
    events = bring(table)
    assert not only(events, Imported)


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("latitude,longitude", "1.5,-2.5"),
        ("lat;lon", "1,5;-2,5"),
        ("id\tlng\tlat", "7\t-2.5\t1.5"),
        ('"LAT","LON"', '"1.5","-2.5"'),
    ],
)
def test_the_forms_that_tables_come_in(
    tmp_path: Path, encoder: Path, header: str, line: str
) -> None:
    pack = IndexPack.open(
        installed(*write(tmp_path, unit_vectors(1, 4), header=header, rows=[line])).folder
    )
    assert (pack.latitudes[0], pack.longitudes[0]) == (1.5, -2.5)
    assert (pack.sources_path is None) == ("id" not in header)


def test_several_pairs_go_by_their_names(tmp_path: Path, encoder: Path) -> None:
    write(tmp_path, unit_vectors(3, 4), name="a")
    write(tmp_path, unit_vectors(4, 4), name="b")
    events = bring(tmp_path)
    assert not only(events, Refused)
    counts = {pack.name: IndexPack.open(pack.folder).count for pack in only(events, Imported)}
    assert counts == {"a": 3, "b": 4}


def test_an_import_that_failed_left_nothing(tmp_path: Path) -> None:
    refused(*write(tmp_path, unit_vectors(5, 4)))
    assert nothing_is_there()
