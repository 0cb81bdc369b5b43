"""The configuration of a run on its way from one process to another."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.vlm import ModelOptions, VlmSettings

OTHER = Configuration(
    indexes=(Path("a"), Path("b c/d\udce9")),
    weights=(0.5, 2.0),
    encoders=(Path("encoder"),),
    vlm=Path("model"),
    neighbours=5,
    far=3,
    apart_km=1.5,
    seed=7,
    use_gpu=False,
    vlm_settings=VlmSettings("plain", (0, 3), 4, 0.1, 0.5, 0, 9, 1.25, 60.0),
    model_options=ModelOptions(2, 1024, 64, 0, False, "q8_0", True),
    read_text="on",
    views="crops",
)


@pytest.mark.parametrize("configuration", [Configuration(), OTHER])
def test_it_comes_back_from_json_as_it_was(configuration: Configuration) -> None:
    line = json.dumps(configuration.to_json(), allow_nan=False)
    assert line.isascii()
    assert Configuration.from_json(json.loads(line)) == configuration


def test_what_is_missing_is_as_usual() -> None:
    assert Configuration.from_json({}) == Configuration()
    assert Configuration.from_json({"vlm": None, "vlm_settings": {"samples": 3}}) == Configuration(
        vlm_settings=VlmSettings(samples=3)
    )


def test_no_far_neighbours_is_not_as_many_as_near() -> None:
    data = Configuration(far=0).to_json()
    assert data["far"] == 0 and Configuration.from_json(data).far == 0
    assert Configuration.from_json({**data, "far": None}).far is None


def test_every_field_of_the_json_changes_the_configuration() -> None:
    usual, other = Configuration().to_json(), OTHER.to_json()
    for name in usual:
        data = {**other, name: usual[name]}
        if name == "indexes":
            data["weights"] = []  # there is one for each index
        assert Configuration.from_json(data) != OTHER, name
    for part in ("vlm_settings", "model_options"):
        for name in usual[part]:
            changed = {part: {name: other[part][name]}}
            assert Configuration.from_json(changed) != Configuration(), name


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ([], "not a JSON object"),
        ({"indexs": []}, "indexs"),
        ({"vlm_settings": {"sample": 1}}, r"vlm_settings\.sample"),
        ({"model_options": {"gpu": 1}}, r"model_options\.gpu"),
        ({"indexes": "a"}, "indexes"),
        ({"indexes": [1]}, "indexes"),
        ({"vlm": ""}, "vlm"),
        ({"vlm": "a\0b"}, "vlm"),
        ({"neighbours": 0}, "neighbours"),
        ({"neighbours": True}, "neighbours"),
        ({"far": -1}, "far"),
        ({"far": 1001}, "far"),
        ({"far": True}, "far"),
        ({"apart_km": -1}, "apart_km"),
        ({"seed": -1}, "seed"),
        ({"seed": 1.5}, "seed"),
        ({"use_gpu": 1}, "use_gpu"),
        ({"read_text": "maybe"}, "read_text"),
        ({"vlm_settings": []}, "vlm_settings"),
        ({"vlm_settings": {"prompt": "../secret"}}, "no prompt"),
        ({"vlm_settings": {"samples": 0}}, "samples"),
        ({"vlm_settings": {"temperature": 11}}, "temperature"),
        ({"vlm_settings": {"anchors": []}}, "anchors"),
        ({"vlm_settings": {"share": -0.1}}, "share"),
        ({"model_options": {"threads": 0}}, "threads"),
        ({"model_options": {"kv_type": "q4_0"}}, "kv_type"),
        ({"model_options": {"flash_attention": "on"}}, "flash_attention"),
    ],
)
def test_anything_else_is_refused_by_name(data: Any, named: str) -> None:
    with pytest.raises(UserError, match=named):
        Configuration.from_json(data)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(list(Configuration().to_json())), inner, max_size=4)
        ),
    )
)
def test_whatever_comes_nothing_but_a_refusal_leaves_it(data: Any) -> None:
    try:
        Configuration.from_json(data)
    except UserError as error:
        assert error.message


@pytest.mark.parametrize("line", ["", "nonsense", "[" * 100_000, '{"neighbours": "many"}', "[]"])
def test_a_worker_without_a_configuration_says_so_and_ends(line: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "img2loc_desktop.worker"],
        input=line + "\n",
        capture_output=True,
        text=True,
        check=False,
    )
    (answer,) = map(json.loads, done.stdout.splitlines())
    assert set(answer) == {"fatal"} and set(answer["fatal"]) == {"message", "hint"}
    assert done.returncode == 1
