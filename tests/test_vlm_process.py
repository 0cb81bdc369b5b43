"""The multimodal model in a process of its own: nothing that happens there ends the caller."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import gguf
import psutil
import pytest
import tiny_models
import vlm_questions as asked
from vlm_questions import OPTIONS, ask, question, quick

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.vlm import (
    ModelOptions,
    StoppedError,
    VisionProcess,
    Words,
    children,
    describe_machine,
)
from img2loc_desktop.core.vlm.model import VisionModel


@pytest.fixture
def process(vlm_packs: Path) -> Iterator[VisionProcess]:
    opened = VisionProcess.open(vlm_packs / "llava", OPTIONS)
    yield opened
    opened.close()


def pid_of(process: VisionProcess) -> int:
    assert process._process is not None and process._process.pid is not None
    return process._process.pid


def test_it_says_what_the_model_says_in_this_process(
    process: VisionProcess, vlm_packs: Path
) -> None:
    with VisionModel.open(vlm_packs / "llava", OPTIONS) as model:
        here = ask(model, seed=3)
    there = ask(process, seed=3)
    assert there.answers == here.answers and there.encodes == 1
    first = pid_of(process)
    assert ask(process, seed=3).answers == here.answers
    assert pid_of(process) == first != os.getpid()  # loaded once for many photos


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT", "SIGKILL"])
def test_a_crash_costs_one_answer(process: VisionProcess, name: str) -> None:
    before = ask(process)
    settings = quick(samples=500)  # takes seconds, so that it is still writing
    events = process.ask(asked.photo(), question(settings), settings)
    assert isinstance(next(events), Words)
    os.kill(pid_of(process), getattr(signal, name))
    with pytest.raises(UserError) as error:
        list(events)
    assert f"ended unexpectedly ({name})" in error.value.message
    assert error.value.hint.startswith("The photo was located without it.")
    assert ask(process).answers == before.answers


def test_one_that_died_between_two_photos_is_started_again(process: VisionProcess) -> None:
    before = ask(process)
    os.kill(pid_of(process), signal.SIGKILL)
    process._process.join()  # type: ignore[union-attr]
    assert ask(process).answers == before.answers


def test_a_time_out_ends_the_process_and_says_how_long_it_was(process: VisionProcess) -> None:
    before = ask(process)
    pid = pid_of(process)
    with pytest.raises(UserError, match=r"took longer than 0\.001 seconds"):
        ask(process, quick(samples=200, timeout_seconds=0.001))
    assert not psutil.pid_exists(pid)
    assert ask(process).answers == before.answers


def test_stopping_ends_the_question_and_the_next_one_is_answered(process: VisionProcess) -> None:
    settings = quick(samples=500)
    events = process.ask(asked.photo(), question(settings), settings)
    assert isinstance(next(events), Words)
    process.stop()
    with pytest.raises(StoppedError):
        list(events)
    assert ask(process).answers


def test_a_stop_before_the_first_word_is_not_lost(
    process: VisionProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = process.ask(asked.photo(), question(quick()), quick())
    process.stop()  # before there is a process
    with pytest.raises(StoppedError):
        next(events)
    start = children.start

    def stopped_within(*arguments: Any) -> Any:
        process.stop()  # as another thread would while the process is being started
        return start(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(children, "start", stopped_within)
        with pytest.raises(StoppedError):
            ask(process)
    assert process._process is None
    assert ask(process).answers  # a stop is for the question under way


def test_leaving_early_ends_the_process(process: VisionProcess) -> None:
    settings = quick(samples=20)
    events = process.ask(asked.photo(), question(settings), settings)
    next(events)
    pid = pid_of(process)
    events.close()
    assert not psutil.pid_exists(pid)
    assert ask(process).answers


@pytest.mark.parametrize("name", ["Q4_0", "Q8_0"])
def test_a_quantised_model_answers_and_repacking_it_costs_no_more_than_an_answer(
    name: str, tmp_path: Path
) -> None:
    size = tiny_models.Size(embedding=128, quantised=gguf.GGMLQuantizationType[name])
    pack = tiny_models.write_pack(tmp_path / "small", "llava", size)
    whole = tiny_models.write_pack(tmp_path / "whole", "llava", replace(size, quantised=None))
    model = "model.gguf"
    assert (pack / model).stat().st_size < 0.75 * (whole / model).stat().st_size
    said = []
    for repack in (False, True):
        process = VisionProcess.open(pack, replace(OPTIONS, repack=repack))
        try:
            said.append(ask(process, quick(candidates=3)))
            assert len(said[-1].answers) == 2 and len(said[-1].scores) == 3
        except UserError as error:  # the code for some processors crashes
            assert repack and "ended unexpectedly" in error.message
        process.close()
    assert said


def test_a_refusal_is_told_in_the_models_words(vlm_packs: Path) -> None:
    process = VisionProcess.open(vlm_packs / "llava", ModelOptions(threads=1, context=256))
    with pytest.raises(UserError, match="the context has room for"):
        ask(process)
    process.close()


def test_without_llama_cpp_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, process: VisionProcess
) -> None:
    (tmp_path / "llama_cpp").mkdir()
    (tmp_path / "llama_cpp" / "__init__.py").write_text("raise ImportError('no such library')")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(UserError, match=r"llama\.cpp cannot be loaded: no such library"):
        ask(process)
    with pytest.raises(UserError, match=r"llama\.cpp cannot be loaded: no such library"):
        describe_machine()


def test_a_library_that_ends_its_process_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, process: VisionProcess
) -> None:
    (tmp_path / "llama_cpp").mkdir()
    (tmp_path / "llama_cpp" / "__init__.py").write_text("import os; os.abort()")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(UserError, match=r"ended unexpectedly \(SIGABRT\)"):
        ask(process)
    with pytest.raises(UserError, match=r"does not run on this machine \(SIGABRT\)"):
        describe_machine()


def test_the_machine_is_described() -> None:
    machine = describe_machine()
    assert machine.version.startswith("0.3.")
    assert machine.devices
    for device in machine.devices:
        assert 0 < device.free <= device.total
        assert device.name and device.description


def test_it_ends_with_the_process_that_started_it(vlm_packs: Path) -> None:
    code = f"""
        import sys
        from pathlib import Path
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        import vlm_questions as asked
        from img2loc_desktop.core.vlm import VisionProcess

        if __name__ == "__main__":
            process = VisionProcess.open(Path({str(vlm_packs / "llava")!r}), asked.OPTIONS)
            asked.ask(process)
            print(process._process.pid, flush=True)
            sys.stdin.read()
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    _, alive = psutil.wait_procs([child], timeout=30)
    assert not alive


