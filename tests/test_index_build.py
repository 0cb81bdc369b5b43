"""Building from photos: what gets in, what does not and why, and that nothing is ever lost."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from encoder_packs import mean_colour, write_pack
from index_samples import build, content, unit_vectors, write_photo, write_photos

from img2loc_desktop.core import files
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.estimator import RadiusFactors
from img2loc_desktop.core.index import (
    BuildFinished,
    BuildProgress,
    IndexPack,
    IndexSettings,
    Skipped,
    add,
    build_from_photos,
    collect,
    native,
    verify,
    writing,
)
from img2loc_desktop.core.index.resume import open_work
from img2loc_desktop.core.types import Source

TESTS = Path(__file__).parent


@pytest.fixture
def encoder_folder(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "encoder")


@pytest.fixture
def encoder(encoder_folder: Path) -> Encoder:
    return Encoder.open(encoder_folder, threads=1)


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collect, "_BATCH", 4)


def run(source: Path, out: Path, encoder: Encoder) -> BuildFinished:
    *_, last = build_from_photos(source, out, encoder)
    assert isinstance(last, BuildFinished)
    return last


def reasons(skipped: tuple[Skipped, ...]) -> dict[str, str]:
    return {item.path.name: f"{item.cause}: {item.reason}" for item in skipped}


def identifiers(pack: IndexPack) -> list[str]:
    return [pack.source(row).identifier for row in range(pack.count)]


def refusal(events: Iterator[object]) -> str:
    with pytest.raises(UserError) as error:
        list(events)
    assert error.value.hint
    return error.value.message


class TestFolder:
    def test_photos_with_gps_get_in_and_the_others_are_listed(
        self, tmp_path: Path, encoder: Encoder
    ) -> None:
        photos = write_photos(tmp_path / "photos", range(10))
        write_photo(photos / "trip" / "a.png", 50, (-33.5, 151.25), "PNG")
        write_photo(photos / "020.jpg", 20, None)
        write_photo(photos / "021.jpg", 21, None)
        shutil.copy(photos / "003.jpg", photos / "trip" / "copy of 003.jpg")
        (photos / "030.jpg").write_bytes((photos / "004.jpg").read_bytes()[:200])
        (photos / "031.jpg").write_bytes(b"")
        (photos / "notes.txt").write_text("not a photo")
        finished = run(photos, tmp_path / "pack", encoder)
        assert (finished.count, finished.added, finished.without_position) == (11, 11, 2)
        found = reasons(finished.skipped)
        assert set(found) == {"020.jpg", "021.jpg", "030.jpg", "031.jpg", "copy of 003.jpg"}
        assert found["020.jpg"] == "no_position: 020.jpg has no GPS position."
        assert found["030.jpg"].startswith("unreadable: 030.jpg says it is a JPEG but")
        assert found["031.jpg"] == "unreadable: 031.jpg is empty (0 bytes)."
        assert found["copy of 003.jpg"].startswith("duplicate: copy of 003.jpg has the same")

        pack = IndexPack.open(tmp_path / "pack", encoder.sha256, encoder.preprocessing)
        names = identifiers(pack)
        assert names == [f"{number:03d}.jpg" for number in range(10)] + ["trip/a.png"]
        np.testing.assert_allclose(pack.latitudes, [1 + n / 10 for n in range(10)] + [-33.5])
        np.testing.assert_allclose(pack.longitudes, [-n for n in range(10)] + [151.25])
        assert pack.source(3).sha256 == files.sha256_of(photos / "003.jpg")
        assert (pack.name, pack.role, pack.trust) == ("pack", "image", "uncalibrated")
        assert not verify(tmp_path / "pack").problems

    def test_a_photo_finds_itself_and_not_itself(self, tmp_path: Path, encoder: Encoder) -> None:
        from img2loc_desktop.core import photos as photo_files

        photos = write_photos(tmp_path / "photos", range(12))
        run(photos, tmp_path / "pack", encoder)
        pack = IndexPack.open(tmp_path / "pack")
        opened = photo_files.read(photos / "005.jpg")
        query = encoder.embed([opened.pixels])["image"][0]
        assert pack.scan(query, 3, 3).near_rows[0] == 5
        without = pack.scan(query, 12, 12, [opened.photo.sha256])
        assert 5 not in without.near_rows and len(without.near_rows) == 11

    def test_progress_counts_every_photo(self, tmp_path: Path, encoder: Encoder) -> None:
        photos = write_photos(tmp_path / "photos", range(10))
        write_photo(photos / "005.jpg", 5, None)
        *events, last = build_from_photos(photos, tmp_path / "pack", encoder)
        assert all(isinstance(event, BuildProgress) for event in events)
        assert [event.done for event in events] == [0, 4, 8, 10]
        assert {event.total for event in events} == {10}
        assert events[0].seconds_left is None
        assert events[-1].seconds_left == 0 and events[-1].rate > 0
        assert [len(event.skipped) for event in events] == [0, 0, 1, 0]
        assert isinstance(last, BuildFinished) and last.skipped == events[2].skipped

    def test_a_graph_reports_its_progress(self, tmp_path: Path, encoder: Encoder) -> None:
        photos = write_photos(tmp_path / "photos", range(5))
        events = list(build_from_photos(photos, tmp_path / "pack", encoder, graph_from_rows=5))
        assert [(e.stage, e.done, e.total) for e in events[-2:-1]] == [("graph", 5, 5)]
        assert IndexPack.open(tmp_path / "pack").graph is not None

    def test_names_of_any_kind(self, tmp_path: Path, encoder: Encoder) -> None:
        photos = tmp_path / "photos"
        names = ["日本 & <b>.jpg", "line\nbreak.jpg", "𝄞.jpg"]
        if sys.platform == "linux":
            names.append(os.fsdecode(b"latin \xe9.jpg"))
        for number, name in enumerate(names):
            write_photo(photos / name, number, (1.0, 2.0))
        list(build_from_photos(photos, tmp_path / "Müllers Päckchen", encoder))
        pack = IndexPack.open(tmp_path / "Müllers Päckchen")
        assert (pack.name, pack.manifest.title) == ("M-llers-P-ckchen", "Müllers Päckchen")
        assert {"日本 & <b>.jpg", "𝄞.jpg", "line␊break.jpg"} <= set(identifiers(pack))
        assert pack.count == len(names)

    def test_nothing_to_index(self, tmp_path: Path, encoder: Encoder) -> None:
        photos = tmp_path / "photos"
        write_photo(photos / "a.jpg", 1, None)
        write_photo(photos / "b.jpg", 2, None)
        events = build_from_photos(photos, tmp_path / "pack", encoder)
        assert refusal(events) == "None of the 2 photos of photos has a GPS position."
        (photos / "c.jpg").write_bytes(b"")
        events = build_from_photos(photos, tmp_path / "pack", encoder)
        assert "First reason of 3: a.jpg has no GPS position." in refusal(events)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["encoder", "photos"]
        shutil.rmtree(photos)
        assert "There is no" in refusal(build_from_photos(photos, tmp_path / "pack", encoder))

    def test_a_role_that_the_encoder_has_not(self, tmp_path: Path, encoder: Encoder) -> None:
        photos = write_photos(tmp_path / "photos", range(2))
        events = build_from_photos(photos, tmp_path / "pack", encoder, role="location")
        assert 'no output for "location"' in refusal(events)

    def test_originals_stay_as_they_are(self, tmp_path: Path, encoder: Encoder) -> None:
        photos = write_photos(tmp_path / "photos", range(6))
        before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in photos.iterdir()}
        run(photos, photos / "index", encoder)  # a pack may even lie among its photos
        shutil.rmtree(photos / "index")
        assert before == {
            path: (path.read_bytes(), path.stat().st_mtime_ns) for path in photos.iterdir()
        }


class TestTable:
    """A CSV or TSV gives positions, in the dialects that people have."""

    def build(self, tmp_path: Path, encoder: Encoder, text: str, name: str = "t.csv") -> IndexPack:
        write_photos(tmp_path / "photos", range(4))
        data = text.encode() if isinstance(text, str) else text
        (tmp_path / name).write_bytes(data)
        self.finished = run(tmp_path / name, tmp_path / "pack", encoder)
        return IndexPack.open(tmp_path / "pack")

    def test_columns_by_name_in_any_order(self, tmp_path: Path, encoder: Encoder) -> None:
        pack = self.build(
            tmp_path,
            encoder,
            "Author,longitude,note,FILE,latitude,licence,taken_at\n"
            'Åsa,2.5,x,photos/000.jpg,48.5,CC BY,2020-02-02\n"Lee, Bo",-3,,photos/001.jpg,-1,,\n',
        )
        assert pack.latitudes.tolist() == [48.5, -1.0]
        assert pack.longitudes.tolist() == [2.5, -3.0]
        hashes = [files.sha256_of(tmp_path / "photos" / f"00{n}.jpg") for n in (0, 1)]
        assert pack.source(0) == Source("photos/000.jpg", "Åsa", "CC BY", "2020-02-02", hashes[0])
        assert pack.source(1) == Source("photos/001.jpg", "Lee, Bo", None, None, hashes[1])

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("t.tsv", "file\tlat\tlon\nphotos/000.jpg\t48.5\t2.5\n"),
            ("t.csv", "file;latitude;longitude\nphotos/000.jpg;48,5;2,5\n"),
            ("t.csv", "\ufefffile,latitude,longitude\r\nphotos/000.jpg,48.5,2.5\r\n"),
            ("t.txt", "file|Latitude|lng\nphotos/000.jpg|48.5|2.5"),
            ("t.csv", "file,latitude,longitude\n\n , , \nphotos/000.jpg, 48.5 ,+2.5\n"),
        ],
    )
    def test_dialects(self, tmp_path: Path, encoder: Encoder, name: str, text: str) -> None:
        pack = self.build(tmp_path, encoder, text, name)
        assert (pack.latitudes.tolist(), pack.longitudes.tolist()) == ([48.5], [2.5])
        assert not self.finished.skipped

    def test_what_a_spreadsheet_calls_unicode_text(self, tmp_path: Path, encoder: Encoder) -> None:
        text = "file\tlatitude\tlongitude\r\nphotos/000.jpg\t48.5\t2.5\r\n".encode("utf-16")
        assert self.build(tmp_path, encoder, text, "t.txt").count == 1

    def test_bad_rows_are_told_with_their_lines(self, tmp_path: Path, encoder: Encoder) -> None:
        pack = self.build(
            tmp_path,
            encoder,
            "file,latitude,longitude\n"
            "photos/000.jpg,91,0\n"
            "photos/000.jpg,north,0\n"
            "photos/000.jpg,0,0\n"
            ",1,1\n"
            "photos/000.jpg,1\n"
            "photos/000.jpg,nan,1\n"
            "photos/nowhere.jpg,1,1\n"
            '"photos/001.jpg",1,\n'
            "photos/002.jpg,12.5,-7.25\n"
            "photos/002.jpg,13,-7\n",
        )
        assert pack.latitudes.tolist() == [12.5]
        assert [item.reason for item in self.finished.skipped] == [
            "Line 2: the latitude is 91, expected -90 to 90 degrees (are the two swapped?).",
            'Line 3: the latitude is "north", no number.',
            "Line 4: 0, 0 is what programs write that know no position.",
            "Line 5: the file is not named.",
            'Line 6: the longitude is "", no number.',
            "Line 7: the latitude is nan, expected -90 to 90 degrees.",
            "nowhere.jpg is not there any more, or was never there.",
            'Line 9: the longitude is "", no number.',
            "002.jpg has the same content as photos/002.jpg.",
        ]
        assert {item.cause for item in self.finished.skipped} == {
            "bad_row",
            "unreadable",
            "duplicate",
        }

    def test_a_field_without_end_is_one_bad_row(self, tmp_path: Path, encoder: Encoder) -> None:
        pack = self.build(
            tmp_path,
            encoder,
            f"file,latitude,longitude\n{'x' * 200_000},1,1\nphotos/002.jpg,12.5,-7.25\n",
        )
        assert pack.count == 1
        (skipped,) = self.finished.skipped
        assert skipped.reason.startswith("Line 2: field larger than field limit")

    def test_the_table_counts_and_not_the_photo(self, tmp_path: Path, encoder: Encoder) -> None:
        photo = write_photo(tmp_path / "elsewhere" / "a.jpg", 1, (50.0, 60.0))
        pack = self.build(tmp_path, encoder, f"file,latitude,longitude\n{photo},1.5,2.5\n")
        assert pack.latitudes.tolist() == [1.5]

    @pytest.mark.parametrize(
        ("name", "text", "message"),
        [
            ("t.csv", "", "has no columns file, latitude, longitude"),
            ("t.csv", "name,x,y\na,1,2\n", 'its first line is "name,x,y"'),
            ("t.csv", "file,latitude,longitude,file\n", "each once"),
            ("t.csv", "file,latitude,longitude\n", "lists no photos"),
            ("t.csv", b"file,latitude,longitude\n\xe9.jpg,1,1\n", "is not UTF-8 text"),
            ("t.jpg", "file,latitude,longitude\n", "neither a folder nor a table"),
        ],
    )
    def test_what_is_no_table(
        self, tmp_path: Path, encoder: Encoder, name: str, text: str | bytes, message: str
    ) -> None:
        (tmp_path / name).write_bytes(text.encode() if isinstance(text, str) else text)
        found = refusal(build_from_photos(tmp_path / name, tmp_path / "pack", encoder))
        assert message in found
        assert not (tmp_path / "pack").exists()
        # Corrected, the same command works: nothing stays behind that would stand in its way.
        write_photos(tmp_path, [0])
        (tmp_path / "t.csv").write_text("file,latitude,longitude\n000.jpg,1,1\n")
        assert run(tmp_path / "t.csv", tmp_path / "pack", encoder).count == 1


class TestInterrupted:
    """Stopped at any moment, the same command goes on and comes to the same bytes."""

    COUNT = 14

    @pytest.fixture
    def photos(self, tmp_path: Path) -> Path:
        photos = write_photos(tmp_path / "photos", range(self.COUNT))
        write_photo(photos / "005.jpg", 5, None)
        (photos / "009.jpg").write_bytes(b"")
        shutil.copy(photos / "001.jpg", photos / "010.jpg")
        return photos

    @pytest.fixture
    def expected(self, tmp_path: Path, photos: Path, encoder: Encoder) -> dict[str, bytes]:
        run(photos, tmp_path / "whole" / "pack", encoder)
        return content(tmp_path / "whole")

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be forked")
    def test_killed_before_every_step(
        self, tmp_path: Path, photos: Path, expected: dict[str, bytes], encoder_folder: Path
    ) -> None:
        target = tmp_path / "killed"
        target.mkdir()
        found = self.killed("build", encoder_folder, photos, target)
        assert content(target) == expected
        assert found["kills"] > 25
        assert set(found["states"]) <= {"none", found["end"]}

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be forked")
    def test_an_addition_killed_before_every_step(
        self, tmp_path: Path, photos: Path, encoder: Encoder, encoder_folder: Path
    ) -> None:
        first = write_photos(tmp_path / "first", range(100, 106))
        for name in ("killed", "whole"):
            run(first, tmp_path / name / "pack", encoder)
        list(add(tmp_path / "whole" / "pack", photos, encoder))
        found = self.killed("add", encoder_folder, photos, tmp_path / "killed")
        assert content(tmp_path / "killed") == content(tmp_path / "whole")
        assert found["kills"] > 25
        assert len(found["states"]) == 2 and "broken" not in found["states"]

    def killed(self, kind: str, encoder: Path, photos: Path, target: Path) -> dict[str, object]:
        arguments = [sys.executable, TESTS / "killed_builds.py", kind, encoder, photos, target]
        environment = os.environ | {"PYTHONPATH": str(TESTS.parent)}
        result = subprocess.run(arguments, capture_output=True, text=True, env=environment)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    @pytest.mark.parametrize("batch", ["n", 3])
    @pytest.mark.parametrize("events", [1, 2, 3])
    def test_control_c(self, tmp_path: Path, photos: Path, batch: int | str, events: int) -> None:
        folder = write_pack(tmp_path / "other", mean_colour(batch=batch))
        encoder = Encoder.open(folder, threads=1)
        run(photos, tmp_path / "whole" / "pack", encoder)
        building = build_from_photos(photos, tmp_path / "stopped" / "pack", encoder)
        for _ in range(events):
            stopped = next(building)
        with pytest.raises(KeyboardInterrupt):
            building.throw(KeyboardInterrupt())
        going_on = build_from_photos(photos, tmp_path / "stopped" / "pack", encoder)
        assert next(going_on).done == stopped.done
        *_, finished = going_on
        assert content(tmp_path / "stopped") == content(tmp_path / "whole")
        # What was skipped before the interruption is told all the same.
        assert finished.without_position == 1 and len(finished.skipped) == 3

    @pytest.mark.parametrize("torn", [b"", b'{"items": 4, "rows": [[[0.1', b"\0" * 50, b'{"a":1}'])
    def test_what_was_half_written_is_cut_off(
        self,
        tmp_path: Path,
        photos: Path,
        encoder: Encoder,
        expected: dict[str, bytes],
        torn: bytes,
    ) -> None:
        building = build_from_photos(photos, tmp_path / "torn" / "pack", encoder)
        for _ in range(3):
            next(building)
        building.close()
        partial = tmp_path / "torn" / "pack.partial"
        for name, data in (("journal.jsonl", torn), ("vectors.f16", b"\x01" * 9)):
            with (partial / name).open("ab") as file:
                file.write(data)
        run(photos, tmp_path / "torn" / "pack", encoder)
        assert content(tmp_path / "torn") == expected

    def test_photos_that_came_later_wait_for_an_addition(
        self, tmp_path: Path, photos: Path, encoder: Encoder, expected: dict[str, bytes]
    ) -> None:
        building = build_from_photos(photos, tmp_path / "later" / "pack", encoder)
        next(building), next(building)
        building.close()
        write_photo(photos / "000 earlier in the list.jpg", 77, (7.0, 7.0))
        run(photos, tmp_path / "later" / "pack", encoder)
        assert content(tmp_path / "later") == expected
        *_, finished = add(tmp_path / "later" / "pack", photos, encoder)
        assert finished.added == 1

    def test_another_build_is_not_mixed_in(
        self, tmp_path: Path, photos: Path, encoder: Encoder
    ) -> None:
        building = build_from_photos(photos, tmp_path / "pack", encoder)
        next(building), next(building)
        building.close()
        other = write_photos(tmp_path / "others", range(3))
        before = content(tmp_path / "pack.partial")
        message = refusal(build_from_photos(other, tmp_path / "pack", encoder))
        assert "unfinished build of another source" in message
        folder = write_pack(tmp_path / "e2", mean_colour(weights=np.eye(3, 4, dtype=np.float32)))
        message = refusal(build_from_photos(photos, tmp_path / "pack", Encoder.open(folder)))
        assert "unfinished build" in message
        assert content(tmp_path / "pack.partial") == before
        shutil.rmtree(tmp_path / "pack.partial")
        assert run(other, tmp_path / "pack", encoder).count == 3

    def test_a_changed_table_is_another_build(self, tmp_path: Path, encoder: Encoder) -> None:
        write_photos(tmp_path, range(6))
        table = tmp_path / "t.csv"
        table.write_text("file,lat,lon\n" + "".join(f"00{n}.jpg,{n},1\n" for n in range(6)))
        building = build_from_photos(table, tmp_path / "pack", encoder)
        next(building), next(building)
        building.close()
        table.write_text(table.read_text().replace(",1\n", ",2\n"))
        assert "unfinished build" in refusal(build_from_photos(table, tmp_path / "pack", encoder))

    def test_two_at_a_time_are_refused(
        self, tmp_path: Path, photos: Path, encoder: Encoder
    ) -> None:
        building = build_from_photos(photos, tmp_path / "pack", encoder)
        next(building)
        message = refusal(build_from_photos(photos, tmp_path / "pack", encoder))
        assert "Another process is working on" in message
        assert [type(event) for event in building][-1] is BuildFinished

    def test_a_damaged_unfinished_build_is_refused(
        self, tmp_path: Path, photos: Path, encoder: Encoder
    ) -> None:
        building = build_from_photos(photos, tmp_path / "pack", encoder)
        next(building), next(building)
        building.close()
        (tmp_path / "pack.partial" / "vectors.f16").write_bytes(b"")
        message = refusal(build_from_photos(photos, tmp_path / "pack", encoder))
        assert "is shorter than its journal says" in message

    def test_a_disk_that_was_pulled_costs_nothing(
        self, tmp_path: Path, photos: Path, encoder: Encoder, expected: dict[str, bytes]
    ) -> None:
        building = build_from_photos(photos, tmp_path / "pulled" / "pack", encoder)
        next(building), next(building)
        building.close()
        original, waiting = photos, tmp_path / "disk in a drawer"
        building = build_from_photos(photos, tmp_path / "pulled" / "pack", encoder)
        next(building)
        original.rename(waiting)
        assert "There is no" in refusal(building)
        assert "There is no" in refusal(
            build_from_photos(photos, tmp_path / "pulled" / "pack", encoder)
        )
        waiting.rename(original)
        run(photos, tmp_path / "pulled" / "pack", encoder)
        assert content(tmp_path / "pulled") == expected


class TestReplacing:
    """A pack is the old one or the new one, whatever happens."""

    def test_the_old_pack_answers_until_the_new_one_is_complete(
        self, tmp_path: Path, encoder: Encoder
    ) -> None:
        run(write_photos(tmp_path / "old", range(6)), tmp_path / "pack", encoder)
        old = content(tmp_path / "pack")
        still_open = IndexPack.open(tmp_path / "pack")
        new = write_photos(tmp_path / "new", range(20, 30))
        for event in build_from_photos(new, tmp_path / "pack", encoder):
            if isinstance(event, BuildProgress):
                assert content(tmp_path / "pack") == old
        assert IndexPack.open(tmp_path / "pack").count == 10
        assert still_open.scan(unit_vectors(1, 4)[0], 6, 6).near_rows.size == 6
        run(new, tmp_path / "fresh", encoder)
        title = [b'"name": "pack"', b'"title": "pack"']
        fresh = content(tmp_path / "fresh")
        for words in title:
            fresh["manifest.json"] = fresh["manifest.json"].replace(
                words.replace(b"pack", b"fresh"), words
            )
        assert content(tmp_path / "pack") == fresh
        assert not (tmp_path / "pack.partial").exists()

    def test_building_again_mends_a_damaged_file(self, tmp_path: Path, encoder: Encoder) -> None:
        photos = write_photos(tmp_path / "photos", range(6))
        run(photos, tmp_path / "pack", encoder)
        sound = content(tmp_path / "pack")
        (path,) = (tmp_path / "pack").glob("*/codes.npy")
        path.write_bytes(b"damaged")
        run(photos, tmp_path / "pack", encoder)
        assert content(tmp_path / "pack") == sound

    def test_something_else_is_never_replaced(self, tmp_path: Path, encoder: Encoder) -> None:
        photos = write_photos(tmp_path / "photos", range(3))
        before = content(photos)
        message = refusal(build_from_photos(photos, photos, encoder))
        assert "exists and is not an index pack" in message
        (tmp_path / "file").write_text("mine")
        assert "exists and" in refusal(build_from_photos(photos, tmp_path / "file", encoder))
        encoder_pack = write_pack(tmp_path / "other encoder")
        message = refusal(build_from_photos(photos, encoder_pack, encoder))
        assert "kind encoder, not index" in message
        assert content(photos) == before and (tmp_path / "file").read_text() == "mine"

    @pytest.mark.parametrize("name", ["A/b <x>", "", "-a", "a" * 101, "words", "Model"])
    def test_a_name_that_no_pack_may_have_is_refused_first(
        self, tmp_path: Path, encoder: Encoder, name: str
    ) -> None:
        photos = write_photos(tmp_path / "photos", range(3))
        out = tmp_path / "packs" / "pack"
        with pytest.raises(UserError, match="cannot have the name") as error:
            next(build_from_photos(photos, out, encoder, name=name))
        assert "--name" in error.value.hint
        assert not out.parent.exists()

    def test_a_pack_that_cannot_be_written_is_refused_first(
        self, tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        photos = write_photos(tmp_path / "photos", range(3))
        out = tmp_path / "pack"
        run(photos, out, encoder)
        tried = []

        def refuse(dir: Path) -> None:  # noqa: A002 - as it is called; root may write anywhere
            tried.append(dir)
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(writing.tempfile, "TemporaryFile", refuse)
        for events in (build_from_photos(photos, out, encoder), add(out, photos, encoder)):
            assert "Cannot write" in refusal(events)
        assert tried == [out, out]
        assert not (tmp_path / "pack.partial").exists()

    def test_building_again_brings_nothing_new(self, tmp_path: Path, encoder: Encoder) -> None:
        photos = write_photos(tmp_path / "photos", range(5))
        assert run(photos, tmp_path / "pack", encoder).added == 5
        assert run(photos, tmp_path / "pack", encoder).added == 0
        write_photos(photos, range(5, 7))
        assert run(photos, tmp_path / "pack", encoder).added == 2

    def test_an_empty_folder_may_become_a_pack(self, tmp_path: Path, encoder: Encoder) -> None:
        (tmp_path / "pack").mkdir()
        photos = write_photos(tmp_path / "photos", range(3))
        assert run(photos, tmp_path / "pack", encoder).count == 3

    def test_a_folder_where_nothing_can_be_written(self, tmp_path: Path, encoder: Encoder) -> None:
        photos = write_photos(tmp_path / "photos", range(3))
        (tmp_path / "file").write_text("in the way")
        out = tmp_path / "file" / "pack"
        assert "Cannot write" in refusal(build_from_photos(photos, out, encoder))
        with pytest.raises(UserError, match="Cannot write"):
            build(out, unit_vectors(5, 4))

    @pytest.mark.parametrize("column", ["vectors", "latitudes", "row_weights", "sources"])
    def test_columns_of_other_lengths_are_refused(self, tmp_path: Path, column: str) -> None:
        options = {
            "vectors": {"embeddings": 7},
            "latitudes": {"latitudes": [1.0]},
            "row_weights": {"row_weights": [1.0]},
            "sources": {"sources": [Source("a")]},
        }[column]
        vectors = unit_vectors(5, 4)
        if column == "vectors":
            vectors, options = vectors[0], {}
        with pytest.raises(ValueError):
            build(tmp_path / "pack", vectors, **options)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"row_weights": [1, 2, np.nan]}, "weight of point 2"),
            ({"row_weights": [-1, 2, 3]}, "weight of point 0"),
            ({"latitudes": [0, 90.5, 0]}, "Point 1, 90.5"),
            ({"longitudes": [0, np.nan, 0]}, "Point 1"),
        ],
    )
    def test_numbers_that_cannot_be_are_refused(
        self, tmp_path: Path, change: dict[str, list[float]], message: str
    ) -> None:
        with pytest.raises(UserError, match=message):
            build(tmp_path / "pack", unit_vectors(3, 4), **change)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("value", [np.nan, np.inf, 0.0, 2.0])
    def test_vectors_that_are_no_unit_vectors_are_refused(
        self, tmp_path: Path, value: float
    ) -> None:
        vectors = unit_vectors(20_000, 4)
        vectors[17_000] = value
        with pytest.raises(UserError, match="Vector 17000 is no unit vector"):
            build(tmp_path / "pack", vectors)


@contextlib.contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """Mount a disk of that size, in memory; skips where that is not allowed."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield
    finally:
        gc.collect()  # an error's traceback may still hold a mapping of a file there
        subprocess.run(["umount", folder], check=True)


