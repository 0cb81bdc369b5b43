"""What a graphics card does; only where there is one."""

from __future__ import annotations

from pathlib import Path

import pytest
from pack_samples import encoder_pack
from PIL import Image

from img2loc_desktop.core import devices, onnx_session, vlm
from img2loc_desktop.core.encoder import Encoder

pytestmark = pytest.mark.skipif(
    not onnx_session.has_driver(), reason="there is no NVIDIA driver on this machine"
)


def test_the_encoder_runs_on_it_and_says_the_same(tmp_path: Path) -> None:
    folder = encoder_pack(tmp_path / "pack")
    encoder = Encoder.open(folder)
    assert encoder.provider == "CUDA", encoder.warnings
    picture = Image.effect_noise((64, 64), 80).convert("RGB")
    plain = Encoder.open(folder, prefer_gpu=False).embed([picture])["image"]
    assert encoder.embed([picture])["image"] == pytest.approx(plain, abs=1e-3)


def test_the_processor_can_be_asked_for(tmp_path: Path) -> None:
    assert Encoder.open(encoder_pack(tmp_path / "pack"), prefer_gpu=False).provider == "CPU"


def test_check_names_it() -> None:
    assert "NVIDIA" in devices.encoder_device().device


def test_llama_names_it_when_it_was_built_for_it() -> None:
    if not vlm.describe_machine().gpu_offload:
        pytest.skip("this llama.cpp was built without CUDA")
    assert devices.model_device().device != devices.PROCESSOR
