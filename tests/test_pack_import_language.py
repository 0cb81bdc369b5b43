"""GGUF files: told apart by their headers, joined, paired, refused in words."""

from __future__ import annotations

import shutil
from pathlib import Path

import gguf
import pytest
import tiny_models
from pack_samples import bring, installed, nothing_is_there, only, refused

from img2loc_desktop.core import model_packs
from img2loc_desktop.core.packs_import import Decided, Imported, Refused
from img2loc_desktop.core.vlm.pack import open_pack


@pytest.fixture(scope="module")
def families(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pair of files for each family, as they come: without a manifest."""
    folder = tmp_path_factory.mktemp("gguf")
    for family in ("llava", "smolvlm", "gemma3"):
        tiny_models.write_pair(folder / family, family)
    return folder


@pytest.fixture
def pair(families: Path, tmp_path: Path) -> tuple[Path, Path]:
    folder = tmp_path / "stick"
    folder.mkdir()
    model, mmproj = folder / "tiny-llava-Q4_K_M.gguf", folder / "mmproj-tiny-llava-f16.gguf"
    shutil.copy(families / "llava" / tiny_models.MODEL, model)
    shutil.copy(families / "llava" / tiny_models.MMPROJ, mmproj)
    return model, mmproj


def split(model: Path, count: int) -> list[Path]:
    """A model in parts, as llama.cpp's gguf-split makes them."""
    reader = gguf.GGUFReader(model)
    parts = []
    for number in range(count):
        path = model.with_name(f"{model.stem}-{number + 1:05}-of-{count:05}.gguf")
        writer = gguf.GGUFWriter(path, "llama")
        if number == 0:
            for field in reader.fields.values():
                if field.name.startswith("GGUF.") or field.name == "general.architecture":
                    continue
                kind = field.types[0]
                sub = field.types[-1] if kind == gguf.GGUFValueType.ARRAY else None
                writer.add_key_value(field.name, field.contents(), kind, sub_type=sub)
        writer.add_uint16("split.no", number)
        writer.add_uint16("split.count", count)
        writer.add_int32("split.tensors.count", len(reader.tensors))
        for tensor in reader.tensors[number::count]:
            writer.add_tensor(
                tensor.name, tensor.data, raw_shape=tensor.data.shape, raw_dtype=tensor.tensor_type
            )
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        parts.append(path)
    model.unlink()
    return parts


@pytest.mark.parametrize("swapped", [False, True])
def test_two_files_in_any_order_are_a_pair(pair: tuple[Path, Path], swapped: bool) -> None:
    events = bring(*(reversed(pair) if swapped else pair))
    (pack,) = only(events, Imported)
    assert (pack.name, pack.kind) == ("tiny-llava-Q4_K_M", "vlm")
    opened = open_pack(pack.folder)
    assert opened.sees
    assert opened.model.path.name == pair[0].name
    text = "\n".join(event.text for event in only(events, Decided))
    assert "mmproj-tiny-llava-f16.gguf is the projector of tiny-llava-Q4_K_M.gguf" in text
    assert "it can look at photos" in text


def test_the_names_of_the_files_do_not_matter(pair: tuple[Path, Path]) -> None:
    model = pair[0].rename(pair[0].with_name("mmproj-no.gguf"))
    mmproj = pair[1].rename(pair[1].with_name("model.gguf"))
    assert open_pack(installed(model, mmproj).folder).model.path.name == "mmproj-no.gguf"


def test_a_folder_and_a_lone_model_find_the_projector(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    assert open_pack(installed(pair[0].parent).folder).sees
    events = bring(pair[0], name="again")
    assert open_pack(only(events, Imported)[0].folder).sees
    assert any("lies beside the model" in event.text for event in only(events, Decided))


def test_a_model_without_projector_says_that_it_cannot_look(pair: tuple[Path, Path]) -> None:
    pair[1].unlink()
    events = bring(pair[0])
    assert not open_pack(only(events, Imported)[0].folder).sees
    assert any("cannot look at photos" in event.text for event in only(events, Decided))


def test_a_projector_alone_is_refused(pair: tuple[Path, Path]) -> None:
    refusal = refused(pair[1])
    assert "projector" in refusal.what
    assert "both files" in refusal.remedy


def test_files_of_different_families_are_refused_both(families: Path) -> None:
    events = bring(families / "llava" / tiny_models.MODEL, families / "gemma3" / tiny_models.MMPROJ)
    assert not only(events, Imported)
    refusals = {refusal.name: refusal for refusal in only(events, Refused)}
    assert "another family" in refusals["model.gguf"].why
    assert "no language model that was given with it uses it" in refusals["mmproj.gguf"].why
    assert nothing_is_there()


def test_of_two_projectors_the_more_exact_one_is_taken(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    wide = tiny_models.write_pair(tmp_path / "wide", "llava", tiny_models.Size(vision_layers=4))[1]
    larger = Path(shutil.copy(wide, pair[0].with_name("mmproj-larger.gguf")))
    events = bring(*pair, larger)
    (pack,) = only(events, Imported)
    assert (pack.folder / "mmproj-larger.gguf").is_file()
    assert [refusal.name for refusal in only(events, Refused)] == [pair[1].name]


def test_two_models_with_one_projector_are_two_packs(pair: tuple[Path, Path]) -> None:
    other = Path(shutil.copy(pair[0], pair[0].with_name("tiny-llava-Q8_0.gguf")))
    events = bring(pair[0].parent)
    assert not only(events, Refused)
    assert {pack.name for pack in only(events, Imported)} == {pair[0].stem, other.stem}


def test_a_split_model_is_imported_as_a_whole(pair: tuple[Path, Path]) -> None:
    parts = split(pair[0], 3)
    for given in ((parts[0],), (pair[0].parent,), (*reversed(parts), pair[1])):
        events = bring(*given, name=f"split-{len(given)}-{given[0].is_dir()}")
        assert not only(events, Refused)
        (pack,) = only(events, Imported)
        opened = open_pack(pack.folder)
        assert [part.path.name for part in opened.parts] == [part.name for part in parts]
        assert opened.sees
        assert any("first of 3 parts" in event.text for event in only(events, Decided))


def test_a_missing_part_is_named(pair: tuple[Path, Path]) -> None:
    parts = split(pair[0], 3)
    parts[1].unlink()
    pair[1].unlink()
    events = bring(pair[0].parent)
    assert not only(events, Imported)
    refusals = [event.why for event in only(events, Refused)]
    assert any(parts[1].name in why and "No such file" in why for why in refusals)


def test_a_later_part_alone_is_refused(pair: tuple[Path, Path]) -> None:
    parts = split(pair[0], 2)
    pair[1].unlink()
    refusal = refused(parts[1])
    assert refusal.what == "part 2 of 2 of a language model"


@pytest.mark.parametrize("kept", [3, 100, 20_000, -1])
def test_a_half_copied_model_is_refused_before_anything_is_copied(
    pair: tuple[Path, Path], kept: int
) -> None:
    whole = pair[0].read_bytes()
    pair[0].write_bytes(whole[:kept])
    events = bring(*pair)
    assert not only(events, Imported)
    refusals = {refusal.name: refusal for refusal in only(events, Refused)}
    assert set(refusals) == {pair[0].name, pair[1].name}
    assert nothing_is_there()
    pair[0].write_bytes(whole)
    assert installed(*pair).new


def test_half_a_projector_is_no_model_without_eyes(pair: tuple[Path, Path]) -> None:
    pair[1].write_bytes(pair[1].read_bytes()[:1000])
    assert not only(bring(*pair), Imported)


def test_what_the_header_says_of_itself_is_kept(families: Path, tmp_path: Path) -> None:
    pack = installed(families / "llava")
    manifest = model_packs.read_manifest(pack.folder, "vlm")
    assert manifest.title == "tiny"
    assert pack.name == "tiny"  # "model.gguf" says nothing
