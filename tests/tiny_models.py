"""Tiny vision-language models with random weights and the true architecture of real families.

Each pair (language model and mmproj, a few hundred KB) loads and runs in llama.cpp exactly as
its big relatives do; it just talks nonsense. The files are the same bytes for the same arguments.

    python tests/tiny_models.py FOLDER      writes one vlm pack per family
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import gguf
import gguf.quants
import numpy as np

from img2loc_desktop.core import model_packs

MODEL, MMPROJ = "model.gguf", "mmproj.gguf"

_PARTS = (
    "{% for m in messages %}OPEN{% if m['content'] is string %}{{ m['content'] }}{% else %}"
    "{% for part in m['content'] %}{% if part['type'] == 'text' %}{{ part['text'] }}"
    "{% endif %}{% endfor %}{% endif %}CLOSE{% endfor %}"
    "{% if add_generation_prompt %}ANSWER{% endif %}"
)


def _template(opening: str, closing: str, answer: str) -> str:
    return _PARTS.replace("OPEN", opening).replace("CLOSE", closing).replace("ANSWER", answer)


VICUNA = _template("USER: ", "\n", "ASSISTANT:")


@dataclass(frozen=True)
class Family:
    """What tells one family of models from another."""

    architecture: str
    projector: str
    control_tokens: tuple[str, ...] = ()
    template: str | None = None
    heads: tuple[int, int] = (4, 2)  # attention heads, key-value heads
    image: int = 56  # pixels a side
    patch: int = 14
    grid: tuple[int, ...] = ()  # width and height of whole photos that are cut into tiles


FAMILIES = {
    "llava": Family("llama", "mlp", template=VICUNA),
    "llava16": Family("llama", "mlp", template=VICUNA, grid=(56, 112, 112, 56, 112, 112)),
    "smolvlm": Family(
        "llama",
        "idefics3",
        (
            "<fake_token_around_image>",
            "<global-img>",
            "<end_of_utterance>",
            "\n\n",
            *(f"<row_{row}_col_{column}>" for row in range(1, 7) for column in range(1, 7)),
        ),
        _template("User:", "<end_of_utterance>\n", "Assistant:"),
        image=64,
        patch=16,
    ),
    "gemma3": Family(
        "gemma3",
        "gemma3",
        ("<start_of_image>", "<end_of_image>", "<start_of_turn>", "<end_of_turn>"),
        _template("<start_of_turn>user\n", "<end_of_turn>\n", "<start_of_turn>model\n"),
        heads=(2, 1),
    ),
    "qwen2vl": Family(
        "qwen2vl",
        "qwen2vl_merger",
        ("<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|im_start|>", "<|im_end|>"),
        _template("<|im_start|>user\n", "<|im_end|>\n", "<|im_start|>assistant\n"),
    ),
}


@dataclass(frozen=True)
class Size:
    """Dimensions of a pair; the defaults make about 350 KB."""

    embedding: int = 64
    layers: int = 2
    feed_forward: int = 128
    context: int = 8192
    vision_embedding: int = 32
    vision_layers: int = 2
    image: int | None = None  # pixels a side, the family's own if None
    words: Sequence[str] = field(default=())  # added to the vocabulary
    byte_tokens: bool = True
    peak: float = 1.2  # standard deviation of the logits: how sure the model is of its nonsense
    seed: int = 1
    quantised: gguf.GGMLQuantizationType | None = None  # the text model's matrices, else float16


def write_pair(folder: Path, family: str, size: Size = Size()) -> tuple[Path, Path]:
    """Write model.gguf and mmproj.gguf into a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    kind = FAMILIES[family]
    return _write_text(folder / MODEL, kind, size), _write_vision(folder / MMPROJ, kind, size)


def write_pack(
    folder: Path,
    family: str = "llava",
    size: Size = Size(),
    *,
    mmproj: bool = True,
) -> Path:
    """Write a vlm pack: the pair, or the language model alone, with its manifest."""
    write_pair(folder, family, size)
    if not mmproj:
        (folder / MMPROJ).unlink()
    return describe(folder)


def describe(folder: Path, **details: object) -> Path:
    """Write the manifest of the GGUF files that lie in a folder."""
    names = sorted(file.name for file in folder.glob("*.gguf"))
    parts = {"model": MODEL, "mmproj": MMPROJ}
    present = {key: name for key, name in parts.items() if name in names}
    model_packs.write_manifest(
        model_packs.Manifest(
            folder=folder,
            schema=model_packs.SCHEMA,
            kind="vlm",
            name=folder.name,
            title="A tiny random model",
            licence="CC0-1.0",
            source="",
            files=model_packs.describe_files(folder, names),
            details={**present, **details},
        )
    )
    return folder


