"""What is found out about a model's files before any native code sees them."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import gguf
import numpy as np
import pytest
import tiny_models
from tiny_models import MMPROJ, MODEL
from vlm_questions import ask, photo

from img2loc_desktop.core import model_packs
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.vlm import ModelOptions, VisionProcess, VlmPack, make_pack, open_pack
from img2loc_desktop.core.vlm.gguf import read_header
from img2loc_desktop.core.vlm.memory import Available, image_tokens, plan, shrunk
from img2loc_desktop.core.vlm.model import VisionModel

GB = 10**9
HERE = Available(ram=8 * GB, gpu=0, cores=2)


@pytest.fixture
def copy(vlm_packs: Path, tmp_path: Path) -> Callable[[str], Path]:
    return lambda family: Path(shutil.copytree(vlm_packs / family, tmp_path / family))


def rewritten(source: Path, target: Path, **changes: object) -> Path:
    """A GGUF file with other values; None leaves one out. "__" stands for "."."""
    reader = gguf.GGUFReader(source)
    architecture = reader.fields["general.architecture"].contents()
    writer = gguf.GGUFWriter(target, architecture)
    values = {key.replace("__", "."): value for key, value in changes.items()}
    for name, field in reader.fields.items():
        if name.startswith("GGUF.") or name == "general.architecture":
            continue
        value = values.pop(name, field.contents())
        if value is None:
            continue
        kinds = field.types
        writer.add_key_value(name, value, kinds[0], kinds[1] if len(kinds) > 1 else None)
    for name, value in values.items():
        assert isinstance(value, int)
        writer.add_uint32(name, value)
    for tensor in reader.tensors:
        writer.add_tensor(tensor.name, tensor.data)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return target


@pytest.mark.parametrize("family", tiny_models.FAMILIES)
def test_the_header_reads_as_the_reference_library_reads_it(family: str, vlm_packs: Path) -> None:
    for name in (MODEL, MMPROJ):
        path = vlm_packs / family / name
        ours, theirs = read_header(path), gguf.GGUFReader(path)
        for key, field in theirs.fields.items():
            if not key.startswith("GGUF."):
                found = ours.values[key]
                expected = field.contents()
                assert found == (tuple(expected) if isinstance(expected, list) else expected)
        sizes = {tensor.name: tensor.n_bytes for tensor in theirs.tensors}
        assert {name: tensor.bytes for name, tensor in ours.tensors.items()} == sizes


# Q8_1 is never stored in files, and its size in the reference library is not the native one.
STORED = [kind for kind in gguf.GGMLQuantizationType if kind.name != "Q8_1"]


@pytest.mark.parametrize("kind", STORED, ids=lambda kind: kind.name)
def test_tensor_sizes_are_those_of_the_reference_library(
    kind: gguf.GGMLQuantizationType, tmp_path: Path
) -> None:
    block, size = gguf.GGML_QUANT_SIZES[kind]
    writer = gguf.GGUFWriter(tmp_path / "x.gguf", "llama")
    writer.add_tensor("x", np.zeros((3, 2 * size), np.uint8), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    assert read_header(tmp_path / "x.gguf").tensors["x"].bytes == 3 * 2 * size
    assert read_header(tmp_path / "x.gguf").tensors["x"].shape == (2 * block, 3)


@pytest.mark.parametrize("name", [MODEL, MMPROJ])
def test_a_file_that_was_cut_off_anywhere_is_refused(
    name: str, copy: Callable[[str], Path]
) -> None:
    folder = copy("llava")
    whole = (folder / name).read_bytes()
    for length in [*range(0, 64, 5), *np.linspace(64, len(whole) - 1, 60).astype(int)]:
        (folder / name).write_bytes(whole[:length])
        with pytest.raises(UserError, match=r"cut off|damaged|not a GGUF"):
            open_pack(folder)


def test_any_flipped_byte_is_refused_or_harmless_to_the_reader(
    copy: Callable[[str], Path],
) -> None:
    path = copy("llava") / MODEL
    whole = path.read_bytes()
    random = np.random.default_rng(0)
    for place in random.integers(0, 8000, 150).tolist():
        damaged = bytearray(whole)
        damaged[place] ^= 1 << int(random.integers(8))
        path.write_bytes(damaged)
        try:
            read_header(path)  # nothing but a UserError may leave it
        except UserError as error:
            assert path.name in error.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a GGUF"),
        (b"PK\x03\x04" + b"\0" * 100, "not a GGUF"),
        (b"ggjt" + b"\0" * 100, "not a GGUF"),
        (b"GGUF" + struct.pack("<IQQ", 1, 0, 0), "version is 1"),
        (b"GGUF" + struct.pack(">IQQ", 3, 0, 0), "big-endian"),
        (b"GGUF" + struct.pack("<IQQ", 3, 2**60, 0), "impossible number"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 2**62), "impossible length"),
        (
            b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1) + b"k" + struct.pack("<IIQ", 9, 9, 2**40),
            "list",
        ),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1) + b"k" + struct.pack("<I", 99), "type 99"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 1, 0, 1) + b"t" + struct.pack("<I", 9), "dimensions"),
    ],
)
def test_files_that_are_no_sane_gguf_are_refused(
    content: bytes, words: str, copy: Callable[[str], Path]
) -> None:
    folder = copy("llava")
    (folder / MODEL).write_bytes(content)
    with pytest.raises(UserError, match=words):
        open_pack(folder)


def test_swapped_files_are_named(copy: Callable[[str], Path]) -> None:
    folder = copy("llava")
    (folder / MODEL).rename(folder / "x")
    (folder / MMPROJ).rename(folder / MODEL)
    (folder / "x").rename(folder / MMPROJ)
    tiny_models.describe(folder)
    with pytest.raises(UserError) as error:
        open_pack(folder)
    assert "is a projector" in error.value.message
    assert "swapped" in error.value.hint


def test_two_language_models_are_no_pair(copy: Callable[[str], Path]) -> None:
    folder = copy("llava")
    shutil.copy(folder / MODEL, folder / MMPROJ)
    tiny_models.describe(folder)
    with pytest.raises(UserError, match=r"mmproj\.gguf is not a projector"):
        open_pack(folder)


def test_a_projector_of_another_width_is_refused_with_both_widths(
    copy: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = copy("llava")
    tiny_models.write_pair(tmp_path / "wide", "llava", tiny_models.Size(embedding=128))
    shutil.copy(tmp_path / "wide" / MMPROJ, folder / MMPROJ)
    tiny_models.describe(folder)
    with pytest.raises(UserError, match=r"in 128 numbers, model\.gguf expects 64"):
        open_pack(folder)


@pytest.mark.parametrize("model", tiny_models.FAMILIES)
@pytest.mark.parametrize("projector", tiny_models.FAMILIES)
def test_only_a_projector_of_the_same_family_is_accepted(
    model: str, projector: str, vlm_packs: Path, tmp_path: Path
) -> None:
    shutil.copy(vlm_packs / model / MODEL, tmp_path / MODEL)
    shutil.copy(vlm_packs / projector / MMPROJ, tmp_path / MMPROJ)
    tiny_models.describe(tmp_path)
    if model == projector or {model, projector} == {"llava", "llava16"}:
        assert open_pack(tmp_path).sees  # no header tells LLaVA 1.5 from 1.6: only hashes do
        return
    with pytest.raises(UserError, match="another family"):
        open_pack(tmp_path)


def test_a_projector_that_is_not_known_here_is_left_to_llama_cpp(
    copy: Callable[[str], Path], vlm_packs: Path
) -> None:
    """Qwen2.5-Omni's belongs to a qwen2vl model; this one has not the tensors that it needs."""
    folder = copy("qwen2vl")
    kind = {"clip__projector_type": "qwen2.5o"}
    rewritten(vlm_packs / "qwen2vl" / MMPROJ, folder / MMPROJ, **kind)
    tiny_models.describe(folder)
    assert open_pack(folder).sees
    process = VisionProcess.open(folder, ModelOptions(threads=1))
    with pytest.raises(UserError, match=r"cannot be used to look at photos|ended unexpectedly"):
        ask(process)
    process.close()


