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
    found = devices.encoder_device()
    if found.device == devices.PROCESSOR:
        pytest.skip(f"CUDA does not run here: {found.missing}")
    folder = encoder_pack(tmp_path / "pack")
    encoder = Encoder.open(folder)
    assert encoder.provider == "CUDA", encoder.warnings
    # More than a batch, and no multiple of it.
    count = encoder.batch_size + 3
    pictures = [Image.effect_noise((64, 64), 20 + 9 * n).convert("RGB") for n in range(count)]
    plain = Encoder.open(folder, prefer_gpu=False).embed(pictures)["image"]
    rows = encoder.embed(pictures)["image"]
    # Cards since 2020 multiply with a mantissa of 10 bits (TF32) unless they are told not to.
    assert rows == pytest.approx(plain, abs=5e-3)


def test_a_card_that_cannot_be_used_costs_no_answer(tmp_path: Path) -> None:
    encoder = Encoder.open(encoder_pack(tmp_path / "pack"))
    assert encoder.provider == "CUDA" or encoder.warnings
    assert len(encoder.embed([Image.new("RGB", (64, 64), "teal")])["image"]) == 1


def test_the_processor_can_be_asked_for(tmp_path: Path) -> None:
    assert Encoder.open(encoder_pack(tmp_path / "pack"), prefer_gpu=False).provider == "CPU"


def test_check_names_it_or_what_is_missing() -> None:
    found = devices.encoder_device()
    assert "NVIDIA" in found.device or (found.missing and found.remedy)


def test_llama_names_it_when_it_was_built_for_it() -> None:
    if not vlm.describe_machine().gpu_offload:
        pytest.skip("this llama.cpp was built without CUDA")
    found = devices.model_device()
    assert found.device != devices.PROCESSOR or found.missing