class TestFullDisk:
    """Where there is no room the old pack stays, and the unfinished build can go on."""

    @pytest.mark.parametrize("extra", [0, 8, 16, 24, 32, 40])
    def test_a_full_disk_leaves_the_old_pack(
        self, tmp_path: Path, encoder: Encoder, extra: int
    ) -> None:
        disk = tmp_path / "disk"
        old = write_photos(tmp_path / "old", range(4))
        new = write_photos(tmp_path / "new", range(20, 60))
        with small_disk(disk, "600k"):
            run(old, disk / "pack", encoder)
            before = content(disk / "pack")
            free = shutil.disk_usage(disk).free
            (disk / "ballast").write_bytes(b"x" * (free - extra * 1024))
            message = refusal(build_from_photos(new, disk / "pack", encoder, graph_from_rows=1))
            assert "Cannot write" in message and "No space left" in message
            assert content(disk / "pack") == before
            assert not verify(disk / "pack").problems
            (disk / "ballast").unlink()
            list(build_from_photos(new, disk / "pack", encoder, graph_from_rows=1))
            assert IndexPack.open(disk / "pack").count == 40
            assert sorted(path.name for path in disk.iterdir()) == ["pack"]

    @pytest.mark.parametrize("kilobytes", [1, 4, 10, 14, 17, 20, 30])
    def test_a_file_that_cannot_grow_leaves_the_old_pack(
        self, tmp_path: Path, kilobytes: int
    ) -> None:
        out = build(tmp_path / "pack", unit_vectors(5, 8))
        before = content(tmp_path)
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, hard))
        try:
            with pytest.raises(UserError, match="Cannot write"):
                build(out, unit_vectors(1_000, 8), graph_from_rows=1)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert content(tmp_path) == before

    def test_a_graph_that_cannot_be_saved_says_so(self, tmp_path: Path) -> None:
        codes = np.ones((10, 4), np.int8)
        with pytest.raises(UserError, match="Cannot write"):
            list(native.build_graph(codes, tmp_path / "nowhere" / "graph"))


