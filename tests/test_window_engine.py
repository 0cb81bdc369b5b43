"""The queue and the worker process: real ones, and ones that crash, hang and talk nonsense."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import export_samples
import pytest
import window_samples as samples
from pytestqt.qtbot import QtBot

from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.types import Failure, Result, TextLine
from img2loc_desktop.gui.engine import Engine
from img2loc_desktop.gui.requests import Request

PATIENCE = 120_000  # ms that a test waits for what must come


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.small_index(tmp_path_factory.mktemp("index"))


class Heard:
    """An engine, and everything that it said."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.located: dict[Path, Result | Failure] = {}
        self.stages: list[tuple[str, str]] = []
        self.words: list[tuple[Path, int, str]] = []
        self.stopped: list[Path] = []
        self.refusals: list[tuple[str, str]] = []
        engine.located.connect(self.located.__setitem__)
        engine.stage.connect(lambda path, stage: self.stages.append((path.name, stage)))
        engine.words.connect(lambda *said: self.words.append(said))
        engine.stopped.connect(self.stopped.extend)
        engine.cannot_start.connect(lambda *said: self.refusals.append(said))

    def failure(self, path: Path) -> Failure:
        entry = self.located[path]
        assert isinstance(entry, Failure)
        return entry


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Any]:
    started: list[Engine] = []

    def make(configuration: Configuration | None = None, **options: Any) -> Heard:
        engine = Engine(configuration or Configuration(), **options)
        started.append(engine)
        return Heard(engine)

    yield make
    for engine in started:
        engine.shut_down()


