"""What ends a process or goes wrong in silence in llama.cpp, and what becomes of it here.

Each row first shows the danger: native calls as others make them, in a child process, which
dies or gives garbage. Then the product meets the same thing and refuses it in words.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import tiny_models
from tiny_models import MMPROJ, MODEL
from vlm_questions import ask, photo

from img2loc_desktop.core import grammar
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.vlm import ModelOptions, VisionProcess

PRELUDE = """
    import ctypes, os, sys
    os.environ["GGML_NO_BACKTRACE"] = "1"
    import numpy as np
    import llama_cpp.llama_cpp as llama
    import llama_cpp.mtmd_cpp as mtmd
    folder = sys.argv[1] + "/"
    llama.llama_backend_init()
    model = llama.llama_model_load_from_file(
        (folder + "model.gguf").encode(), llama.llama_model_default_params()
    )
    vocab = llama.llama_model_get_vocab(model) if model else None
"""


def native(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run calls of llama.cpp on a pack in a process of their own."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PRELUDE) + textwrap.dedent(code), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def refusal(folder: Path, options: ModelOptions | None = None) -> str:
    """What the product says instead of an answer."""
    with pytest.raises(UserError) as error:
        process = VisionProcess.open(folder, options or ModelOptions(threads=1))
        try:
            ask(process)
        finally:
            process.close()
    assert error.value.hint
    return error.value.message


def test_gemma_with_a_batch_smaller_than_its_photo(tmp_path: Path) -> None:
    # 16 x 16 patches, merged by twos: 64 tokens, which are read in both directions at once.
    pack = tiny_models.write_pack(tmp_path / "p", "gemma3", tiny_models.Size(image=224))
    done = native(
        pack,
        """
        params = llama.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_ubatch, params.n_threads = 1024, 512, 32, 1
        context = llama.llama_init_from_model(model, params)
        wanted = mtmd.mtmd_context_params_default()
        wanted.n_threads, wanted.warmup = 1, False
        vision = mtmd.mtmd_init_from_file((folder + "mmproj.gguf").encode(), model, wanted)
        pixels = np.zeros((224, 224, 3), np.uint8)
        bitmap = mtmd.mtmd_bitmap_init(
            224, 224, pixels.ctypes.data_as(ctypes.POINTER(ctypes.c_uint8))
        )
        chunks = mtmd.mtmd_input_chunks_init()
        parts = (ctypes.POINTER(mtmd.mtmd_input_part) * 1)(
            ctypes.pointer(mtmd.mtmd_input_part(bitmap=bitmap))
        )
        assert mtmd.mtmd_tokenize_from_parts(vision, chunks, parts, 1, True) == 0
        after, position = llama.llama_pos(0), 0
        for n in range(mtmd.mtmd_input_chunks_size(chunks)):
            chunk = mtmd.mtmd_input_chunks_get(chunks, n)
            mtmd.mtmd_helper_eval_chunk_single(
                vision, context, chunk, position, 0, 512, False, ctypes.byref(after)
            )
            position = after.value
        """,
    )
    assert done.returncode < 0, done.stderr[-500:]
    message = refusal(pack, ModelOptions(threads=1, batch=32))
    assert message == "The photo takes 64 tokens at once, a batch has 32."


def test_an_invalid_grammar(vlm_packs: Path) -> None:
    done = native(
        vlm_packs / "llava",
        """
        sampler = llama.llama_sampler_init_grammar(vocab, b"root ::= missing", b"root")
        assert not sampler
        chain = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params())
        llama.llama_sampler_chain_add(chain, sampler)  # as who does not look would
        data = np.zeros(1, dtype=[("id", "i4"), ("logit", "f4"), ("p", "f4")])
        array = llama.llama_token_data_array(
            data.ctypes.data_as(llama.llama_token_data_p), 1, -1, False
        )
        llama.llama_sampler_apply(chain, ctypes.byref(array))
        """,
    )
    assert done.returncode < 0, done.stderr[-500:]
    # The product's own check is tested in test_vlm_model.py; its own grammars all pass it.
    checked = native(
        vlm_packs / "llava",
        f"""
        for text in {[grammar.coordinates(n).text for n in (0, 1, 8, 120, 1000)]!r}:
            assert llama.llama_sampler_init_grammar(vocab, text.encode(), b"root")
        """,
    )
    assert checked.returncode == 0, checked.stderr[-500:]


def test_a_vocabulary_without_bytes(tmp_path: Path) -> None:
    size = tiny_models.Size(byte_tokens=False)
    pack = tiny_models.write_pack(tmp_path / "p", "llava", size)
    done = native(
        pack,
        """
        buffer = (llama.llama_token * 64)()
        text = "\\u00e9".encode()
        llama.llama_tokenize(vocab, text, len(text), buffer, 64, False, False)
        """,
    )
    assert done.returncode != 0
    assert "lacks the tokens for single bytes" in refusal(pack)


def test_a_projector_of_another_family_with_the_same_width(vlm_packs: Path, tmp_path: Path) -> None:
    shutil.copy(vlm_packs / "llava" / MODEL, tmp_path / MODEL)
    shutil.copy(vlm_packs / "gemma3" / MMPROJ, tmp_path / MMPROJ)
    tiny_models.describe(tmp_path)
    done = native(
        tmp_path,
        """
        wanted = mtmd.mtmd_context_params_default()
        wanted.warmup = False
        assert mtmd.mtmd_init_from_file((folder + "mmproj.gguf").encode(), model, wanted)
        """,
    )
    assert done.returncode == 0, done.stderr[-500:]  # loads in silence
    assert "made for another family" in refusal(tmp_path)


def test_a_tensor_that_was_altered_in_the_file(vlm_packs: Path, tmp_path: Path) -> None:
    pack = Path(shutil.copytree(vlm_packs / "llava", tmp_path / "p"))
    content = bytearray((pack / MODEL).read_bytes())
    content[-50_000:-40_000] = bytes(10_000)
    (pack / MODEL).write_bytes(content)
    done = native(pack, "assert model")
    assert done.returncode == 0, done.stderr[-500:]  # loads in silence
    assert "was altered" in refusal(pack)


@pytest.mark.parametrize("cut", [MODEL, MMPROJ])
def test_a_file_that_was_cut_off(cut: str, vlm_packs: Path, tmp_path: Path) -> None:
    pack = Path(shutil.copytree(vlm_packs / "llava", tmp_path / "p"))
    content = (pack / cut).read_bytes()
    (pack / cut).write_bytes(content[: len(content) // 2])
    assert f"{cut} is cut off" in refusal(pack)


def test_files_that_were_swapped(vlm_packs: Path, tmp_path: Path) -> None:
    shutil.copy(vlm_packs / "llava" / MODEL, tmp_path / MMPROJ)
    shutil.copy(vlm_packs / "llava" / MMPROJ, tmp_path / MODEL)
    tiny_models.describe(tmp_path)
    assert "model.gguf is a projector" in refusal(tmp_path)


def test_a_prompt_that_does_not_fit(vlm_packs: Path) -> None:
    message = refusal(vlm_packs / "llava", ModelOptions(threads=1, context=256))
    assert "the context has room for" in message


def test_an_unknown_token(vlm_packs: Path) -> None:
    done = native(
        vlm_packs / "llava",
        """
        buffer = ctypes.create_string_buffer(64)
        llama.llama_token_to_piece(vocab, 10**6, buffer, 64, 0, False)
        """,
    )
    assert done.returncode < 0, done.stderr[-500:]
    # Vocabulary.spelling refuses it first: test_vlm_model.py.


def test_numbers_out_of_range(vlm_packs: Path) -> None:
    """A grammar made from a JSON schema ignores minimum and maximum; ours cannot."""
    done = native(
        vlm_packs / "llava",
        f"""
        from llama_cpp import LlamaGrammar
        from llama_cpp.llama_grammar import json_schema_to_gbnf

        def reads(grammar, text):
            sampler = llama.llama_sampler_init_grammar(vocab, grammar.encode(), b"root")
            for character in text:
                buffer = (llama.llama_token * 4)()
                llama.llama_tokenize(vocab, character.encode(), 1, buffer, 4, False, False)
                data = np.zeros(1, dtype=[("id", "i4"), ("logit", "f4"), ("p", "f4")])
                data["id"] = buffer[0]
                array = llama.llama_token_data_array(
                    data.ctypes.data_as(llama.llama_token_data_p), 1, -1, False
                )
                llama.llama_sampler_apply(sampler, ctypes.byref(array))
                if not np.isfinite(data["logit"][0]):
                    return False
                llama.llama_sampler_accept(sampler, buffer[0])
            return True

        schema = '{{"type": "number", "minimum": -90, "maximum": 90}}'
        assert reads(json_schema_to_gbnf(schema), "1234.5")
        ours = {grammar.coordinates().text!r}
        good = ["(90, 180)", "(-90.0, -180.00)", "(0, 0)", "(48.85837, 2.29448)", "(89.9, 179.9)"]
        bad = ["(91", "(90.1", "(100", "(-90.00001", "(1, 181", "(1, 180.1", "(1, 200", "(007",
               "(1, 1000", "(1.234567", "1, 2", "(1,2)"]
        assert [reads(ours, text) for text in good] == [True] * len(good)
        assert [reads(ours, text) for text in bad] == [False] * len(bad)
        """,
    )
    assert done.returncode == 0, done.stderr[-800:]


def test_an_image_given_as_an_address(vlm_packs: Path, tmp_path: Path) -> None:
    """Chat handlers open addresses and paths; here nothing but pixels goes in."""
    secret = tmp_path / "hidden-photo.png"
    photo().save(secret)
    opened = native(
        vlm_packs / "llava",
        f"""
        from llama_cpp.llama_chat_format import Llava15ChatHandler

        content = Llava15ChatHandler._load_image({secret.as_uri()!r})
        assert content == open({str(secret)!r}, "rb").read()
        """,
    )
    assert opened.returncode == 0, opened.stderr[-500:]
    done = native(
        vlm_packs / "llava",
        f"""
        seen = []
        sys.addaudithook(lambda event, values: seen.append((event, str(values))))
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        import vlm_questions as asked
        from pathlib import Path
        from img2loc_desktop.core.types import Place
        from img2loc_desktop.core.vlm.model import VisionModel
        from img2loc_desktop.core.vlm.pack import open_pack
        from img2loc_desktop.core.vlm.chat import Chat

        for name in ({secret.as_uri()!r}, {str(secret)!r}, "http://127.0.0.1/hidden-photo.png"):
            pack = open_pack(Path(folder), Chat("USER: ", "ASSISTANT:"))
            with VisionModel.load(pack, asked.OPTIONS) as vision:
                place = Place(name, name, name, name, "XX", 3.0, "N")
                settings = asked.quick(candidates=2)
                question = asked.question(settings, place_of=lambda _: place, identifier=name)
                asked.ask(vision, settings, asked=question)
        assert any(event == "open" and "model.gguf" in values for event, values in seen)
        for event, values in seen:
            if event == "open" or event.startswith(("socket", "urllib", "subprocess", "os.posix")):
                assert "hidden-photo" not in values, (event, values)
                assert event == "open", (event, values)
        """,
    )
    assert done.returncode == 0, done.stderr[-800:]