class _Writer:
    """A GGUF file that is being filled with random tensors."""

    def __init__(
        self,
        path: Path,
        architecture: str,
        seed: int,
        quantised: gguf.GGMLQuantizationType | None = None,
    ) -> None:
        self.path = path
        self._quantised = quantised
        self.file = gguf.GGUFWriter(str(path), architecture)
        self._random = np.random.default_rng(seed)

    def matrix(self, name: str, *shape: int, spread: float | None = None) -> None:
        """A float16 or quantised tensor; its last dimension is the one that is summed over."""
        values = self._values(shape, spread)
        if self._quantised is None:
            self.file.add_tensor(name, values.astype(np.float16))
        else:
            packed = gguf.quants.quantize(values, self._quantised)
            self.file.add_tensor(name, packed, raw_dtype=self._quantised)

    def table(self, name: str, *shape: int, spread: float = 0.02) -> None:
        self.file.add_tensor(name, self._values(shape, spread))

    def norm(self, name: str, length: int, *, bias: bool = False) -> None:
        self.file.add_tensor(f"{name}.weight", np.ones(length, np.float32))
        if bias:
            self.file.add_tensor(f"{name}.bias", np.zeros(length, np.float32))

    def linear(self, name: str, outputs: int, inputs: int) -> None:
        self.matrix(f"{name}.weight", outputs, inputs)
        self.table(f"{name}.bias", outputs)

    def close(self) -> Path:
        self.file.write_header_to_file()
        self.file.write_kv_data_to_file()
        self.file.write_tensors_to_file()
        self.file.close()
        return self.path

    def _values(self, shape: tuple[int, ...], spread: float | None) -> np.ndarray:
        scale = shape[-1] ** -0.5 if spread is None else spread
        return self._random.standard_normal(shape, dtype=np.float32) * np.float32(scale)