def split(folder: Path, count: int = 2) -> list[Path]:
    """The language model of a pack as parts, as llama-gguf-split writes them."""
    parts = []
    reader = gguf.GGUFReader(folder / MODEL)
    for number in range(count):
        path = folder / f"tiny-{number + 1:05}-of-{count:05}.gguf"
        if number == 0:
            extra = {"split__no": 0, "split__count": count, "split__tensors__count": 1}
            rewritten(folder / MODEL, path, **extra)
        else:
            writer = gguf.GGUFWriter(path, "llama")
            writer.add_uint16("split.no", number)
            writer.add_uint16("split.count", count)
            writer.add_tensor("extra", np.zeros(32, np.float32))
            writer.write_header_to_file()
            writer.write_kv_data_to_file()
            writer.write_tensors_to_file()
            writer.close()
        parts.append(path)
    del reader
    (folder / MODEL).unlink()
    return parts


def test_a_split_model_is_opened_by_its_first_part_and_needs_all(
    copy: Callable[[str], Path],
) -> None:
    folder = copy("llava")
    first, second = split(folder)
    pack = make_pack(folder, name="split")
    assert [part.path.name for part in pack.parts] == [first.name, second.name]
    # Every part is bound by the manifest.
    second.write_bytes(second.read_bytes()[:-1] + b"\1")
    with pytest.raises(UserError, match="was altered"):
        open_pack(folder)
    second.unlink()
    with pytest.raises(UserError, match=f"{second.name}"):
        open_pack(folder)


