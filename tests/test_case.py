"""The case file: nothing is lost, nothing is forged unnoticed, and nothing foreign is touched."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PureWindowsPath

import export_samples as samples
import pytest

from img2loc_desktop.core import decisions
from img2loc_desktop.core.case import (
    Case,
    CasePhoto,
    FileState,
    NotACaseError,
    State,
    begin_anew,
    file,
    file_state,
    name_unnamed,
    open_unnamed,
    originals,
    schema,
    unnamed_path,
)
from img2loc_desktop.core.decisions import Decision, Verdict
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.files import sha256_of
from img2loc_desktop.core.types import (
    Clue,
    Embedding,
    Estimate,
    Failure,
    LatLon,
    LineEffect,
    LineMark,
    Result,
    TextLine,
    TextReport,
)

NICE = LatLon(43.7, 7.27)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.create(tmp_path / "harbour.img2loc") as made:
        yield made


def listed(estimate: Estimate) -> Estimate:
    """What a list of photos has of an estimate."""
    return replace(estimate, areas=(), countries=())


def located(case: Case, path: Path | str = "/photos/IMG_1.jpg", **changes: object) -> CasePhoto:
    (photo,) = case.add_photos([Path(path)])
    return case.record(photo.id, samples.result(path, **changes))


def reopened(case: Case) -> Case:
    case.close()
    return Case.open(case.path)


@contextlib.contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as any other program would open it."""
    connection = sqlite3.connect(path)
    try:
        yield connection
        connection.commit()
    finally:
        connection.close()


# ---- what goes in comes out


def test_photos_wait_in_the_order_in_which_they_came_and_still_wait_after_reopening(
    case: Case,
) -> None:
    names = ["/p/b.jpg", "/p/a.jpg", "/p/b.jpg", *samples.TRICKY_NAMES, *samples.SHOWN_NAMES]
    new = case.add_photos(map(Path, names))
    assert [photo.path for photo in new] == [Path(name).absolute() for name in dict.fromkeys(names)]
    assert case.add_photos([Path("/p/a.jpg")]) == ()
    with reopened(case) as again:
        assert again.photos() == new
        assert {photo.state for photo in again.photos()} == {State.WAITING}


def test_words_that_claim_more_than_an_index_come_back_whole(case: Case) -> None:
    box = ((0.0, 0.0), (9.0, 0.0), (9.0, 3.0), (0.0, 3.0))
    lines = (
        TextLine("EXIT", 0.9, box, LineMark.STRUCK),
        TextLine("Bridgend", 0.6, box, LineMark.CORRECTED, "Bridgemd"),
        TextLine("Lyon", 1.0, mark=LineMark.TYPED),
    )
    effects = (LineEffect(1, 4200.0, 180.0, "GB", 0.7, 0.1),)
    entry = samples.result(
        text=TextReport(lines, (), 9.0, 1.5, effects),
        embeddings=(Embedding("ab" * 32, "image", "AAAAAA=="),),
    )
    (photo,) = case.add_photos([entry.photo.path])
    case.record(photo.id, entry)
    with reopened(case) as again:
        assert again.entry(photo.id) == entry


@pytest.mark.parametrize("entry", samples.mixed(), ids=str)
def test_every_entry_comes_back_whole(case: Case, entry: Result | Failure) -> None:
    path = entry.path if isinstance(entry, Failure) else entry.photo.path
    (photo,) = case.add_photos([path])
    seen = case.record(photo.id, entry)
    with reopened(case) as again:
        assert again.entry(photo.id) == entry
        assert again.photos() == (seen,)
    if isinstance(entry, Failure):
        assert (seen.state, seen.failure, seen.estimate) == (State.FAILED, entry, None)
    else:
        assert (seen.state, seen.estimate) == (State.LOCATED, listed(entry.estimate))
        assert (seen.photo, seen.sha256) == (entry.photo, entry.photo.sha256)


def test_entries_are_those_that_there_are(case: Case) -> None:
    first = located(case)
    (failed,) = case.add_photos([Path("/p/2.jpg")])
    (waiting,) = case.add_photos([Path("/p/3.jpg")])
    case.record(failed.id, Failure(failed.path, "No.", "Wait.", samples.result().photo))
    assert case.entry(waiting.id) is None
    assert [photo.id for photo, _ in case.entries()] == [first.id, failed.id]
    assert [type(entry) for _, entry in case.entries([failed.id, waiting.id])] == [Failure]


def test_stopped_photos_stay_stopped_until_they_wait_again(case: Case) -> None:
    done = located(case)
    one, two = case.add_photos([Path("/p/1.jpg"), Path("/p/2.jpg")])
    case.stop([done.id, one.id])
    with reopened(case) as again:
        states = [photo.state for photo in again.photos()]
        assert states == [State.LOCATED, State.STOPPED, State.WAITING]
        again.wait([done.id, one.id])
        assert {photo.state for photo in again.photos()} == {State.WAITING}
        # What is known of it stays until the next run is through.
        assert again.entry(done.id) == samples.result()
    assert two.state is State.WAITING