class TestAdding:
    """An addition makes the pack that a build of everything would have made."""

    def test_it_equals_a_build_of_everything(self, tmp_path: Path, encoder: Encoder) -> None:
        everything = write_photos(tmp_path / "everything", range(30))
        first, second = tmp_path / "first", tmp_path / "second"
        for folder, numbers in ((first, range(18)), (second, range(15, 30))):
            write_photos(folder, numbers)
        run(everything, tmp_path / "a" / "pack", encoder)
        run(first, tmp_path / "b" / "pack", encoder)
        *_, finished = add(tmp_path / "b" / "pack", second, encoder)
        assert (finished.count, finished.added) == (30, 12)
        assert [item.cause for item in finished.skipped] == ["duplicate"] * 3
        assert content(tmp_path / "a") == content(tmp_path / "b")

    def test_nothing_new_changes_nothing(self, tmp_path: Path, encoder: Encoder) -> None:
        photos = write_photos(tmp_path / "photos", range(5))
        run(photos, tmp_path / "packs" / "pack", encoder)
        before = content(tmp_path / "packs")
        *_, finished = add(tmp_path / "packs" / "pack", photos, encoder)
        assert (finished.count, finished.added, len(finished.skipped)) == (5, 0, 5)
        assert content(tmp_path / "packs") == before

    def test_weights_settings_and_words_stay_but_a_calibration_does_not(
        self, tmp_path: Path, encoder: Encoder
    ) -> None:
        from img2loc_desktop.core.index import EncoderIdentity

        identity = EncoderIdentity(encoder.name, encoder.sha256, "image", encoder.preprocessing)
        calibrated = IndexSettings(
            trust="calibrated", radius_factors=RadiusFactors(2, 3), calibrated_on="x"
        )
        out = build(
            tmp_path / "pack",
            unit_vectors(5, 4),
            encoder=identity,
            settings=calibrated,
            row_weights=[2, 3, 4, 5, 6],
            licence="CC0-1.0",
            title="Five",
            source="a test",
        )
        list(add(out, write_photos(tmp_path / "photos", range(2)), encoder))
        pack = IndexPack.open(out, encoder.sha256)
        assert pack.row_weights is not None
        assert pack.row_weights.tolist() == [2, 3, 4, 5, 6, 1, 1]
        assert (pack.trust, pack.radius_factors, pack.calibrated_on) == ("uncalibrated", None, None)
        manifest = pack.manifest
        assert (manifest.title, manifest.licence, manifest.source) == ("Five", "CC0-1.0", "a test")
        assert identifiers(pack)[4:] == ["album/4.jpg", "000.jpg", "001.jpg"]

    def test_a_gallery_takes_no_photos(self, tmp_path: Path, encoder: Encoder) -> None:
        from img2loc_desktop.core.index import EncoderIdentity

        identity = EncoderIdentity(encoder.name, encoder.sha256, "image", encoder.preprocessing)
        out = build(tmp_path / "pack", unit_vectors(5, 4), encoder=identity, sources=None)
        photos = write_photos(tmp_path / "photos", range(2))
        assert "is a gallery of points" in refusal(add(out, photos, encoder))

    def test_another_encoder_adds_nothing(self, tmp_path: Path, encoder: Encoder) -> None:
        out = build(tmp_path / "pack", unit_vectors(5, 4))
        photos = write_photos(tmp_path / "photos", range(2))
        assert "was made with the encoder" in refusal(add(out, photos, encoder))


def test_a_lock_is_free_when_its_work_is_closed(tmp_path: Path, encoder: Encoder) -> None:
    from img2loc_desktop.core.index.resume import Plan

    plan = Plan("x", None, "e" * 64, "image", {}, 4)
    open_work(tmp_path / "w", plan, []).close()
    open_work(tmp_path / "w", plan, []).close()