def test_a_model_that_computes_no_numbers_is_refused_in_words(
    vlm_packs: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pack = Path(shutil.copytree(vlm_packs / "llava", tmp_path / "nan"))
    tensors = {tensor.name: tensor for tensor in gguf.GGUFReader(pack / "model.gguf").tensors}
    weights = tensors["output_norm.weight"]
    with (pack / "model.gguf").open("r+b") as file:
        file.seek(int(weights.data_offset))
        file.write(b"\xff" * int(weights.n_bytes))  # NaN
    tiny_models.describe(pack)
    process = VisionProcess.open(pack, OPTIONS)
    for settings in (quick(), quick(samples=2, temperature=0.0)):
        with pytest.raises(UserError, match="computes no numbers"):
            ask(process, settings)
        process.close()
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_last_words_of_native_code_do_not_reach_the_terminal(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    process: VisionProcess,
    capfd: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "llama_cpp").mkdir()
    (tmp_path / "llama_cpp" / "__init__.py").write_text(
        "import os; os.write(1, b'one'); os.write(2, b'GGML_ASSERT failed'); os.abort()"
    )
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(UserError, match="ended unexpectedly"):
        ask(process)
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_nothing_native_is_printed(vlm_packs: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for family in ("llava", "gemma3"):
        process = VisionProcess.open(vlm_packs / family, OPTIONS)
        ask(process)
        process.close()
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")