def test_a_part_of_a_split_model_is_not_taken_for_the_whole(copy: Callable[[str], Path]) -> None:
    folder = copy("llava")
    first, second = split(folder)
    first.rename(folder / MODEL)
    second.unlink()
    tiny_models.describe(folder)
    with pytest.raises(UserError, match="one of 2 parts"):
        open_pack(folder)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"llama__block_count": None}, "no block_count"),
        ({"llama__embedding_length": None}, "no embedding_length"),
        ({"tokenizer__ggml__tokens": None}, "no vocabulary"),
    ],
)
def test_a_model_that_cannot_be_run_is_refused(
    changes: dict[str, object], words: str, copy: Callable[[str], Path], vlm_packs: Path
) -> None:
    folder = copy("llava")
    rewritten(vlm_packs / "llava" / MODEL, folder / MODEL, **changes)
    tiny_models.describe(folder)
    with pytest.raises(UserError, match=words):
        open_pack(folder)


def test_a_vocabulary_without_bytes_is_refused(tmp_path: Path) -> None:
    folder = tiny_models.write_pack(tmp_path / "p", "llava", tiny_models.Size(byte_tokens=False))
    with pytest.raises(UserError, match="lacks the tokens for single bytes"):
        open_pack(folder)


@pytest.mark.parametrize("name", [MODEL, MMPROJ])
def test_one_altered_number_in_a_tensor_is_found(name: str, copy: Callable[[str], Path]) -> None:
    folder = copy("gemma3")
    open_pack(folder)
    content = bytearray((folder / name).read_bytes())
    content[-100] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(UserError, match="was altered"):
        open_pack(folder)


def test_a_missing_file_is_named(copy: Callable[[str], Path]) -> None:
    folder = copy("llava")
    (folder / MMPROJ).unlink()
    with pytest.raises(UserError, match=r"mmproj\.gguf .* is missing"):
        open_pack(folder)


def test_llava_files_without_a_template_get_vicunas(
    copy: Callable[[str], Path], vlm_packs: Path
) -> None:
    folder = copy("llava")
    rewritten(vlm_packs / "llava" / MODEL, folder / MODEL, tokenizer__chat_template=None)
    tiny_models.describe(folder)
    chat = open_pack(folder).chat
    assert chat.before.startswith("A chat between a curious human") and "USER: " in chat.before
    assert chat.after.strip() == "ASSISTANT:"