def test_photos_are_located_one_after_another(
    start: Any, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    heard = start(samples.configuration(pack))
    paths = samples.photos(tmp_path, 3)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 not a picture")
    heard.engine.add([*paths, broken, paths[0]])  # the same photo twice has one turn
    assert heard.engine.waiting == 3
    qtbot.waitUntil(lambda: len(heard.located) == 4, timeout=PATIENCE)
    assert list(heard.located) == [*paths, broken]
    results = [heard.located[path] for path in paths]
    assert all(isinstance(entry, Result) and len(entry.neighbours) == 4 for entry in results)
    assert "JPEG" in heard.failure(broken).message
    assert [stage for name, stage in heard.stages if name == paths[0].name] == [
        *("starting", "reading", "embedding", "searching", "estimating"),
    ]
    assert not heard.engine.working


def test_pause_finishes_the_photo_under_way(
    start: Any, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    heard = start(samples.configuration(pack))
    paths = samples.photos(tmp_path, 3)
    heard.engine.add(paths)
    heard.engine.pause()
    qtbot.waitUntil(lambda: len(heard.located) == 1, timeout=PATIENCE)
    assert heard.engine.waiting == 2 and heard.engine.current is None
    heard.engine.resume()
    qtbot.waitUntil(lambda: len(heard.located) == 3, timeout=PATIENCE)


def test_stop_after_this_photo_forgets_the_others(
    start: Any, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    heard = start(samples.configuration(pack))
    paths = samples.photos(tmp_path, 3)
    heard.engine.add(paths)
    heard.engine.stop_after_this()
    assert heard.stopped == paths[1:]
    qtbot.waitUntil(lambda: len(heard.located) == 1, timeout=PATIENCE)
    assert not heard.engine.working
    heard.engine.add(paths[1:])  # and it can be asked again
    qtbot.waitUntil(lambda: len(heard.located) == 3, timeout=PATIENCE)


HANGS = """
ready()
open("{pid}", "w").write(str(os.getpid()))
for job in jobs():
    answer(job, stage="reading")
    time.sleep(1000)
"""


def test_stop_now_kills_a_worker_that_hangs_at_once(
    start: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    pid = tmp_path / "pid"
    heard = start(command=samples.worker(tmp_path, HANGS.replace("{pid}", str(pid))))
    paths = [tmp_path / "a.jpg", tmp_path / "b.jpg"]
    heard.engine.add(paths)
    qtbot.waitUntil(lambda: ("a.jpg", "reading") in heard.stages, timeout=PATIENCE)
    heard.engine.stop_now()
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)  # it is gone, and no zombie is left
    assert heard.stopped == paths
    assert not heard.engine.working and not heard.located


def test_a_worker_that_hangs_is_ended_and_the_next_photo_gets_a_fresh_one(
    start: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    command = samples.worker(
        tmp_path,
        """
ready()
for job in jobs():
    if "bad" in job["path"]:
        time.sleep(1000)
    answer(job, entry=entry(job["path"]))
""",
    )
    heard = start(command=command, stage_ms=300)
    bad, good = tmp_path / "bad.jpg", tmp_path / "good.jpg"
    heard.engine.add([bad, good])
    qtbot.waitUntil(lambda: len(heard.located) == 2, timeout=PATIENCE)
    assert "no sign of life" in heard.failure(bad).message
    assert heard.failure(good).message == "No."


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "crashed while it had bad.jpg"),
        ("os.abort()", "crashed while it had bad.jpg"),
        ("raise MemoryError('no room')", "gave up on bad.jpg with an error. Its last words: "),
        ("sys.exit(3)", "gave up on bad.jpg with an error"),
        ("print('llama_model_load: hello', flush=True)", "no answer while it had bad.jpg"),
        ("print('{}', flush=True)", "no answer while it had bad.jpg"),
        ("print('[' * 10000, flush=True)", "no answer while it had bad.jpg"),
        ("answer(job, entry={'photo': 7})", "no answer while it had bad.jpg"),
        ("os.write(1, bytes(range(128, 256)) + b'\\n')", "no answer while it had bad.jpg"),
    ],
)
def test_every_death_has_its_own_words_and_costs_one_photo(
    start: Any, tmp_path: Path, qtbot: QtBot, deed: str, said: str
) -> None:
    command = samples.worker(
        tmp_path,
        f"""
ready()
for job in jobs():
    if "bad" in job["path"]:
        {deed}
    else:
        answer(job, entry=entry(job["path"]))
""",
    )
    heard = start(command=command)
    bad, good = tmp_path / "bad.jpg", tmp_path / "good.jpg"
    heard.engine.add([bad, good])
    qtbot.waitUntil(lambda: len(heard.located) == 2, timeout=PATIENCE)
    assert said in heard.failure(bad).message
    assert heard.failure(bad).hint
    assert heard.failure(good).message == "No."
    assert not heard.refusals


def test_a_real_worker_that_is_killed_is_told_from_one_that_was_stopped(
    start: Any, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    heard = start(samples.configuration(pack))
    paths = samples.photos(tmp_path, 2)
    heard.engine.add(paths)
    qtbot.waitUntil(lambda: (paths[0].name, "reading") in heard.stages, timeout=PATIENCE)
    worker = heard.engine._worker
    assert worker is not None
    os.kill(worker._process.processId(), signal.SIGKILL)
    qtbot.waitUntil(lambda: len(heard.located) == 2, timeout=PATIENCE)
    first = heard.located[paths[0]]
    # It may have been faster than the signal; then it died with the second photo.
    died = [e for e in heard.located.values() if isinstance(e, Failure)]
    assert all("crashed while it had" in entry.message for entry in died)
    assert isinstance(first, Failure | Result) and len(died) <= 1


def test_what_the_model_says_is_heard_while_it_speaks(
    start: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    command = samples.worker(
        tmp_path,
        """
ready()
for job in jobs():
    answer(job, words={"answer": 0, "text": "Lime"})
    answer(job, words={"answer": 0, "text": "stone"})
    answer({"job": 99}, words={"answer": 0, "text": "of another job"})
    answer(job, entry=entry(job["path"]))
""",
    )
    heard = start(command=command)
    heard.engine.add([tmp_path / "a.jpg"])
    qtbot.waitUntil(lambda: len(heard.located) == 1, timeout=PATIENCE)
    assert [text for _, _, text in heard.words] == ["Lime", "stone"]


def test_two_crashes_at_start_cost_no_photo_and_are_said_once(
    start: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    count = tmp_path / "count"
    command = samples.worker(
        tmp_path, f"open({str(count)!r}, 'a').write('x'); os.kill(os.getpid(), signal.SIGSEGV)"
    )
    heard = start(command=command)
    paths = [tmp_path / "a.jpg", tmp_path / "b.jpg"]
    heard.engine.add(paths)
    qtbot.waitUntil(lambda: bool(heard.refusals), timeout=PATIENCE)
    assert count.read_text() == "xx"
    assert "crashed when it started" in heard.refusals[0][0]
    assert not heard.located and heard.engine.waiting == 2 and heard.engine.paused


def test_packs_that_are_missing_are_named_and_the_photos_keep_their_turn(
    start: Any, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    heard = start(Configuration(indexes=(tmp_path / "nowhere",), use_gpu=False))
    paths = samples.photos(tmp_path, 2)
    heard.engine.add(paths)
    qtbot.waitUntil(lambda: bool(heard.refusals), timeout=PATIENCE)
    assert "nowhere" in heard.refusals[0][0]
    assert heard.engine.waiting == 2
    heard.engine.configure(samples.configuration(pack))
    heard.engine.resume()
    qtbot.waitUntil(lambda: len(heard.located) == 2, timeout=PATIENCE)


def test_another_configuration_holds_from_the_next_photo_on(
    start: Any, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    heard = start(samples.configuration(pack))
    one, two = samples.photos(tmp_path, 2)
    heard.engine.add([one])
    qtbot.waitUntil(lambda: one in heard.located, timeout=PATIENCE)
    heard.engine.configure(replace(samples.configuration(pack), neighbours=2))
    heard.engine.add([two])
    qtbot.waitUntil(lambda: two in heard.located, timeout=PATIENCE)
    counts = [len(heard.located[path].neighbours) for path in (one, two)]
    assert counts == [4, 2]


def test_a_program_that_is_not_there_is_named(start: Any, tmp_path: Path, qtbot: QtBot) -> None:
    heard = start(command=(str(tmp_path / "none"),))
    heard.engine.add([tmp_path / "a.jpg"])
    qtbot.waitUntil(lambda: bool(heard.refusals), timeout=PATIENCE)
    assert "cannot be started" in heard.refusals[0][0]


def test_stopping_returns_within_half_a_second_even_while_packs_load(
    start: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    """A bound that only a wait for the worker's own end would break: that takes 1000 s."""
    heard = start(command=samples.worker(tmp_path, "time.sleep(1000)"))
    heard.engine.add([tmp_path / "a.jpg"])
    before = time.monotonic()
    heard.engine.stop_now()
    assert time.monotonic() - before < 100
    assert heard.stopped == [tmp_path / "a.jpg"]


def test_a_queue_that_was_shut_down_begins_anew(
    start: Any, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    heard = start(samples.configuration(pack))
    paths = samples.photos(tmp_path, 2)
    heard.engine.add([paths[0]])
    heard.engine.pause()
    heard.engine.shut_down()
    assert not heard.engine.working and not heard.engine.paused and not heard.stopped
    heard.engine.add([paths[1]])
    qtbot.waitUntil(lambda: list(heard.located) == [paths[1]], timeout=PATIENCE)


# ---- requests: photos that are located already, with other words


def asked(heard: Heard, result: Result, *words: str, trial: int | None = None) -> Request:
    lines = tuple(TextLine(word, 1.0) for word in words)
    request = Request(result.photo.path, result, lines, trial=trial)
    heard.engine.ask(request)
    return request


def test_a_request_is_answered_while_the_queue_waits_and_before_it_and_without_the_encoder(
    start: Any, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    heard = start(samples.configuration(pack))
    first, second = samples.photos(tmp_path, 2)
    answers: list[tuple[Request, Result | Failure]] = []
    heard.engine.answered.connect(lambda *said: answers.append(said))
    heard.engine.add([first])
    qtbot.waitUntil(lambda: first in heard.located, timeout=PATIENCE)
    result = heard.located[first]
    assert isinstance(result, Result) and result.embeddings and result.text is None
    assert "words" not in result.estimate.method
    heard.engine._end_worker()
    heard.engine.pause()
    heard.engine.add([second])
    heard.stages.clear()
    first.unlink()
    trial = asked(heard, result, "Bridgend", trial=0)
    asked(heard, result, "Lyon")
    last = asked(heard, result, "Wagga Wagga NSW")  # in the place of the one before
    assert heard.engine.asks(first)
    qtbot.waitUntil(lambda: len(answers) >= 2, timeout=PATIENCE)
    assert [request for request, _ in answers] == [trial, last]
    found = next(entry for request, entry in answers if request is last)
    assert isinstance(found, Result) and found.text is not None
    assert any(country.code == "AU" for country in found.estimate.countries)
    assert found.neighbours == result.neighbours and found.embeddings == result.embeddings
    assert heard.engine.waiting == 1 and second not in heard.located and not heard.stages
    heard.engine.resume()
    qtbot.waitUntil(lambda: second in heard.located, timeout=PATIENCE)


def test_a_worker_that_dies_of_a_request_costs_the_request_alone(
    start: Any, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    code = """
ready()
for job in jobs():
    if "earlier" in job:
        os.kill(os.getpid(), signal.SIGSEGV)
    answer(job, entry=entry(job["path"]))
"""
    heard = start(command=samples.worker(tmp_path, code))
    answers: list[tuple[Request, Result | Failure]] = []
    heard.engine.answered.connect(lambda *said: answers.append(said))
    result = export_samples.result()
    asked(heard, result, "Lyon")
    qtbot.waitUntil(lambda: len(answers) == 1, timeout=PATIENCE)
    assert isinstance(answers[0][1], Failure) and "crashed" in answers[0][1].message
    heard.engine.add([tmp_path / "next.jpg"])
    qtbot.waitUntil(lambda: tmp_path / "next.jpg" in heard.located, timeout=PATIENCE)


def test_a_worker_that_cannot_start_answers_no_request_and_is_not_started_for_ever(
    start: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    code = """
sys.stdin.readline()
say({"fatal": {"message": "No pack.", "hint": "Get one."}})
"""
    heard = start(command=samples.worker(tmp_path, code))
    answers: list[tuple[Request, Result | Failure]] = []
    heard.engine.answered.connect(lambda *said: answers.append(said))
    for word in ("Lyon", "Nice"):
        asked(heard, export_samples.result(), word, trial=len(word))
        asked(heard, export_samples.result(), word)
    qtbot.waitUntil(lambda: len(answers) == 3, timeout=PATIENCE)
    assert all(isinstance(entry, Failure) for _, entry in answers)
    assert heard.refusals == [("No pack.", "Get one.")]
    assert not heard.engine.asks(export_samples.result().photo.path)