def _write_text(path: Path, family: Family, size: Size) -> Path:
    writer = _Writer(path, family.architecture, size.seed, size.quantised)
    heads, kv_heads = family.heads
    width, head = size.embedding, size.embedding // heads
    words = _add_vocabulary(writer.file, family, size)
    file = writer.file
    file.add_name("tiny")
    file.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    file.add_context_length(size.context)
    file.add_embedding_length(width)
    file.add_block_count(size.layers)
    file.add_feed_forward_length(size.feed_forward)
    file.add_head_count(heads)
    file.add_head_count_kv(kv_heads)
    file.add_layer_norm_rms_eps(1e-5)
    file.add_rope_freq_base(10000.0)
    if family.architecture == "llama":
        file.add_rope_dimension_count(head)
    elif family.architecture == "gemma3":
        file.add_key_length(head)
        file.add_value_length(head)
        file.add_sliding_window(512)
    elif family.architecture == "qwen2vl":
        time, height = head // 8, head // 8 + head // 16
        file.add_rope_dimension_sections([time, height, head // 2 - time - height, 0])

    gemma = family.architecture == "gemma3"
    writer.matrix("token_embd.weight", words, width, spread=width**-0.5 if gemma else 1.0)
    writer.norm("output_norm", width)
    writer.matrix("output.weight", words, width, spread=size.peak * width**-0.5)
    for layer in range(size.layers):
        block = f"blk.{layer}."
        writer.norm(block + "attn_norm", width)
        writer.norm(block + "ffn_norm", width)
        for name, rows in (("q", heads), ("k", kv_heads), ("v", kv_heads)):
            writer.matrix(f"{block}attn_{name}.weight", rows * head, width)
            if family.architecture == "qwen2vl":
                writer.table(f"{block}attn_{name}.bias", rows * head)
        if gemma:
            writer.norm(block + "attn_q_norm", head)
            writer.norm(block + "attn_k_norm", head)
            writer.norm(block + "post_attention_norm", width)
            writer.norm(block + "post_ffw_norm", width)
        writer.matrix(block + "attn_output.weight", width, heads * head)
        writer.matrix(block + "ffn_gate.weight", size.feed_forward, width)
        writer.matrix(block + "ffn_up.weight", size.feed_forward, width)
        writer.matrix(block + "ffn_down.weight", width, size.feed_forward)
    return writer.close()


def _add_vocabulary(file: gguf.GGUFWriter, family: Family, size: Size) -> int:
    """A SentencePiece vocabulary: control tokens, bytes, printable ASCII, the added words."""
    kinds = gguf.TokenType
    entries = [("<unk>", kinds.UNKNOWN), ("<s>", kinds.CONTROL), ("</s>", kinds.CONTROL)]
    if size.byte_tokens:
        entries += [(f"<0x{byte:02X}>", kinds.BYTE) for byte in range(256)]
    characters = ["\u2581", *map(chr, range(0x21, 0x7F))]
    entries += [(word, kinds.NORMAL) for word in [*characters, *size.words]]
    entries += [(token, kinds.CONTROL) for token in family.control_tokens]
    normal = -1.0
    scores = []
    for _, kind in entries:
        scores.append(normal if kind == kinds.NORMAL else 0.0)
        normal -= kind == kinds.NORMAL
    file.add_vocab_size(len(entries))
    file.add_tokenizer_model("llama")
    file.add_tokenizer_pre("default")
    file.add_token_list([word for word, _ in entries])
    file.add_token_scores(scores)
    file.add_token_types([int(kind) for _, kind in entries])
    file.add_bos_token_id(1)
    file.add_eos_token_id(2)
    file.add_unk_token_id(0)
    file.add_add_bos_token(True)
    file.add_add_eos_token(False)
    file.add_add_space_prefix(False)
    if family.template:
        file.add_chat_template(family.template)
    return len(entries)


def _write_vision(path: Path, family: Family, size: Size) -> Path:
    writer = _Writer(path, "clip", size.seed + 1)
    file, width, text_width = writer.file, size.vision_embedding, size.embedding
    image, patch = size.image or family.image, family.patch
    patches = (image // patch) ** 2
    file.add_name("tiny-mmproj")
    file.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    file.add_type(gguf.GGUFType.MMPROJ)
    file.add_clip_has_vision_encoder(True)
    file.add_string("clip.projector_type", family.projector)
    for key, value in (
        ("image_size", image),
        ("patch_size", patch),
        ("embedding_length", width),
        ("feed_forward_length", 2 * width),
        ("projection_dim", text_width),
        ("block_count", size.vision_layers),
        ("attention.head_count", 2),
    ):
        file.add_uint32(f"clip.vision.{key}", value)
    file.add_float32("clip.vision.attention.layer_norm_epsilon", 1e-6)
    file.add_array("clip.vision.image_mean", [0.5, 0.5, 0.5])
    file.add_array("clip.vision.image_std", [0.5, 0.5, 0.5])
    file.add_bool("clip.use_gelu", True)
    writer.matrix("v.patch_embd.weight", width, 3, patch, patch, spread=0.05)
    for layer in range(size.vision_layers):
        block = f"v.blk.{layer}."
        for name in ("attn_q", "attn_k", "attn_v", "attn_out"):
            writer.linear(block + name, width, width)
        writer.norm(block + "ln1", width, bias=True)
        writer.norm(block + "ln2", width, bias=True)
        writer.linear(block + "ffn_up", 2 * width, width)
        writer.linear(block + "ffn_down", width, 2 * width)
    writer.norm("v.post_ln", width, bias=True)

    if family.projector == "mlp":
        file.add_bool("clip.has_llava_projector", True)
        writer.table("v.class_embd", width)
        writer.table("v.position_embd.weight", patches + 1, width, spread=0.1)
        writer.norm("v.pre_ln", width, bias=True)
        writer.linear("mm.0", text_width, width)
        writer.linear("mm.2", text_width, text_width)
        if family.grid:
            file.add_array("clip.vision.image_grid_pinpoints", list(family.grid))
            file.add_string("clip.vision.mm_patch_merge_type", "spatial_unpad")
            writer.table("model.image_newline", text_width)
    elif family.projector == "qwen2vl_merger":
        writer.matrix("v.patch_embd.weight.1", width, 3, patch, patch, spread=0.05)
        writer.linear("mm.0", 4 * width, 4 * width)
        writer.linear("mm.2", text_width, 4 * width)
    else:
        writer.table("v.patch_embd.bias", width)
        writer.table("v.position_embd.weight", patches, width, spread=0.1)
        file.add_uint32("clip.vision.projector.scale_factor", 2)
        if family.projector == "idefics3":
            file.add_uint32("clip.vision.preproc_image_size", 2 * image)
            writer.matrix("mm.model.fc.weight", text_width, 4 * width)
        else:
            writer.matrix("mm.input_projection.weight", width, text_width)
            writer.norm("mm.soft_emb_norm", width)
    return writer.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    target = parser.parse_args().folder
    for name in FAMILIES:
        print(write_pack(target / name, name))
