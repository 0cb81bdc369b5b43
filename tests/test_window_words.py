"""Every text of the window can be found by the tool that makes the translators' files."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import img2loc_desktop.gui
from img2loc_desktop.core.decisions import Verdict
from img2loc_desktop.gui.states import verdict_words

MODULES = sorted(Path(img2loc_desktop.gui.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_only_literal_texts_are_handed_to_the_translator(module: Path) -> None:
    for call in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        assert name not in ("_tr", "_t"), f"line {call.lineno}: no tool knows that name"
        is_painters = name == "translate" and isinstance(call.func, ast.Attribute)
        if name == "tr" or (name == "translate" and not is_painters):
            texts = call.args[: 1 if name == "tr" else 2]
            literal = all(isinstance(text, ast.Constant) for text in texts)
            assert texts and literal, f"line {call.lineno}: no literal text"


def test_every_verdict_has_a_word() -> None:
    assert [bool(verdict_words(verdict)) for verdict in Verdict] == [
        verdict is not Verdict.OPEN for verdict in Verdict
    ]
