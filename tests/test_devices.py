"""What check says of devices: which one, what is missing, how to get it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pack_samples import encoder_pack

from img2loc_desktop.core import devices, onnx_session, vlm
from img2loc_desktop.core.errors import UserError


def test_without_a_driver_nothing_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_session, "has_driver", lambda: False)
    for device in (devices.encoder_device(), devices.model_device()):
        assert device.device == "processor"
        assert device.missing == "no NVIDIA driver was found"
        assert device.remedy == ""


def test_a_runtime_without_cuda_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_session, "has_driver", lambda: True)
    monkeypatch.setattr(onnx_session, "has_cuda_driver", lambda: False)
    found = devices.encoder_device()
    assert found.device == "processor"
    assert "built without CUDA" in found.missing
    assert "onnxruntime-gpu" in found.remedy


def test_cuda_that_does_not_start_gives_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    if onnx_session.has_driver():
        pytest.skip("CUDA may start on this machine")
    monkeypatch.setattr(onnx_session, "has_driver", lambda: True)
    found = devices.encoder_device()
    if found.missing.startswith("the installed ONNX Runtime"):
        pytest.skip("this ONNX Runtime has no CUDA")
    assert found.device == "processor"
    assert found.missing.startswith("CUDA does not start: ")
    assert len(found.missing) > 30
    assert "img2loc-desktop[cuda]" in found.remedy


def test_llama_without_cuda_on_a_machine_with_a_card(monkeypatch: pytest.MonkeyPatch) -> None:
    if vlm.describe_machine().gpu_offload:
        pytest.skip("this llama.cpp can use a graphics card")
    monkeypatch.setattr(onnx_session, "has_driver", lambda: True)
    found = devices.model_device()
    assert found.device == "processor"
    assert "built without CUDA" in found.missing
    assert "GGML_CUDA=on" in found.remedy


def test_llama_that_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise UserError("llama.cpp cannot be loaded.", "Install it again.")

    monkeypatch.setattr(vlm, "describe_machine", broken)
    found = devices.model_device()
    assert (found.device, found.remedy) == ("none", "Install it again.")


def test_check_as_json_for_a_report(home: Path, tmp_path: Path) -> None:
    encoder_pack(home / "models" / "tiny")
    done = subprocess.run(
        [sys.executable, "-m", "img2loc_desktop", "check", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(done.stdout)
    assert done.returncode == (0 if report["can_locate"] else 1)
    assert {"app", "python", "system", "libraries", "data", "items", "devices"} <= set(report)
    assert "numpy" in report["libraries"]
    stages = [device["stage"] for device in report["devices"]]
    assert stages[0] == "embedding pictures" and len(stages) == 4
    items = {item["label"]: item for item in report["items"]}
    assert "geoclip-1.3.0" in items["GeoCLIP"]["text"]  # what would enable it
    assert "tiny" in items["Packs"]["text"]
