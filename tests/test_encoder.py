"""An encoder does what its pack says, on whatever graph the exporter left behind."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from encoder_packs import PREPROCESSING, SIDE, WEIGHTS, graph, mean_colour, write_pack
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from img2loc_desktop.core import encoder as encoder_module
from img2loc_desktop.core import files, onnx_session
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.errors import UserError

COLOURS = [(255, 0, 0), (10, 20, 30), (0, 200, 100), (90, 90, 90), (1, 0, 2)]


def pictures() -> list[Image.Image]:
    return [Image.new("RGB", (12 + number, 9), colour) for number, colour in enumerate(COLOURS)]


def expected_rows() -> np.ndarray:
    rows = np.array(COLOURS) @ WEIGHTS
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def refusal(folder: Path) -> str:
    with pytest.raises(UserError) as caught:
        Encoder.open(folder)
    assert caught.value.hint
    return caught.value.message


def test_rows_are_normalised_embeddings(tmp_path: Path) -> None:
    encoder = Encoder.open(write_pack(tmp_path), prefer_gpu=False)
    assert encoder.name == "tiny"
    assert encoder.sha256 == files.sha256_of(tmp_path / "model.onnx")
    assert (encoder.provider, encoder.warnings) == ("CPU", ())
    assert encoder.outputs == {"image": 4}
    assert encoder.preprocessing.short_side == SIDE
    found = encoder.embed(pictures())["image"]
    assert found.dtype == np.float32
    assert found == pytest.approx(expected_rows(), abs=1e-6)
    assert encoder.embed([])["image"].shape == (0, 4)


def test_a_picture_gives_the_same_bits_alone_and_among_others(tmp_path: Path) -> None:
    encoder = Encoder.open(write_pack(tmp_path), prefer_gpu=False)
    together = encoder.embed(pictures())["image"]
    alone = [encoder.embed([picture])["image"][0] for picture in pictures()]
    assert (together == np.stack(alone)).all()


@pytest.mark.parametrize("batch", [1, 2, 4, 7])
def test_a_graph_with_a_fixed_batch_works(tmp_path: Path, batch: int) -> None:
    encoder = Encoder.open(write_pack(tmp_path, mean_colour(batch=batch)), prefer_gpu=False)
    assert encoder.batch_size == batch
    assert encoder.embed(pictures())["image"] == pytest.approx(expected_rows(), abs=1e-6)


def test_half_precision(tmp_path: Path) -> None:
    model = mean_colour(weights=WEIGHTS.astype(np.float16))
    encoder = Encoder.open(write_pack(tmp_path, model), prefer_gpu=False)
    found = encoder.embed(pictures())["image"]
    assert found.dtype == np.float32
    assert found == pytest.approx(expected_rows(), abs=2e-3)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-6)


def runtime_size(width: int, dimension: int | str = "d") -> onnx.ModelProto:
    """An encoder whose dimension shows only when it runs."""
    keep = numpy_helper.from_array(np.arange(4) < width, "keep")
    model = mean_colour(
        "all", extra=[helper.make_node("Compress", ["all", "keep"], ["out"], axis=1)]
    )
    model.graph.initializer.append(keep)
    del model.graph.output[:]
    model.graph.output.append(
        helper.make_tensor_value_info("out", TensorProto.FLOAT, ["n", dimension])
    )
    return model


def test_a_dimension_that_the_graph_does_not_state_is_tried_out(tmp_path: Path) -> None:
    encoder = Encoder.open(write_pack(tmp_path, runtime_size(4)), prefer_gpu=False)
    assert encoder.outputs == {"image": 4}
    assert encoder.embed(pictures())["image"] == pytest.approx(expected_rows(), abs=1e-6)


def test_weights_with_large_values_do_not_overflow(tmp_path: Path) -> None:
    model = mean_colour(weights=WEIGHTS * np.float32(1e30))
    encoder = Encoder.open(write_pack(tmp_path, model), prefer_gpu=False)
    assert encoder.embed(pictures())["image"] == pytest.approx(expected_rows(), abs=1e-6)


@pytest.mark.parametrize(
    "weights",
    [WEIGHTS + np.nan, (WEIGHTS * 6e4).astype(np.float16), WEIGHTS + np.inf],
    ids=["nan", "half-precision overflow", "inf"],
)
def test_a_vector_that_is_not_finite_is_refused(tmp_path: Path, weights: np.ndarray) -> None:
    bytes_not_fractions = PREPROCESSING | {"scale": 1}
    encoder = Encoder.open(
        write_pack(tmp_path, mean_colour(weights=weights), preprocessing=bytes_not_fractions),
        prefer_gpu=False,
    )
    with pytest.raises(UserError, match="no usable vector for picture 1: it is zero or not finite"):
        encoder.embed(pictures())


def test_the_refused_picture_is_named(tmp_path: Path) -> None:
    encoder = Encoder.open(write_pack(tmp_path, mean_colour(batch=2)), prefer_gpu=False)
    several = pictures()
    several[3] = Image.new("RGB", (9, 9))  # black: the mean colour is the zero vector
    with pytest.raises(UserError, match="picture 4"):
        encoder.embed(several)


def identity(source: str, name: str) -> onnx.NodeProto:
    return helper.make_node("Identity", [source], [name])


TOKENS = {"last_hidden_state": ["n", 3, SIDE, SIDE]}


@pytest.mark.parametrize("chosen", ["image_embeds", "IMAGE_FEATURES", "vision/image_embedding"])
def test_the_projected_embedding_is_chosen_by_name(tmp_path: Path, chosen: str) -> None:
    model = mean_colour(
        chosen,
        extra=[
            identity("pixels", "last_hidden_state"),
            identity("mean", "pooler_output"),
            identity("mean", "text_embeds"),
        ],
        extra_outputs=TOKENS | {"pooler_output": ["n", 3], "text_embeds": ["n", 3]},
    )
    encoder = Encoder.open(write_pack(tmp_path, model), prefer_gpu=False)
    assert encoder.embed(pictures())["image"] == pytest.approx(expected_rows(), abs=1e-6)


def test_the_only_output_of_the_right_shape_is_chosen(tmp_path: Path) -> None:
    model = mean_colour(
        "1234", extra=[identity("pixels", "last_hidden_state")], extra_outputs=TOKENS
    )
    assert Encoder.open(write_pack(tmp_path, model)).outputs == {"image": 4}


def test_an_ambiguous_graph_is_refused_with_its_outputs(tmp_path: Path) -> None:
    model = mean_colour("a", extra=[identity("mean", "b")], extra_outputs={"b": ["n", 3]})
    message = refusal(write_pack(tmp_path, model))
    assert "does not show which output" in message
    assert "a (? x 4, float), b (? x 3, float)" in message

    encoder = Encoder.open(write_pack(tmp_path, model, outputs={"image": {"name": "a"}}))
    assert encoder.outputs == {"image": 4}


def test_a_last_hidden_state_is_never_the_embedding(tmp_path: Path) -> None:
    model = graph([identity("pixels", "last_hidden_state")], TOKENS)
    assert "last_hidden_state (? x 3 x 8 x 8, float)" in refusal(write_pack(tmp_path, model))


def test_roles_of_one_graph(tmp_path: Path) -> None:
    model = mean_colour("place", extra=[identity("mean", "b")], extra_outputs={"b": ["n", 3]})
    roles = {"image": {"name": "b", "dimension": 3}, "location": {"name": "place"}}
    encoder = Encoder.open(write_pack(tmp_path, model, outputs=roles), prefer_gpu=False)
    assert encoder.outputs == {"image": 3, "location": 4}
    found = encoder.embed(pictures(), ("location", "image"))
    assert found["location"] == pytest.approx(expected_rows(), abs=1e-6)
    assert found["image"].shape == (5, 3)
    assert list(encoder.embed(pictures())) == ["image"]
    with pytest.raises(UserError, match='no output for "depth"; it has: image, location'):
        encoder.embed(pictures(), ("depth",))


@pytest.mark.parametrize(
    ("outputs", "expected"),
    [
        ({}, '"encoder.outputs" is {}, expected at least one role'),
        ({"image": "embedding"}, '"encoder.outputs.image" is "embedding", expected an object'),
        ({"image": {"dimension": 4}}, 'lacks "encoder.outputs.image.name"'),
        ({"image": {"name": "b"}}, 'has no output "b" (role "image"); it has: embedding (? x 4'),
        ({"image": {"name": "embedding", "dimension": 5}}, "expected batch x 5"),
        ({"image": {"name": "embedding", "dimension": 0}}, "expected a whole number from 1"),
    ],
)
def test_a_manifest_that_does_not_fit_the_graph(
    tmp_path: Path, outputs: dict[str, object], expected: str
) -> None:
    assert expected in refusal(write_pack(tmp_path, outputs=outputs))


def test_a_network_that_gives_another_shape_than_stated(tmp_path: Path) -> None:
    stated = write_pack(tmp_path / "graph", runtime_size(3, dimension=4))
    with pytest.raises(
        UserError, match=r'output "out" .* has the shape \(1, 3\), expected \(1, 4\)'
    ):
        Encoder.open(stated, prefer_gpu=False).embed(pictures())

    said = {"image": {"name": "out", "dimension": 4}}
    folder = write_pack(tmp_path / "manifest", runtime_size(3), outputs=said)
    with pytest.raises(UserError, match=r"has the shape \(1, 3\), expected \(1, 4\)"):
        Encoder.open(folder, prefer_gpu=False).embed(pictures())


def test_an_output_that_turns_out_not_to_be_a_vector(tmp_path: Path) -> None:
    model = graph([helper.make_node("ReduceSum", ["pixels"], ["embedding"], keepdims=0)], {})
    model.graph.output.append(helper.make_empty_tensor_value_info("embedding"))
    model.graph.output[0].type.tensor_type.elem_type = TensorProto.FLOAT
    assert "has the shape (), expected (1, dimension)" in refusal(write_pack(tmp_path, model))


@pytest.mark.parametrize(
    ("inputs", "kind", "expected"),
    [
        (
            {"pixels": ["n", 3, SIDE, SIDE], "input_ids": ["n", 77]},
            TensorProto.FLOAT,
            "wants 2 inputs: pixels (? x 3 x 8 x 8, float), input_ids (? x 77, float)",
        ),
        ({"pixels": ["n", 3, 9, 9]}, TensorProto.FLOAT, "takes pixels (? x 3 x 9 x 9, float)"),
        ({"pixels": ["n", SIDE, SIDE, 3]}, TensorProto.FLOAT, "takes pixels (? x 8 x 8 x 3"),
        ({"pixels": [3, SIDE, SIDE]}, TensorProto.FLOAT, "takes pixels (3 x 8 x 8, float)"),
        ({"pixels": ["n", 3, SIDE, SIDE]}, TensorProto.DOUBLE, "takes pixels (? x 3 x 8 x 8, dou"),
    ],
)
def test_an_input_that_takes_something_else_is_refused(
    tmp_path: Path, inputs: dict[str, list[int | str]], kind: int, expected: str
) -> None:
    model = graph(
        [helper.make_node("Flatten", ["pixels"], ["embedding"])],
        {"embedding": ["n", "d"]},
        inputs=inputs,
        kind=kind,
    )
    assert expected in refusal(write_pack(tmp_path, model))


def test_a_size_that_the_graph_leaves_open_is_the_manifests(tmp_path: Path) -> None:
    model = mean_colour()
    for axis in (2, 3):
        model.graph.input[0].type.tensor_type.shape.dim[axis].dim_param = f"side{axis}"
    big = PREPROCESSING | {"size": 32, "short_side": 40}
    encoder = Encoder.open(write_pack(tmp_path, model, preprocessing=big), prefer_gpu=False)
    assert encoder.embed(pictures())["image"] == pytest.approx(expected_rows(), abs=1e-6)


@pytest.mark.parametrize(
    ("name", "config"),
    [
        (
            "preprocessor_config.json",
            '{"size": 8, "crop_size": 8, "resample": 3, "do_normalize": false}',
        ),
        (
            "open_clip_config.json",
            '{"model_cfg": {"vision_cfg": {"image_size": 8}}, '
            '"preprocess_cfg": {"mean": [0, 0, 0], "std": [1, 1, 1]}}',
        ),
    ],
)
def test_a_clip_export_with_its_own_configuration_opens(
    tmp_path: Path, name: str, config: str
) -> None:
    folder = write_pack(
        tmp_path,
        mean_colour("image_embeds"),
        preprocessing=None,
        others={name: config.encode()},
    )
    found = Encoder.open(folder, prefer_gpu=False).embed(pictures())["image"]
    assert found == pytest.approx(expected_rows(), abs=1e-6)

    (folder / name).write_text(config.replace("8", "9"))
    assert f"{name} of the pack" in refusal(folder)


def test_preprocessing_must_come_from_somewhere(tmp_path: Path) -> None:
    assert 'lacks "encoder.preprocessing"' in refusal(write_pack(tmp_path, preprocessing=None))


def test_which_file_is_the_network(tmp_path: Path) -> None:
    two = {"other.onnx": b"?"}
    assert 'lacks "encoder.file"' in refusal(write_pack(tmp_path, others=two))
    assert Encoder.open(write_pack(tmp_path, others=two, file="model.onnx")).outputs == {"image": 4}
    assert 'expected one of "model.onnx", "other.onnx"' in refusal(
        write_pack(tmp_path, others=two, file="manifest.json")
    )


def test_an_altered_network_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pack(tmp_path)
    content = (tmp_path / "model.onnx").read_bytes()
    (tmp_path / "model.onnx").write_bytes(content.replace(b"embedding", b"embeddjng"))
    monkeypatch.setattr(encoder_module, "_session", pytest.fail)
    assert "was altered" in refusal(tmp_path)


@pytest.mark.parametrize("content", [b"", b"not a network", b"location" * 9, b"\x0a\xff\xff"])
def test_a_file_that_is_no_network_is_refused(
    tmp_path: Path, content: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    message = refusal(write_pack(tmp_path, content))
    assert "is not a readable ONNX model" in message or "cannot be loaded" in message
    assert capfd.readouterr() == ("", "")


def test_a_network_that_fails_while_running_is_reported(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    reshape = helper.make_node("Reshape", ["pixels", "shape"], ["embedding"])
    shape = numpy_helper.from_array(np.array([1, 5]), "shape")
    model = graph([reshape], {"embedding": ["n", 5]}, constants=[shape])
    del model.graph.value_info[:]
    model.graph.input[0].type.tensor_type.shape.dim[2].dim_param = "h"
    encoder = Encoder.open(write_pack(tmp_path, model), prefer_gpu=False)
    with pytest.raises(UserError, match='The encoder "tiny" failed on a picture: '):
        encoder.embed(pictures())
    assert capfd.readouterr() == ("", "")


def external(model: onnx.ModelProto, location: str) -> onnx.ModelProto:
    """The model with its first weights in another file."""
    refer(model.graph.initializer[0], location)
    return model


def refer(tensor: onnx.TensorProto, location: str) -> None:
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=location)
    tensor.external_data.add(key="offset", value="0")


@pytest.mark.parametrize("location", ["weights.bin", "./weights.bin", "data/weights.bin"])
def test_weights_in_a_listed_file_are_loaded(tmp_path: Path, location: str) -> None:
    others = {location.removeprefix("./"): WEIGHTS.tobytes()}
    folder = write_pack(tmp_path, external(mean_colour(), location), others=others)
    found = Encoder.open(folder, prefer_gpu=False).embed(pictures())["image"]
    assert found == pytest.approx(expected_rows(), abs=1e-6)

    (folder / location).write_bytes((WEIGHTS * 2).tobytes())
    assert "weights.bin of the pack" in refusal(folder)
    (folder / location).unlink()
    assert 'weights.bin of the pack "tiny" is missing' in refusal(folder)


@pytest.mark.parametrize(
    "location",
    [
        "unlisted.bin",
        "../outside.bin",
        "data/../../outside.bin",
        "{outside}",
        "*/_ORT_MEM_ADDR_/*",
        "manifest.json",
        "",
    ],
)
def test_weights_elsewhere_are_refused(
    tmp_path: Path, location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "outside.bin").write_bytes(WEIGHTS.tobytes())
    location = location.format(outside=tmp_path / "outside.bin")
    folder = write_pack(tmp_path / "pack", external(mean_colour(), location))
    (folder / "unlisted.bin").write_bytes(WEIGHTS.tobytes())
    monkeypatch.setattr(encoder_module, "_session", pytest.fail)
    assert "which the manifest does not list" in refusal(folder)


def test_weights_elsewhere_are_found_wherever_the_model_hides_them(tmp_path: Path) -> None:
    def tensor(name: str) -> onnx.TensorProto:
        found = numpy_helper.from_array(WEIGHTS, name)
        refer(found, f"/{name}")
        return found

    constant = helper.make_node("Constant", [], ["c"], value=tensor("attribute"))
    branch = helper.make_graph([constant], "then", [], [], [tensor("branch")])
    model = mean_colour(extra=[helper.make_node("If", ["x"], ["y"], then_branch=branch)])
    sparse = model.graph.sparse_initializer.add()
    sparse.values.CopyFrom(tensor("sparse"))
    function = model.functions.add(name="f", domain="d")
    function.node.append(helper.make_node("Constant", [], ["c"], value=tensor("function")))
    training = model.training_info.add()
    training.initialization.initializer.append(tensor("training"))
    model.graph.node.append(helper.make_node("Many", [], [], tensors=[tensor("list")]))

    from img2loc_desktop.core.onnx_files import external_locations

    path = tmp_path / "model.onnx"
    path.write_bytes(model.SerializeToString())
    assert external_locations(path) == (
        "/attribute",
        "/branch",
        "/function",
        "/list",
        "/sparse",
        "/training",
    )


def test_a_made_network_cannot_hold_up_the_search_for_other_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from img2loc_desktop.core import onnx_files

    path = tmp_path / "endless.onnx"
    fields = b"\x08\x00" * 2000 + b"\x12\x08location"
    path.write_bytes(b"\x3a" + bytes((len(fields) & 0x7F | 0x80, len(fields) >> 7)) + fields)
    assert onnx_files.external_locations(path) == ()
    monkeypatch.setattr(onnx_files, "_MOST_FIELDS", 1000)
    with pytest.raises(UserError, match=r"endless\.onnx has more than 1,000 fields"):
        onnx_files.external_locations(path)


def test_a_network_of_more_than_two_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    manifest = (folder / "manifest.json").read_text(encoding="utf-8")
    size = (folder / "model.onnx").stat().st_size
    (folder / "manifest.json").write_text(manifest.replace(str(size), str(3 << 30)))
    assert "at most 2 GB for the ONNX file" in refusal(folder)


def test_a_provider_that_does_not_start_is_named_and_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    if encoder_module.has_cuda_driver():
        pytest.skip("this machine has CUDA, so the provider may well start")
    monkeypatch.setattr(encoder_module, "has_cuda_driver", lambda: True)
    encoder = Encoder.open(write_pack(tmp_path))
    assert encoder.provider == "CPU"
    (warning,) = encoder.warnings
    assert warning.startswith(
        "CUDAExecutionProvider did not start, the processor is used instead: "
    )
    assert "cannot open shared object file" in warning or "no reason" in warning
    assert encoder.embed(pictures())["image"] == pytest.approx(expected_rows(), abs=1e-6)
    assert capfd.readouterr() == ("", "")  # onnxruntime would print and log its own account


def test_a_provider_that_starts_but_does_not_work_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dead:
        """A CUDA session as on a card that this build has no kernels for."""

        def __init__(self, session: onnxruntime.InferenceSession) -> None:
            self.get_inputs = session.get_inputs
            self.get_outputs = session.get_outputs

        def run(self, *_: object) -> None:
            raise RuntimeError("no kernel image is available for execution on the device")

    real = encoder_module._session

    def session(pack: object, provider: str, threads: int | None) -> object:
        found = real(pack, "CPUExecutionProvider", threads)  # type: ignore[arg-type]
        return Dead(found) if provider == "CUDAExecutionProvider" else found

    monkeypatch.setattr(encoder_module, "has_cuda_driver", lambda: True)
    monkeypatch.setattr(encoder_module, "_session", session)
    encoder = Encoder.open(write_pack(tmp_path))
    assert encoder.provider == "CPU"
    assert "CUDAExecutionProvider did not start" in encoder.warnings[0]
    assert "no kernel image is available" in encoder.warnings[0]


def test_the_gpu_is_not_even_looked_for_when_not_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder_module, "has_cuda_driver", pytest.fail)
    assert Encoder.open(write_pack(tmp_path), prefer_gpu=False).provider == "CPU"


def test_threads_reach_the_session_and_do_not_spin(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    for threads in (1, 3):
        encoder = Encoder.open(folder, prefer_gpu=False, threads=threads)
        options = encoder._session.get_session_options()
        assert options.intra_op_num_threads == threads
        assert options.get_session_config_entry("session.intra_op.allow_spinning") == "0"


def test_several_threads_may_share_an_encoder(tmp_path: Path) -> None:
    encoder = Encoder.open(write_pack(tmp_path), prefer_gpu=False)
    with ThreadPoolExecutor(4) as pool:
        for rows in pool.map(lambda _: encoder.embed(pictures())["image"], range(40)):
            assert rows == pytest.approx(expected_rows(), abs=1e-6)


def test_telemetry_is_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    monkeypatch.setattr(onnxruntime, "disable_telemetry_events", lambda: calls.append("off"))
    onnx_session.runtime.cache_clear()
    onnx_session.runtime()
    assert calls == ["off"]


def test_importing_the_encoder_loads_no_native_inference() -> None:
    code = (
        "import sys, img2loc_desktop.core.encoder, img2loc_desktop.core.embedding;"
        "sys.exit('onnxruntime' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
