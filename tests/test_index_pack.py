"""What is in a pack, and that only an intact one of the right encoder opens."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_samples import (
    ENCODER,
    PREPROCESSING,
    build,
    content,
    places,
    sha256,
    sources,
    unit_vectors,
)

from img2loc_desktop.core import files, model_packs
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.estimator import Bandwidths, RadiusFactors
from img2loc_desktop.core.index import (
    EvidenceSettings,
    IndexPack,
    IndexSettings,
    export_points,
    info,
    native,
    verify,
)
from img2loc_desktop.core.index import manifest as layout
from img2loc_desktop.core.index import sources as source_file
from img2loc_desktop.core.index.quantise import Quantiser
from img2loc_desktop.core.types import Source

COUNT, DIMENSION = 300, 24
FILES = ["codes.npy", "coordinates.npy", "graph.usearch", "sources.sqlite", "vectors.npy"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack with every kind of file."""
    weights = np.arange(COUNT, dtype=np.float32)
    vectors = unit_vectors(COUNT, DIMENSION)
    return build(tmp_path / "sample", vectors, row_weights=weights, graph_from_rows=1)


def file_in(folder: Path, name: str) -> Path:
    (path,) = folder.glob(f"*/{name}")
    return path


def edit(folder: Path, change: dict[str, Any], **section: Any) -> None:
    """Change fields of the manifest and of its index section."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text()) | change
    manifest["index"] |= section
    path.write_text(json.dumps(manifest))


def rebind(folder: Path, name: str, data: bytes) -> None:
    """Replace a file and make the manifest agree, as whoever makes a pack can."""
    path = file_in(folder, name)
    path.write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_text())
    for entry in manifest["files"]:
        if entry["path"].endswith(name):
            entry |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def array_bytes(array: np.ndarray) -> bytes:
    import io

    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def refusal(folder: Path, *arguments: Any) -> str:
    with pytest.raises(UserError) as error:
        IndexPack.open(folder, *arguments)
    assert error.value.hint
    return error.value.message


def test_a_pack_has_what_it_was_made_of(folder: Path) -> None:
    pack = IndexPack.open(folder, ENCODER.sha256, PREPROCESSING)
    latitudes, longitudes = places(COUNT)
    assert (pack.name, pack.count, pack.dimension, pack.role) == (
        "sample",
        COUNT,
        DIMENSION,
        "image",
    )
    assert (pack.encoder_name, pack.encoder_sha256) == (ENCODER.name, ENCODER.sha256)
    assert pack.preprocessing == PREPROCESSING
    assert pack.sha256 == files.sha256_of(folder / "manifest.json")
    np.testing.assert_array_equal(pack.latitudes, latitudes)
    np.testing.assert_array_equal(pack.longitudes, longitudes)
    assert pack.row_weights is not None
    np.testing.assert_array_equal(pack.row_weights, np.arange(COUNT, dtype=np.float32))
    assert pack.source(17) == sources(18)[17]
    assert pack.rows.vectors.dtype == np.float16
    np.testing.assert_allclose(pack.rows.vectors, unit_vectors(COUNT, DIMENSION), atol=5e-4)


def test_own_photos_have_the_default_settings(folder: Path) -> None:
    pack = IndexPack.open(folder)
    assert pack.settings == EvidenceSettings(temperature=0.5, neighbours=64, prior_power=0.5)
    assert pack.trust == "uncalibrated"
    assert (pack.bandwidths, pack.radius_factors, pack.calibrated_on) == (None, None, None)


def test_a_gallery_needs_neither_sources_nor_weights(tmp_path: Path) -> None:
    settings = IndexSettings(
        evidence=EvidenceSettings(0.25, None, 1.0),
        trust="hint",
        bandwidths=Bandwidths((25.0, 750.0), (0.5, 0.5)),
        radius_factors=RadiusFactors(1.1, 1.3),
        calibrated_on="300 photos of a test",
    )
    vectors = unit_vectors(20, 8)
    folder = build(tmp_path / "gallery", vectors, sources=None, settings=settings)
    pack = IndexPack.open(folder)
    assert pack.section.settings == settings
    assert pack.row_weights is None
    assert pack.source(0) is None
    near, far = pack.neighbours(pack.scan(vectors[3], 20, 20, ["0" * 64]), 20, 20, 0.0)
    assert len(near) == len(far) == 20
    assert near[0].source is None


def test_nothing_is_copied_into_memory_or_writable(folder: Path) -> None:
    pack = IndexPack.open(folder)
    weights = pack.row_weights
    for array in (pack.rows.codes, pack.rows.vectors, pack.latitudes, pack.longitudes, weights):
        assert array is not None and not array.flags.writeable
        base = array
        while isinstance(base, np.ndarray) and base.base is not None:
            base = base.base
        assert type(base).__name__ == "mmap"


texts = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=20)
factors = st.floats(0.01, 100)


@given(
    settings=st.builds(
        IndexSettings,
        evidence=st.builds(
            EvidenceSettings,
            st.floats(0.01, 10),
            st.none() | st.integers(1, 10**6),
            st.floats(0, 2),
        ),
        trust=st.sampled_from(layout.TRUST),
        bandwidths=st.none()
        | st.lists(st.tuples(st.floats(1, 5000), st.floats(0.01, 1)), min_size=1, max_size=5).map(
            lambda pairs: Bandwidths(*map(tuple, zip(*pairs, strict=True)))
        ),
        radius_factors=st.none() | st.builds(RadiusFactors, factors, factors),
        calibrated_on=st.none() | texts,
    ),
    mean=st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=9),
    scale=st.floats(1, 1e6),
)
def test_the_section_reads_back_what_was_written(
    settings: IndexSettings, mean: list[float], scale: float
) -> None:
    quantiser = Quantiser(np.array(mean, dtype=np.float32), scale)
    section = layout.IndexSection(ENCODER, len(mean), 7, quantiser, settings)
    details = json.loads(json.dumps(section.to_json()))
    manifest = model_packs.Manifest(Path("x"), 1, "index", "x", "x", "", "", (), details)
    found = layout.read_section(manifest)
    assert (found.encoder, found.count, found.settings) == (ENCODER, 7, settings)
    np.testing.assert_array_equal(found.quantiser.mean, quantiser.mean)
    assert found.quantiser.scale == scale


def test_missing_settings_are_the_defaults(folder: Path) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    for key in ("evidence", "trust", "bandwidths", "radius_factors", "calibrated_on"):
        del manifest["index"][key]
    path.write_text(json.dumps(manifest))
    assert IndexPack.open(folder).section.settings == IndexSettings()


@pytest.mark.parametrize(
    "section",
    [
        {"count": 0},
        {"count": "300"},
        {"dimension": 20_000},
        {"mean": [0.0] * 3},
        {"mean": [0.0] * (DIMENSION - 1) + ["x"]},
        {"scale": 0},
        {"trust": "excellent"},
        {"evidence": {"temperature": 0}},
        {"evidence": {"neighbours": 0}},
        {"bandwidths": []},
        {"bandwidths": [{"km": 10, "share": 0}]},
        {"bandwidths": [{"km": 0, "share": 1}]},
        {"radius_factors": {"p50": 1}},
        {"encoder": {"name": "x"}},
        {"encoder": {"name": "x", "sha256": "E" * 64, "role": "image", "preprocessing": {}}},
    ],
    ids=lambda section: json.dumps(section)[:30],
)
def test_a_wrong_field_is_named(folder: Path, section: dict[str, Any]) -> None:
    edit(folder, {}, **section)
    assert next(iter(section)) in refusal(folder)


class TestOnlyWhatWasBoundOpens:
    """Opening refuses, each time with its own words."""

    def test_another_encoder(self, folder: Path) -> None:
        message = refusal(folder, "f" * 64)
        assert '"sample" was made with the encoder "tiny"' in message and "ffffffffffff" in message

    def test_another_preprocessing(self, folder: Path) -> None:
        other = dataclasses.replace(PREPROCESSING, mean=(0.5, 0.5, 0.5))
        assert "prepared in another way" in refusal(folder, ENCODER.sha256, other)
        with pytest.raises(UserError, match="prepared in another way"):
            IndexPack.open(folder).check_encoder(ENCODER.sha256, other)

    def test_another_schema(self, folder: Path) -> None:
        edit(folder, {"schema": 2})
        assert "schema version 2" in refusal(folder)

    def test_another_kind(self, folder: Path) -> None:
        edit(folder, {"kind": "vlm", "vlm": {}})
        assert "kind vlm, not index" in refusal(folder)

    @pytest.mark.parametrize("name", [*FILES, "weights.npy"])
    def test_a_missing_file(self, folder: Path, name: str) -> None:
        file_in(folder, name).unlink()
        assert f'{name} of the pack "sample" is missing' in refusal(folder)

    @pytest.mark.parametrize("name", [*FILES, "weights.npy"])
    def test_a_short_file(self, folder: Path, name: str) -> None:
        path = file_in(folder, name)
        path.write_bytes(path.read_bytes()[:-1])
        assert "bytes, expected" in refusal(folder)

    @pytest.mark.parametrize("name", [*FILES, "weights.npy"])
    def test_an_altered_file(
        self, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def never(*_: object) -> None:
            pytest.fail("a graph was viewed before all files were checked")

        monkeypatch.setattr(native, "Graph", never)
        path = file_in(folder, name)
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        assert "was altered" in refusal(folder)

    @pytest.mark.parametrize("name", ["codes.npy", "coordinates.npy", "vectors.npy"])
    def test_a_file_that_the_manifest_does_not_list(self, folder: Path, name: str) -> None:
        manifest = json.loads((folder / "manifest.json").read_text())
        kept = [entry for entry in manifest["files"] if not entry["path"].endswith(name)]
        edit(folder, {"files": kept})
        assert f"lists no {name}" in refusal(folder)

    @pytest.mark.parametrize(
        ("name", "array"),
        [
            ("codes.npy", np.zeros((COUNT, DIMENSION), np.int16)),
            ("codes.npy", np.zeros((COUNT - 1, DIMENSION), np.int8)),
            ("codes.npy", np.asfortranarray(np.zeros((COUNT, DIMENSION), np.int8))),
            ("vectors.npy", np.zeros((COUNT, DIMENSION), np.float32)),
            ("coordinates.npy", np.zeros((COUNT, 2))),
            ("weights.npy", np.zeros(COUNT + 1, np.float32)),
        ],
    )
    def test_an_array_of_another_shape(self, folder: Path, name: str, array: np.ndarray) -> None:
        rebind(folder, name, array_bytes(array))
        assert f'{name} of the index "sample" is {array.dtype}' in refusal(folder)

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x93NUMPY\x01\0\xff\xff{", b"\0" * 999])
    def test_something_that_is_no_array(self, folder: Path, data: bytes) -> None:
        rebind(folder, "codes.npy", data)
        assert "is no array" in refusal(folder)

    def test_an_array_of_objects_is_not_unpickled(self, folder: Path) -> None:
        import io

        buffer = io.BytesIO()
        np.save(buffer, np.array([print] * COUNT, dtype=object), allow_pickle=True)
        rebind(folder, "codes.npy", buffer.getvalue())
        assert "is no array" in refusal(folder)

    @pytest.mark.parametrize("value", [np.nan, np.inf, 90.1])
    def test_a_point_that_is_nowhere(self, folder: Path, value: float) -> None:
        coordinates = np.zeros((2, COUNT))
        coordinates[0, -1] = value
        rebind(folder, "coordinates.npy", array_bytes(coordinates))
        assert "nowhere on Earth" in refusal(folder)

    @pytest.mark.parametrize("value", [np.nan, np.inf, -1])
    def test_a_weight_that_is_none(self, folder: Path, value: float) -> None:
        rebind(folder, "weights.npy", array_bytes(np.full(COUNT, value, np.float32)))
        assert "no weights" in refusal(folder)

    @pytest.mark.parametrize(
        "graph",
        [
            {"ndim": DIMENSION, "metric": "cos", "dtype": "i8", "rows": COUNT},
            {"ndim": DIMENSION, "metric": "l2sq", "dtype": "f32", "rows": COUNT},
            {"ndim": DIMENSION, "metric": "l2sq", "dtype": "i8", "rows": COUNT - 1},
            {"ndim": DIMENSION - 1, "metric": "l2sq", "dtype": "i8", "rows": COUNT},
            None,
        ],
        ids=str,
    )
    def test_a_graph_of_something_else(
        self, folder: Path, tmp_path: Path, graph: dict[str, Any] | None
    ) -> None:
        data = b"usearch" + b"\0" * 100
        if graph is not None:
            import onnxruntime  # noqa: F401 - before usearch: see native.py
            from usearch.index import Index

            rows = graph.pop("rows")
            index = Index(**graph)
            index.add(np.arange(rows), np.ones((rows, graph["ndim"]), np.float32))
            index.save(os.fspath(tmp_path / "other"))
            data = (tmp_path / "other").read_bytes()
        rebind(folder, "graph.usearch", data)
        assert "is not the graph of its rows" in refusal(folder)

    def test_no_folder_and_no_manifest(self, tmp_path: Path) -> None:
        assert "no folder" in refusal(tmp_path / "nowhere")
        assert "no manifest.json" in refusal(tmp_path)


def test_a_second_opening_hashes_nothing_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    IndexPack.open(folder)
    hashed = []
    monkeypatch.setattr(
        files, "sha256_of", lambda path: hashed.append(path.name) or hashlib.sha256().hexdigest()
    )
    IndexPack.open(folder)
    assert hashed == ["manifest.json"]
    os.utime(file_in(folder, "codes.npy"))
    with pytest.raises(UserError):
        IndexPack.open(folder)
    assert "codes.npy" in hashed


class TestVerify:
    """Every hash, whatever is remembered, and whether the files fit together."""

    def test_a_sound_pack(self, folder: Path) -> None:
        result = verify(folder)
        assert not result.problems
        assert len(result.checked) == 6

    def test_a_change_that_keeps_size_and_time(self, folder: Path) -> None:
        IndexPack.open(folder)
        path = file_in(folder, "vectors.npy")
        status = path.stat()
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        IndexPack.open(folder)  # the check is remembered
        (problem,) = verify(folder).problems
        assert "vectors.npy was altered" in problem

    def test_every_problem_is_told(self, folder: Path) -> None:
        file_in(folder, "codes.npy").unlink()
        file_in(folder, "weights.npy").write_bytes(b"")
        problems = " ".join(verify(folder).problems)
        assert "codes.npy is missing" in problems and "weights.npy has 0 bytes" in problems

    def test_codes_of_other_vectors(self, folder: Path) -> None:
        codes = np.load(file_in(folder, "codes.npy"))
        codes[200, 3] ^= 1
        rebind(folder, "codes.npy", array_bytes(codes))
        assert verify(folder).problems == ("Row 200 of codes.npy is not that row of vectors.npy.",)

    @pytest.mark.parametrize("value", [np.nan, 0.0])
    def test_vectors_that_are_no_unit_vectors(self, folder: Path, value: float) -> None:
        vectors = np.load(file_in(folder, "vectors.npy"))
        vectors[5] = value
        rebind(folder, "vectors.npy", array_bytes(vectors))
        assert verify(folder).problems == ("Row 5 of vectors.npy is no unit vector.",)

    def test_too_few_sources(self, folder: Path, tmp_path: Path) -> None:
        source_file.write(tmp_path / "few", sources(COUNT - 1))
        rebind(folder, "sources.sqlite", (tmp_path / "few").read_bytes())
        assert verify(folder).problems == ("sources.sqlite has 299 rows, expected 300.",)

    def test_what_cannot_be_opened(self, folder: Path) -> None:
        rebind(folder, "coordinates.npy", array_bytes(np.full((2, COUNT), np.nan)))
        (problem,) = verify(folder).problems
        assert "nowhere on Earth" in problem


class TestSources:
    """Texts of any kind come back; a file made to harm does not hang or crash."""

    def test_texts_survive(self, tmp_path: Path) -> None:
        written = [
            Source("a'b\"; DROP TABLE sources; --", 'نص "عربي"', "𝄞", "?", "A" * 64),
            Source("日本語/é\n.jpg", None, None, None, None),
        ]
        source_file.write(tmp_path / "s q#l?.sqlite", written)
        assert list(source_file.every(tmp_path / "s q#l?.sqlite")) == written
        assert source_file.lookup(tmp_path / "s q#l?.sqlite", [1, 5]) == {1: written[1]}

    def test_many_hashes_are_looked_up(self, tmp_path: Path) -> None:
        source_file.write(tmp_path / "s", sources(2_000))
        hashes = [sha256(row) for row in range(0, 4_000, 2)]
        assert source_file.rows_of(tmp_path / "s", hashes).tolist() == list(range(0, 2_000, 2))
        assert len(source_file.lookup(tmp_path / "s", range(2_000))) == 2_000

    def test_the_same_sources_give_the_same_bytes(self, tmp_path: Path) -> None:
        for name in "ab":
            source_file.write(tmp_path / name, sources(1_000))
        assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()

    @pytest.mark.parametrize(
        "script",
        [
            "CREATE TABLE other (row INTEGER)",
            "CREATE VIEW sources AS WITH RECURSIVE t(row) AS (SELECT 1 UNION ALL SELECT row + 1 "
            "FROM t) SELECT row, 'x' identifier, '' author, '' licence, '' taken_at, '' sha256 "
            "FROM t",
            "CREATE TABLE sources (row INTEGER PRIMARY KEY, identifier TEXT)",
        ],
    )
    def test_another_database_is_refused(self, tmp_path: Path, script: str) -> None:
        with sqlite3.connect(tmp_path / "s") as database:
            database.execute(script)
        database.close()
        with pytest.raises(UserError, match="cannot be read"):
            source_file.lookup(tmp_path / "s", [1])

    def test_bytes_that_are_no_database_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "s").write_bytes(b"no database" * 1000)
        with pytest.raises(UserError, match="cannot be read"):
            source_file.count(tmp_path / "s")


def test_info_says_what_there_is_without_hashing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hash_of = files.sha256_of
    monkeypatch.setattr(
        files, "sha256_of", lambda path: (path.suffix == ".json" and hash_of(path)) or pytest.fail()
    )
    found = info(folder)
    assert (found.name, found.count, found.dimension) == ("sample", COUNT, DIMENSION)
    assert found.encoder == ENCODER
    assert found.settings == IndexSettings()
    assert found.has_sources and found.has_graph
    assert found.bytes == sum(len(data) for data in content(folder).values()) - len(
        (folder / "manifest.json").read_bytes()
    )


class TestExport:
    """The points as GeoJSON, longitude first."""

    def test_points_with_what_is_known_of_them(self, folder: Path, tmp_path: Path) -> None:
        assert export_points(folder, tmp_path / "points.geojson") == COUNT
        collection = json.loads((tmp_path / "points.geojson").read_text(encoding="utf-8"))
        assert collection["type"] == "FeatureCollection"
        latitudes, longitudes = places(COUNT)
        assert len(collection["features"]) == COUNT
        for row in (0, 1, COUNT - 1):
            feature = collection["features"][row]
            assert feature["type"] == "Feature"
            assert feature["geometry"] == {
                "type": "Point",
                "coordinates": [longitudes[row], latitudes[row]],
            }
            expected = {
                "weight": float(row),
                "identifier": f"album/{row}.jpg",
                "author": "Åsa",
                "taken_at": "2024-05-01",
                "sha256": sha256(row),
            }
            if row % 2 == 0:
                del expected["author"]
            assert feature["properties"] == expected

    def test_a_gallery_has_points_without_properties(self, tmp_path: Path) -> None:
        folder = build(tmp_path / "gallery", unit_vectors(1, 4), sources=None)
        export_points(folder, tmp_path / "points.geojson")
        (feature,) = json.loads((tmp_path / "points.geojson").read_text())["features"]
        assert feature["properties"] == {}

    def test_the_schema_of_geojson(self, folder: Path, tmp_path: Path) -> None:
        import jsonschema

        schema = json.loads((Path(__file__).parent / "schemas" / "GeoJSON.json").read_text())
        export_points(folder, tmp_path / "points.geojson")
        jsonschema.validate(json.loads((tmp_path / "points.geojson").read_text()), schema)

    def test_a_folder_that_is_not_there(self, folder: Path, tmp_path: Path) -> None:
        with pytest.raises(UserError, match="Cannot write"):
            export_points(folder, tmp_path / "nowhere" / "points.geojson")


def test_importing_the_package_loads_no_native_library() -> None:
    script = (
        "import sys, img2loc_desktop.core.index\n"
        "loaded = {'usearch', 'numkong', 'onnxruntime'} & set(sys.modules)\n"
        "assert not loaded, loaded"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parent.parent)


def test_a_graph_may_be_opened_before_an_encoder(folder: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from img2loc_desktop.core import paths\n"
        "from img2loc_desktop.core.encoder import Encoder\n"
        "from img2loc_desktop.core.index import IndexPack\n"
        "assert IndexPack.open(Path(sys.argv[1])).graph is not None\n"
        "print(Encoder.open(paths.bundled_models() / 'starter-encoder', prefer_gpu=False).name)\n"
        "names = list(sys.modules)\n"
        "print(names.index('onnxruntime') < names.index('usearch'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent,
    )
    assert (done.returncode, done.stdout) == (0, "starter-encoder\nTrue\n"), done.stderr