def test_other_models_without_a_template_are_refused_until_the_manifest_gives_one(
    copy: Callable[[str], Path], vlm_packs: Path
) -> None:
    folder = copy("qwen2vl")
    rewritten(vlm_packs / "qwen2vl" / MODEL, folder / MODEL, tokenizer__chat_template=None)
    tiny_models.describe(folder)
    with pytest.raises(UserError, match="no chat template"):
        open_pack(folder)
    tiny_models.describe(folder, chat_template="[{{ messages[0].content }}]")
    chat = open_pack(folder).chat
    assert (chat.before, chat.after) == ("[", "]")


@pytest.mark.parametrize(
    "template",
    [
        "{{ broken",
        "no question in it",
        "{{ messages[0].content }}{{ messages[0].content }}",
        "{{ raise_exception('only with tools') }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}{{ messages[0].content }}",
        "{% include '/etc/passwd' %}{{ messages[0].content }}",
        "x" * 200_000,
        "{{ messages[0].content }}{{ 'x' * 10**6 }}",
        "{{ messages[0].content }}{{ 'x' * 10**12 }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    ],
)
def test_templates_that_cannot_be_used_are_refused(
    template: str, copy: Callable[[str], Path]
) -> None:
    folder = copy("llava")
    tiny_models.describe(folder, chat_template=template)
    with pytest.raises(UserError, match="chat template"):
        open_pack(folder)


@pytest.mark.parametrize("family", tiny_models.FAMILIES)
def test_the_templates_of_the_families_surround_the_question(family: str, vlm_packs: Path) -> None:
    chat = open_pack(vlm_packs / family).chat
    assert chat.before.strip() and chat.after.strip()
    assert "words" not in chat.before + chat.after


# Memory


def pretend(pack: VlmPack, gigabytes: float) -> VlmPack:
    """The pack as if its weights were that large."""
    tensor = pack.model.tensors["output.weight"]
    large = replace(tensor, bytes=int(gigabytes * GB))
    model = replace(pack.model, tensors={"output.weight": large})
    return replace(pack, parts=(model,))


def test_too_little_memory_is_refused_with_both_numbers(vlm_packs: Path) -> None:
    pack = pretend(open_pack(vlm_packs / "llava"), 9.3)
    with pytest.raises(UserError) as error:
        plan(pack, ModelOptions(), HERE)
    assert "needs about 9.6 GB of memory, 8.0 GB are free" in error.value.message


def test_the_estimate_is_that_of_the_architecture(vlm_packs: Path) -> None:
    """LLaVA-1.5 7B in Q4_K_M: 4.1 GB of weights, 2 GiB of keys and values at 4,096 tokens."""
    pack = pretend(open_pack(vlm_packs / "llava"), 4.1)
    values = pack.model.values | {
        "llama.embedding_length": 4096,
        "llama.block_count": 32,
        "llama.attention.head_count": 32,
        "llama.attention.head_count_kv": 32,
        "llama.feed_forward_length": 11008,
    }
    pack = replace(pack, parts=(replace(pack.model, values=values),))
    whole = plan(pack, ModelOptions(context=4096), HERE)
    half = plan(pack, ModelOptions(context=4096, kv_type="q8_0"), HERE)
    assert whole.ram / GB == pytest.approx(4.1 + 2.147 + 0.25 + 0.25, abs=0.2)
    assert (whole.ram - half.ram) / GB == pytest.approx(2.147 * 15 / 32, abs=0.01)
    repacked = plan(pack, ModelOptions(context=4096, repack=True), replace(HERE, ram=20 * GB))
    assert 2.5 < (repacked.ram - whole.ram) / GB < 3.3
    # Where that is too much, a smaller cache is tried before the model is refused.
    tight = plan(pack, ModelOptions(context=4096), replace(HERE, ram=whole.ram - 1))
    assert (whole.kv_type, tight.kv_type) == ("f16", "q8_0")


SHAPES = ((160, 120), (120, 120), (400, 100), (100, 400), (1000, 1000))


@pytest.mark.parametrize("family", [*tiny_models.FAMILIES, "gemma3 without its factor", "llava672"])
def test_the_estimate_of_a_photos_tokens_is_what_it_takes(
    family: str, vlm_packs: Path, tmp_path: Path
) -> None:
    if family == "llava672":
        pack = tiny_models.write_pack(tmp_path / "p", "llava16", tiny_models.Size(image=336))
        grid = {"clip__vision__image_grid_pinpoints": [672, 672]}
        rewritten(pack / MMPROJ, tmp_path / "new", **grid)
    elif family.endswith("factor"):
        pack = tiny_models.write_pack(tmp_path / "p", "gemma3", tiny_models.Size(image=224))
        rewritten(pack / MMPROJ, tmp_path / "new", clip__vision__projector__scale_factor=None)
    else:
        pack = vlm_packs / family
    if (tmp_path / "new").exists():
        (tmp_path / "new").rename(pack / MMPROJ)
        tiny_models.describe(pack)
    with VisionModel.open(pack, ModelOptions(threads=1)) as model:
        engine, before = model._engine, model.pack.chat.before
        taken = []
        for shape in SHAPES:
            engine.start(before, shrunk(photo(size=shape), engine.plan.photo_side))
            taken.append(engine.taken - len(engine.vocabulary.tokens(before, control=True)) - 1)
    estimate = image_tokens(model.pack.mmproj)
    assert 0.7 * estimate <= max(taken) <= estimate
    if family == "llava672":
        assert max(taken) == 2880
    if family.endswith("factor"):
        assert max(taken) < 16 + 4


def test_layers_go_to_the_gpu_as_far_as_they_fit(vlm_packs: Path) -> None:
    pack = pretend(open_pack(vlm_packs / "llava"), 4.0)
    assert plan(pack, ModelOptions(), HERE).gpu_layers == 0
    with_gpu = replace(HERE, gpu=8 * GB)
    assert plan(pack, ModelOptions(), with_gpu).gpu_layers > 2
    assert plan(pack, ModelOptions(), with_gpu).ram < 0.5 * GB
    assert 0 < plan(pack, ModelOptions(), replace(HERE, gpu=3 * GB)).gpu_layers <= 2
    assert plan(pack, ModelOptions(gpu_layers=1), with_gpu).gpu_layers == 1
    assert plan(pack, ModelOptions(gpu_layers=1), HERE).gpu_layers == 0


def test_what_the_options_leave_open_suits_the_machine(vlm_packs: Path) -> None:
    chosen = plan(open_pack(vlm_packs / "gemma3"), ModelOptions(), HERE)
    assert chosen.threads == 2 and chosen.context % 256 == 0 and chosen.context >= 3072
    given = plan(open_pack(vlm_packs / "gemma3"), ModelOptions(threads=1, context=1000), HERE)
    assert (given.threads, given.context) == (1, 1024)


@pytest.mark.parametrize(
    "options", [{"threads": 0}, {"context": 10}, {"batch": 1}, {"gpu_layers": -1}]
)
def test_options_out_of_range_are_refused(options: dict[str, int]) -> None:
    with pytest.raises(UserError, match=next(iter(options))):
        ModelOptions(**options)


def test_photos_are_made_no_larger_than_the_model_needs() -> None:
    from PIL import Image

    photo = Image.new("RGB", (4000, 1000))
    assert shrunk(photo, 672).size == (672, 168)
    assert shrunk(photo, 5000) is photo
    assert shrunk(Image.new("RGB", (5000, 1)), 100).size == (100, 1)


# Making packs


def test_a_folder_of_files_becomes_a_pack(copy: Callable[[str], Path]) -> None:
    folder = copy("smolvlm")
    (folder / model_packs.MANIFEST).unlink()
    (folder / MODEL).rename(folder / "SmolVLM-Q8_0.gguf")
    pack = make_pack(folder, name="smol", licence="Apache-2.0", source="a test")
    assert pack.sees and pack.name == "smol"
    assert pack.model.path.name == "SmolVLM-Q8_0.gguf"
    manifest = model_packs.read_manifest(folder, "vlm")
    assert {file.path for file in manifest.files} == {"SmolVLM-Q8_0.gguf", MMPROJ}
    assert len(pack.sha256) == 64


def test_a_folder_with_two_models_is_no_pack(copy: Callable[[str], Path]) -> None:
    folder = copy("llava")
    shutil.copy(folder / MODEL, folder / "another.gguf")
    with pytest.raises(UserError, match="2 language models and 1 projectors"):
        make_pack(folder, name="two")