def test_words_may_claim_more_than_an_index(case: Case) -> None:
    """A telephone number that is right nine times in ten claims nine times as much."""
    clue = Clue("telephone", "+33 4 72", "Numbers look like this.", 0.9, (), (), (0,), 0.9)
    line = TextLine("+33 4 72", 0.9, ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0)))
    text = TextReport((line,), (clue,), 9.000000000000002, 0.5)
    photo = located(case, text=text)
    with reopened(case) as again:
        entry = again.entry(photo.id)
        assert isinstance(entry, Result)
        assert entry.text == text


def test_a_result_outlives_a_run_that_failed_and_one_that_was_stopped(
    case: Case, tmp_path: Path
) -> None:
    photo = located(case)
    for message in ("It is gone.", "It is locked."):
        case.wait([photo.id])
        after = case.record(photo.id, Failure(photo.path, message, "Look for it."))
    assert (after.state, after.estimate) == (
        State.LOCATED,
        listed(samples.result().estimate),
    )
    with reopened(case) as again:
        entry = again.entry(photo.id)
        assert isinstance(entry, Result) and entry.neighbours == samples.result().neighbours
        assert entry.warnings[0].endswith("again failed. It is locked. Look for it.")
        assert len(entry.warnings) == len(samples.result().warnings) + 1
        # The list of photos is told as well, until a run is through.
        told = Failure(photo.path, "It is locked.", "Look for it.")
        assert again.photos()[0].retry_failure == again.photo(photo.id).retry_failure == told
        (failed,) = again.add_photos([tmp_path / "none.jpg"])
        again.record(failed.id, Failure(failed.path, "No.", "Wait."))
        again.wait([photo.id, failed.id])
        again.stop([photo.id, failed.id])
        states = [each.state for each in again.photos()]
        assert states == [State.LOCATED, State.FAILED]
        assert again.photos()[0].retry_failure == told
        assert again.record(photo.id, samples.result()).retry_failure is None
        assert again.verify_log().problems == ()


def test_a_file_that_changed_is_seen_as_such_though_its_run_was_stopped(
    case: Case, tmp_path: Path
) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"first")
    (photo,) = case.add_photos([path])
    entry = samples.result()
    read = replace(entry.photo, path=path, sha256=sha256_of(path), byte_size=5)
    assert file_state(case.record(photo.id, replace(entry, photo=read))) is FileState.UNCHANGED
    path.write_bytes(b"other")
    case.wait([photo.id])
    case.stop([photo.id])
    assert file_state(case.photo(photo.id)) is FileState.CHANGED


def test_a_removed_photo_is_gone_and_its_number_is_not_used_again(case: Case) -> None:
    photo = located(case)
    case.decide(photo.id, decisions.rejected())
    case.remove([photo.id])
    assert case.photos() == ()
    assert not case.can_undo()
    for call in (case.entry, case.photo, lambda number: case.remove([number])):
        with pytest.raises(KeyError):
            call(photo.id)
    (again,) = case.add_photos([photo.path])
    assert again.id > photo.id
    assert case.verify_log().problems == ()


def test_a_step_that_fails_leaves_nothing_behind(case: Case) -> None:
    photo = located(case)
    before = case.photos(), case.log_head()
    with pytest.raises(KeyError):
        case.remove([photo.id, 99])
    with pytest.raises(KeyError):
        case.decide_all({photo.id: decisions.rejected(), 99: decisions.rejected()})
    huge = samples.result(warnings=("x" * (5 * 2**20),))
    with pytest.raises(UserError, match="more than 4 MB"):
        case.record(photo.id, huge)
    with pytest.raises(UserError, match="note has"):
        case.note(photo.id, "x" * 10_001)
    with pytest.raises(UserError, match="needs a position"):
        case.decide(photo.id, Decision(Verdict.CORRECTED, decisions.utc_now()))
    assert (case.photos(), case.log_head()) == before


def test_threads_may_share_a_case(case: Case) -> None:
    photos = case.add_photos([Path(f"/p/{n}.jpg") for n in range(40)])

    def work(part: tuple[CasePhoto, ...]) -> None:
        for photo in part:
            case.record(photo.id, samples.result(photo.path))
            case.photos()

    threads = [threading.Thread(target=work, args=(photos[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {photo.state for photo in case.photos()} == {State.LOCATED}
    assert case.verify_log().problems == ()


def test_a_closed_case_says_so(case: Case) -> None:
    case.close()
    case.close()
    with pytest.raises(UserError, match="was closed"):
        case.photos()


# ---- decisions


def test_decisions_stand_beside_the_estimate_and_can_be_taken_back(case: Case) -> None:
    one, two = located(case, "/p/1.jpg"), located(case, "/p/2.jpg")
    entry = case.entry(one.id)
    assert isinstance(entry, Result)

    def verdicts() -> list[str | None]:
        return [photo.decision and photo.decision.verdict.value for photo in case.photos()]

    assert case.undo() == case.redo() == ()
    case.decide(one.id, decisions.accepted(entry.estimate, analyst="Ann"))
    case.decide(one.id, decisions.corrected(NICE, "coordinates 43.7, 7.27"))
    case.decide_all({one.id: decisions.rejected(), two.id: decisions.rejected()})
    assert verdicts() == ["rejected", "rejected"]
    assert case.undo() == (one.id, two.id)
    assert verdicts() == ["corrected", None]
    decision = case.photo(one.id).decision
    assert decision is not None
    assert (decision.position, decision.given_as) == (NICE, "coordinates 43.7, 7.27")
    assert case.undo() == (one.id,)
    case = reopened(case)
    assert verdicts() == ["accepted", None]
    assert case.photo(one.id).decision.position == entry.estimate.position  # type: ignore[union-attr]
    assert (case.can_undo(), case.can_redo()) == (True, True)
    assert case.redo() == (one.id,)
    assert case.redo() == (one.id, two.id)
    assert verdicts() == ["rejected", "rejected"]
    case.undo()
    case.note(two.id, "Ask the harbour master.")  # takes the place of what was undone
    assert (case.can_redo(), verdicts()) == (False, ["corrected", "open"])
    assert case.photo(one.id).estimate == listed(entry.estimate)
    assert case.verify_log().problems == ()
    case.close()


def test_a_note_keeps_the_decision_and_is_a_step_of_its_own(case: Case) -> None:
    photo = located(case)
    case.decide(photo.id, decisions.corrected(NICE, "pin", analyst="Ann"))
    case.note(photo.id, "First line\nשלום \ud83d")
    decision = case.photo(photo.id).decision
    assert decision is not None
    assert (decision.verdict, decision.position) == (Verdict.CORRECTED, NICE)
    assert (decision.note, decision.analyst) == ("First line\nשלום \ud83d", "Ann")
    case.undo()
    assert case.photo(photo.id).decision.note == ""  # type: ignore[union-attr]


def test_the_sentences_tell_each_verdict_from_the_others() -> None:
    at = {"decided_at": "2026-03-01T12:30:00Z", "analyst": "Ann"}
    assert [
        decisions.sentence(replace(made, **at))
        for made in (
            decisions.accepted(samples.result().estimate),
            decisions.corrected(NICE, "place Nice"),
            decisions.rejected(),
            decisions.noted(None, "x"),
        )
    ] == [
        "The estimate was accepted by Ann, 2026-03-01 12:30:00 UTC.",
        "Corrected to 43.70000° N, 7.27000° E (given as place Nice) by Ann, "
        "2026-03-01 12:30:00 UTC.",
        "The estimate was rejected by Ann, 2026-03-01 12:30:00 UTC.",
        "Noted, not decided by Ann, 2026-03-01 12:30:00 UTC.",
    ]


# ---- the log


def test_the_log_tells_everything_and_its_hashes_chain(case: Case) -> None:
    photo = located(case, sha256="12" * 32)
    case.decide(photo.id, decisions.rejected(note="no palm trees there"))
    case.undo()
    case.redo()
    case.remove([photo.id])
    entries = case.log()
    assert [entry.event for entry in entries] == [
        *("created", "added", "recorded", "decided", "undone", "redone", "removed"),
    ]
    assert [entry.number for entry in entries] == list(range(1, 8))
    assert [entry.previous for entry in entries] == ["0" * 64, *(e.hash for e in entries[:-1])]
    assert case.log_head() == entries[-1].hash
    assert entries[1].data == {"photos": [{"photo": photo.id, "path": "/photos/IMG_1.jpg"}]}
    assert entries[2].data["sha256"] == "12" * 32
    assert entries[3].data["decisions"][0]["decision"]["note"] == "no palm trees there"
    assert entries[4].data["decisions"] == [{"photo": photo.id, "decision": None}]
    check = case.verify_log()
    assert (check.entries, check.broken_at, check.problems) == (7, None, ())
    assert check.head == case.log_head()


def test_many_photos_make_several_entries(case: Case) -> None:
    case.add_photos([Path(f"/p/{n}.jpg") for n in range(2500)])
    assert [len(entry.data["photos"]) for entry in case.log()[1:]] == [1000, 1000, 500]
    assert case.verify_log().problems == ()


def test_no_other_program_changes_the_log_by_accident(case: Case) -> None:
    located(case)
    for statement in ("UPDATE log SET at = 'x'", "DELETE FROM log"):
        with raw(case.path) as other, pytest.raises(sqlite3.IntegrityError, match="append-only"):
            other.execute(statement)


FORGED: dict[str, tuple[str, int | None, str]] = {
    "time": ("UPDATE log SET at = '2020-01-01T00:00:00Z' WHERE number = 3", 3, "was changed"),
    "event": ("UPDATE log SET event = 'removed' WHERE number = 2", 2, "was changed"),
    "data": ("UPDATE log SET data = replace(data, 'ab', 'ba') WHERE number = 3", 3, "was changed"),
    "hash": ("UPDATE log SET hash = previous WHERE number = 2", 2, "was changed"),
    "first": ("DELETE FROM log WHERE number = 1", 1, "missing"),
    "middle": ("DELETE FROM log WHERE number = 3", 3, "missing"),
    "end": ("DELETE FROM log WHERE number = 4", None, "The decision on photo 1 is not"),
    "all": ("DELETE FROM log", 1, "empty"),
    "no JSON": ("UPDATE log SET data = '[]' WHERE number = 2", 2, "cannot be read"),
    "blob": ("UPDATE log SET data = x'00' WHERE number = 2", 2, "cannot be read"),
    "result": ("UPDATE photos SET brief = replace(brief, '45.8', '46.8')", None, "The result of"),
    "evidence": ("UPDATE photos SET evidence = '{}'", None, "The result of photo 1"),
    "no result": ("UPDATE photos SET brief = NULL", None, "The result of photo 1"),
    "decision": (
        "UPDATE decisions SET decision = replace(decision, 'rejected', 'open')",
        None,
        "The decision on photo 1",
    ),
    "undone": ("UPDATE decisions SET undone = 1", None, "The decision on photo 1"),
    "path": ("""UPDATE photos SET path = '"/elsewhere.jpg"'""", None, "another path"),
    "photo gone": ("DELETE FROM photos", None, "Photo 1 is missing"),
    "photo new": (
        """INSERT INTO photos (path, state) VALUES ('"/new.jpg"', 'waiting')""",
        None,
        "Photo 2 has another path",
    ),
}


@pytest.mark.parametrize("forged", FORGED)
def test_whatever_is_forged_is_found_and_the_place_is_named(case: Case, forged: str) -> None:
    photo = located(case)
    case.decide(photo.id, decisions.rejected())
    case.close()
    statement, broken_at, words = FORGED[forged]
    with raw(case.path) as other:
        triggers = dict(other.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        for name in triggers:
            other.execute(f"DROP TRIGGER {name}")
        other.execute(statement)
        for sql in triggers.values():
            other.execute(sql)
    with Case.open(case.path) as again:
        check = again.verify_log()
    assert check.broken_at == broken_at
    assert words in check.problems[0]


def test_the_head_tells_a_log_that_was_written_anew(tmp_path: Path) -> None:
    heads = set()
    for name in ("a", "b"):
        with Case.create(tmp_path / f"{name}.img2loc") as case:
            located(case)
            assert case.verify_log().problems == ()
            heads.add(case.log_head())
    assert len(heads) == 2


# ---- one file, whatever happens


def test_at_rest_a_case_is_one_file(case: Case) -> None:
    photo = located(case)
    case.decide(photo.id, decisions.rejected())
    twin = case.path.with_name("copied.img2loc")
    assert list(case.path.parent.iterdir()) == [case.path]
    shutil.copyfile(case.path, twin)  # as a user does while the window is open
    with Case.open(twin) as copied:
        assert copied.photos() == case.photos()


def test_a_killed_process_loses_nothing_that_it_had_finished(tmp_path: Path) -> None:
    path = tmp_path / "case.img2loc"
    Case.create(path).close()
    script = Path(__file__).parent / "killed_case.py"
    chance = random.Random(20)
    finished = 0
    for seed in range(10):
        with subprocess.Popen(
            [sys.executable, script, path, str(seed)], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            said = [json.loads(process.stdout.readline())]
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0.0, 0.25))
            process.send_signal(signal.SIGKILL)
            said += [json.loads(line) for line in process.stdout if line.endswith("\n")]
        assert process.returncode == -signal.SIGKILL
        finished += len(said)
        with Case.open(path) as case:
            check_nothing_lost(case, said)
    assert finished > 10


def check_nothing_lost(case: Case, said: list[dict[str, object]]) -> None:
    """The case is what was said last, or that and the one step that was under way."""
    check = case.verify_log()
    assert check.problems == ()
    numbers = {entry.hash: entry.number for entry in case.log()}
    ahead = case.log()[numbers[str(said[-1]["head"])] :]
    assert len(ahead) <= 1
    photos = {photo.id: photo for photo in case.photos()}
    paths = {str(photo.path) for photo in photos.values()}
    removed = {step["photo"] for step in said if step["step"] == "remove" and "photo" in step}
    removed |= {
        photo for entry in ahead if entry.event == "removed" for photo in entry.data["photos"]
    }
    again = {entry.data["photo"] for entry in ahead if entry.event == "recorded"}
    names = {name for step in said if step["step"] == "add" for name in step["names"]}  # type: ignore[attr-defined]
    assert len(names - paths) <= len(removed)
    results = {step["photo"]: step["sha256"] for step in said if step["step"] == "record"}
    for number, sha256 in results.items():
        if number not in removed | again:
            assert photos[number].sha256 == sha256  # type: ignore[index]


def killed_in_the_middle(case: Case, work: str) -> None:
    """Leave the file as a process does that is killed while it writes a transaction."""
    folder = case.path.parent / "there"
    folder.mkdir()
    other = sqlite3.connect(case.path, isolation_level=None)
    other.execute("PRAGMA cache_size = 1")  # so that pages reach the file before the end
    other.execute("BEGIN IMMEDIATE")
    other.execute(work)
    for name in (case.path.name, f"{case.path.name}-journal"):
        shutil.copyfile(case.path.with_name(name), folder / name)
    other.execute("ROLLBACK")
    other.close()
    case.close()
    for part in folder.iterdir():
        shutil.copyfile(part, case.path.with_name(part.name))


HALF = "UPDATE photos SET evidence = randomblob(3000000), state = 'nonsense'"


def test_a_transaction_that_was_cut_off_is_taken_back(case: Case) -> None:
    located(case)
    before = case.photos(), case.path.read_bytes()
    killed_in_the_middle(case, HALF)
    assert case.path.read_bytes() != before[1]
    journal = case.path.with_name(f"{case.path.name}-journal")
    assert journal.stat().st_size > 512
    with Case.open(case.path) as again:
        assert (again.photos(), case.path.read_bytes()) == before
        assert again.verify_log().problems == ()
    assert not journal.exists()


def test_a_journal_cannot_make_us_delete_another_file(case: Case, tmp_path: Path) -> None:
    located(case)
    killed_in_the_middle(case, HALF)
    precious = tmp_path / "precious.jpg"
    precious.write_bytes(b"an original")
    journal = case.path.with_name(f"{case.path.name}-journal")
    name = os.fsencode(precious)
    size = 4096  # of the case's pages: where SQLite looks for the name
    (page_size,) = sqlite3.connect(":memory:").execute("PRAGMA page_size").fetchone()
    assert page_size == size
    lock_page = 2**30 // size + 1
    content = journal.read_bytes()
    content += lock_page.to_bytes(4, "big") + name + len(name).to_bytes(4, "big")
    content += sum(name).to_bytes(4, "big") + bytes.fromhex("d9d505f920a163d7")
    journal.write_bytes(content)
    before = case.path.read_bytes()
    with pytest.raises(UserError, match="written by another program"):
        Case.open(case.path)
    assert (case.path.read_bytes(), journal.read_bytes()) == (before, content)
    assert precious.read_bytes() == b"an original"
    # The danger is real: this is what opening it without a look would have done.
    with raw(case.path) as other:
        other.execute("SELECT count(*) FROM photos").fetchone()
    assert not precious.exists()


def test_a_copy_is_complete_and_replaces_only_older_copies(case: Case, tmp_path: Path) -> None:
    photo = located(case)
    target = tmp_path / "copy.img2loc"
    case.save_copy(target)
    case.decide(photo.id, decisions.rejected())
    with Case.open(target) as copied:
        assert copied.photos() == (photo,)
        assert copied.verify_log().problems == ()
    case.save_copy(target)
    with Case.open(target) as copied:
        assert copied.log_head() == case.log_head()
    original = tmp_path / "photo.jpg"
    original.write_bytes(b"\xff\xd8\xff" + bytes(200))
    link = tmp_path / "link.img2loc"
    link.symlink_to(case.path)
    for where, words in ((original, "no case file"), (case.path, "itself"), (link, "itself")):
        before = where.read_bytes()
        with pytest.raises(UserError, match=words):
            case.save_copy(where)
        assert where.read_bytes() == before
    with pytest.raises(UserError, match="cannot be used"):
        case.save_copy(tmp_path / "nowhere" / "copy.img2loc")
    with Case.create(tmp_path / "another.img2loc") as another:
        another.add_photos([tmp_path / "b.jpg"])
    before = another.path.read_bytes()
    with pytest.raises(UserError, match="another case"):
        case.save_copy(another.path)
    assert another.path.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {
        *("harbour.img2loc", "copy.img2loc", "photo.jpg", "link.img2loc", "another.img2loc"),
    }


def test_a_new_case_takes_no_other_file_s_place(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("mine")
    with pytest.raises(UserError, match="exists already"):
        Case.create(path)
    assert path.read_text() == "mine"
    with pytest.raises(UserError, match="cannot be used"):
        Case.create(tmp_path / "nowhere" / "a.img2loc")
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_left_of_another_case_is_not_played_into_a_new_one(
    case: Case, tmp_path: Path
) -> None:
    located(case)
    killed_in_the_middle(case, HALF)
    other = tmp_path / "other.img2loc"
    Path(f"{case.path}-journal").rename(f"{other}-journal")
    with pytest.raises(UserError, match="left over"):
        Case.create(other)
    with Case.create(tmp_path / "third.img2loc") as third, pytest.raises(UserError, match="left"):
        third.save_copy(other)
    assert not other.exists()


@pytest.mark.parametrize("name", ["a b%41?mode=ro#x.img2loc", "é漢.img2loc", "\udce9.img2loc"])
def test_names_mean_themselves(tmp_path: Path, name: str) -> None:
    with Case.create(tmp_path / name) as case:
        located(case)
    with Case.open(tmp_path / name) as case:
        assert len(case.photos()) == 1
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_case_that_another_program_writes_to_is_not_waited_for_in_vain(case: Case) -> None:
    photo = located(case)
    case._connection.execute("PRAGMA busy_timeout = 10")
    with raw(case.path) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(UserError, match="in use by another program"):
            case.decide(photo.id, decisions.rejected())
        other.execute("ROLLBACK")
    case.decide(photo.id, decisions.rejected())


def test_a_case_that_is_being_written_is_in_use_and_not_damaged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = open_unnamed()
    located(case)
    monkeypatch.setattr(file, "_BUSY_SECONDS", 0.01)
    with raw(case.path) as other:
        other.execute("PRAGMA cache_size = 1")  # so that pages reach the file before the end
        other.execute("BEGIN IMMEDIATE")
        other.execute(HALF)
        with pytest.raises(UserError, match="in use by another program"):
            open_unnamed()
        other.execute("ROLLBACK")
    again = open_unnamed()
    assert again.photos() == case.photos()
    again.close()
    case.close()


# ---- foreign, damaged, newer


def change(statement: str) -> Callable[[Path], object]:
    def changed(path: Path) -> None:
        with raw(path) as other:
            other.executescript(statement)

    return changed


def cut(path: Path) -> None:
    with path.open("rb+") as file:
        file.truncate(path.stat().st_size - 4096)


def overwrite(path: Path) -> None:
    with path.open("rb+") as file:
        file.seek(4096)
        file.write(b"\xff" * 9000)


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "no case file"),
    "photo": (lambda path: path.write_bytes(b"\xff\xd8\xff" * 999), "no case file"),
    "text": (lambda path: path.write_text("{}"), "no case file"),
    "head": (lambda path: path.write_bytes(path.read_bytes()[:99]), "no case file"),
    "folder": (lambda path: (path.unlink(), path.mkdir()), "is not a file"),
    "pipe": (lambda path: (path.unlink(), os.mkfifo(path)), "is not a file"),
    "gone": (lambda path: path.unlink(), "No such file"),
    "another program's": (change("PRAGMA application_id = 1196444487"), "no case file"),
    "newer": (change("PRAGMA user_version = 99"), "newer version"),
    "no version": (change("PRAGMA user_version = 0"), "is damaged"),
    "negative version": (change("PRAGMA user_version = -1"), "is damaged"),
    "write-ahead log": (change("PRAGMA journal_mode = WAL"), "write-ahead log"),
    "cut": (cut, "is damaged"),
    "overwritten": (overwrite, "is damaged"),
    "another table": (change("CREATE TABLE more (x)"), "its tables are not"),
    "another index": (change("CREATE INDEX more ON photos (state)"), "its tables are not"),
    "no trigger": (change("DROP TRIGGER log_is_not_changed"), "its tables are not"),
    "trigger": (
        change("CREATE TRIGGER t AFTER INSERT ON log BEGIN DELETE FROM photos; END"),
        "its tables are not",
    ),
    "view for a table": (
        change("DROP TABLE photos; CREATE VIEW photos AS SELECT 1 AS id, randomblob(9e9) AS path"),
        "its tables are not",
    ),
    "virtual table": (change("CREATE VIRTUAL TABLE v USING fts5(x)"), "its tables are not"),
    "malformed tables": (
        change(
            "PRAGMA writable_schema = 1;"
            "UPDATE sqlite_master SET sql = 'CREATE TABLE x(((' WHERE name = 'photos'"
        ),
        "is damaged",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_sound_case_is_refused_and_stays_as_it_is(case: Case, kind: str) -> None:
    located(case)
    case.add_photos([Path(f"/p/{n}.jpg") for n in range(50)])
    case.close()
    spoil, words = REFUSED[kind]
    spoil(case.path)

    def content() -> dict[str, bytes | None]:
        return {
            path.name: path.read_bytes() if path.is_file() else None
            for path in case.path.parent.iterdir()
        }

    before = content()
    with pytest.raises(UserError, match=words) as refused:
        Case.open(case.path)
    assert refused.value.hint
    assert content() == before


def test_every_changed_byte_is_refused_or_harmless(tmp_path: Path) -> None:
    """One byte at a time is changed all over the file: an answer or a UserError, never else."""
    path = tmp_path / "case.img2loc"
    with Case.create(path) as case:
        located(case)
        case.note(1, "note")
    content = path.read_bytes()
    chance = random.Random(4)
    used = [n for n, byte in enumerate(content) if byte]
    refused = 0
    for at in [*range(100), *chance.sample(used, 300)]:
        spoiled = bytearray(content)
        spoiled[at] ^= chance.randrange(1, 256)
        path.write_bytes(spoiled)
        try:
            with Case.open(path) as case:
                for photo in case.photos():
                    case.entry(photo.id)
                    file_state(photo)
                case.verify_log()
        except UserError:
            refused += 1
            assert path.read_bytes() == spoiled
    assert refused > 40


LOOKED_AT_LATER = "share above one"  # of a country, which a list of photos does not read
HOSTILE = {
    "no JSON": "nonsense",
    "not an object": "[]",
    "nested": "[" * 100_000,
    "radius is a text": '"p50":180.0 -> "p50":"far"',
    "radius is negative": '"p50":180.0 -> "p50":-1',
    "radius is infinite": '"p50":180.0 -> "p50":Infinity',
    "latitude beyond the pole": '"latitude":45.82 -> "latitude":4582',
    "latitude is no number": '"latitude":45.82 -> "latitude":NaN',
    LOOKED_AT_LATER: '"share":0.61 -> "share":61',
    "trust is a list": '"trust":"calibrated" -> "trust":["calibrated"]',
    "width is a flag": '"width":640 -> "width":true',
    "an unknown field of a place": '"admin":"Auv -> "admin2":"Auv',
    "photo is missing": '"photo": -> "foto":',
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_an_entry_that_was_tampered_with_is_a_failure_with_words(case: Case, kind: str) -> None:
    photo = located(case, "/p/1.jpg")
    sound = located(case, "/p/2.jpg")
    case.close()
    before, _, after = HOSTILE[kind].partition(" -> ")
    with raw(case.path) as other:
        (brief,) = other.execute("SELECT brief FROM photos WHERE id = 1").fetchone()
        changed = brief.replace(before, after) if after else before
        assert changed != brief
        other.execute("UPDATE photos SET brief = ? WHERE id = 1", (changed,))
    with Case.open(case.path) as again:
        listed_as = again.photos()[0].failure
        assert (listed_as is None) == (kind == LOOKED_AT_LATER)
        for failure in (again.entry(photo.id), listed_as or again.entry(photo.id)):
            assert isinstance(failure, Failure)
            assert "damaged" in failure.message
            assert failure.path == photo.path
        assert again.photos()[1] == sound
        assert again.verify_log().problems


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE photos SET path = 'no JSON'",
        "UPDATE photos SET path = '7'",
        "UPDATE photos SET path = zeroblob(100)",
        "UPDATE photos SET state = 'perhaps'",
        "UPDATE photos SET sha256 = x'05'",
        "UPDATE photos SET byte_size = 'big'",
        "UPDATE photos SET brief = CAST(x'ff22' AS TEXT)",
        "UPDATE photos SET brief = CAST(randomblob(13000000) AS TEXT)",
    ],
)
def test_rows_that_cannot_be_are_refused(case: Case, statement: str) -> None:
    located(case)
    case.close()
    change(statement)(case.path)
    with pytest.raises(UserError, match="is damaged"), Case.open(case.path) as again:
        again.photos()


def test_a_tampered_decision_is_none_and_the_check_names_it(case: Case) -> None:
    photo = located(case)
    case.decide(photo.id, decisions.corrected(NICE, "pin"))
    case.close()
    for changed in ("43.7 -> 437", '"corrected" -> "certain"', '"pin" -> 5', "{ -> "):
        before, _, after = changed.partition(" -> ")
        with raw(case.path) as other:
            (text,) = other.execute("SELECT decision FROM decisions").fetchone()
            other.execute("UPDATE decisions SET decision = ?", (text.replace(before, after),))
        with Case.open(case.path) as again:
            assert again.photos()[0].decision is None
            assert "decision on photo 1" in again.verify_log().problems[0]
        with raw(case.path) as other:
            other.execute("UPDATE decisions SET decision = ?", (text,))


# ---- versions


def test_an_older_case_is_brought_forward_and_a_failed_migration_changes_nothing(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (located(case),)
    case.close()

    def forward(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE colours (name TEXT)")

    monkeypatch.setattr(schema, "VERSION", 2)
    monkeypatch.setattr(
        schema, "_TABLES", {**schema._TABLES, 2: schema._TABLES[1] + "CREATE TABLE colours (x);"}
    )
    monkeypatch.setattr(schema, "_MIGRATIONS", {1: forward})
    content = case.path.read_bytes()
    with pytest.raises(RuntimeError, match="other tables"):
        Case.open(case.path)
    assert case.path.read_bytes() == content
    monkeypatch.setattr(
        schema,
        "_TABLES",
        {**schema._TABLES, 2: schema._TABLES[1] + "CREATE TABLE colours (name TEXT);"},
    )
    with Case.open(case.path) as again:
        assert again.photos() == before
        assert again.verify_log().problems == ()
    with Case.open(case.path) as again:  # now it is of version 2
        assert again.photos() == before
    monkeypatch.undo()
    with pytest.raises(UserError, match="newer version"):
        Case.open(case.path)


# ---- originals


def on_disk(case: Case, folder: Path, name: str = "real.jpg") -> CasePhoto:
    entry = samples.with_file(folder, name)
    entry = replace(entry, photo=replace(entry.photo, byte_size=entry.photo.path.stat().st_size))
    (photo,) = case.add_photos([entry.photo.path])
    return case.record(photo.id, entry)


def test_a_photo_that_moved_or_changed_is_found_out(case: Case, tmp_path: Path) -> None:
    photo = on_disk(case, tmp_path)
    content, status = photo.path.read_bytes(), photo.path.stat()
    assert photo.modified_ns == status.st_mtime_ns
    assert file_state(photo) is file_state(photo, thoroughly=True) is FileState.UNCHANGED
    # Touched, and the bytes are the same.
    os.utime(photo.path, ns=(0, 0))
    assert file_state(photo) is FileState.UNCHANGED
    # Changed, of the same size.
    photo.path.write_bytes(bytes([*content[:-1], content[-1] ^ 1]))
    assert file_state(photo) is FileState.CHANGED
    # Changed, and made to look as before: only the bytes tell.
    os.utime(photo.path, ns=(status.st_mtime_ns, status.st_mtime_ns))
    assert file_state(photo) is FileState.UNCHANGED
    assert file_state(photo, thoroughly=True) is FileState.CHANGED
    photo.path.write_bytes(content + b"more")
    assert file_state(photo) is FileState.CHANGED
    photo.path.unlink()
    assert file_state(photo) is FileState.MISSING
    photo.path.mkdir()
    assert file_state(photo) is FileState.MISSING


def test_a_photo_that_changed_while_it_was_located_has_no_shortcut(
    case: Case, tmp_path: Path
) -> None:
    entry = samples.with_file(tmp_path)
    entry = replace(entry, photo=replace(entry.photo, byte_size=entry.photo.path.stat().st_size))
    path = entry.photo.path
    (photo,) = case.add_photos([path])
    assert file_state(photo) is FileState.UNCHANGED
    os.utime(path, ns=(1, 1))  # something wrote to it between adding and the answer
    seen = case.record(photo.id, entry)
    assert (seen.byte_size, seen.modified_ns) == (entry.photo.byte_size, None)
    assert file_state(seen) is FileState.UNCHANGED
    case.wait([photo.id])  # looked at anew
    assert case.record(photo.id, entry).modified_ns == 1


def test_paths_of_a_stranger_are_not_followed(case: Case) -> None:
    share = CasePhoto(1, Path("x"), State.LOCATED, sha256="ab" * 32)
    object.__setattr__(share, "path", PureWindowsPath(r"\\server\share\a.jpg"))
    assert file_state(share) is FileState.REMOTE
    assert originals.is_remote(PureWindowsPath(r"\\?\C:\a.jpg"))
    assert not originals.is_remote(PureWindowsPath(r"C:\a.jpg"))
    for path in ("relative.jpg", "C:\\x.jpg", "/dev/zero", "/a\0b", "/" + "x" * 5000):
        strange = CasePhoto(1, Path(path), State.LOCATED, sha256="ab" * 32)
        assert file_state(strange) is FileState.MISSING


def test_a_photo_is_found_again_by_its_bytes(case: Case, tmp_path: Path) -> None:
    photo = on_disk(case, tmp_path)
    moved = tmp_path / "moved.jpg"
    photo.path.rename(moved)
    other = tmp_path / "other.jpg"
    other.write_bytes(b"another")
    with pytest.raises(UserError, match="its bytes differ"):
        case.relink(photo.id, other)
    with pytest.raises(UserError, match="not there any more"):
        case.relink(photo.id, tmp_path / "gone.jpg")
    found = case.relink(photo.id, moved)
    assert (found.path, file_state(found)) == (moved, FileState.UNCHANGED)
    entry = case.entry(photo.id)
    assert isinstance(entry, Result)
    assert entry.photo.path == moved  # exports find the picture there
    assert case.verify_log().problems == ()
    (waiting,) = case.add_photos([other])
    with pytest.raises(UserError, match="never located"):
        case.relink(waiting.id, moved)
    with pytest.raises(UserError, match="at that place already"):
        case.relink(photo.id, moved)


# ---- the case without a name


def test_the_first_start_has_a_case_and_it_is_there_again(home: Path) -> None:
    case = open_unnamed()
    assert case.path == unnamed_path()
    assert case.path.is_relative_to(home)
    case.add_photos([Path("/p/1.jpg")])
    case.close()
    case = open_unnamed()
    assert [photo.path for photo in case.photos()] == [Path("/p/1.jpg")]
    case.close()


def test_it_gets_a_name_later_and_the_next_one_is_empty(tmp_path: Path) -> None:
    case = open_unnamed()
    photo = located(case)
    case.decide(photo.id, decisions.rejected())
    head, photos = case.log_head(), case.photos()
    (tmp_path / "taken.img2loc").write_text("no case")
    with pytest.raises(UserError, match="no case file"):
        name_unnamed(case, tmp_path / "taken.img2loc")
    assert case.photos() == photos
    with name_unnamed(case, tmp_path / "named.img2loc") as named:
        assert (named.path, named.log_head()) == (tmp_path / "named.img2loc", head)
        assert named.undo() == (photo.id,)
    fresh = open_unnamed()
    assert fresh.photos() == ()
    fresh.close()


def test_a_damaged_one_is_kept_and_a_new_one_begins() -> None:
    for number in (1, 2):
        open_unnamed().close()
        path = unnamed_path()
        path.write_bytes(b"SQLite format 3\0" + bytes(200))
        path.with_name(f"{path.name}-journal").write_bytes(b"part of it")
        with pytest.raises(NotACaseError) as damage:
            open_unnamed()
        case, told = begin_anew(path, damage.value)
        assert case.path == path and case.photos() == ()
        case.close()
        aside = path.with_name(f"unnamed (damaged {number}).img2loc")
        assert damage.value.message in told.message and str(aside) in told.message
        assert "open that" in told.hint and "add the photos once more" in told.hint
        assert aside.read_bytes().startswith(b"SQLite format 3")
        assert aside.with_name(f"{aside.name}-journal").read_bytes() == b"part of it"
    path.unlink()
    path.parent.rename(path.parent.with_name("moved"))
    path.parent.write_text("a file where the folder was")
    with pytest.raises(UserError, match="Cannot write to"):
        open_unnamed()
