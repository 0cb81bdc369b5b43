"""Text to tokens and back, and the grammar that says which token may come next."""

from __future__ import annotations

import ctypes

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.vlm import binding
from img2loc_desktop.core.vlm.binding import llama

_LONGEST_SPELLING = 512  # bytes


class Vocabulary:
    """The tokens of a loaded model, which must stay loaded."""

    def __init__(self, pointer: int) -> None:
        self.pointer = pointer
        self.size: int = llama.llama_vocab_n_tokens(pointer)
        self._buffer = ctypes.create_string_buffer(_LONGEST_SPELLING)
        # Read while the model is loaded: of 260,000 words it takes a second.
        self._spellings = [self._spell(token) for token in range(self.size)]
        self._ending = {
            token for token in range(self.size) if llama.llama_vocab_is_eog(pointer, token)
        }

    def tokens(self, text: str, *, control: bool = False, first: bool = False) -> list[int]:
        """The tokens of a text.

        Only with ``control`` can the text name control tokens; ``first`` adds those that
        begin a conversation. Raises UserError.
        """
        data = text.encode("utf-8", "replace")
        room = len(data) + 16
        buffer = (llama.llama_token * room)()
        count = llama.llama_tokenize(self.pointer, data, len(data), buffer, room, first, control)
        if count < 0:
            raise UserError(
                "The model's vocabulary cannot write the prompt.", "Choose another model."
            )
        return list(buffer[:count])

    def spelling(self, token: int) -> bytes:
        """What a token adds to a text: nothing for control tokens.

        Raises ValueError for an unknown token.
        """
        if not 0 <= token < self.size:
            raise ValueError(f"token {token} of {self.size}")
        return self._spellings[token]

    def _spell(self, token: int) -> bytes:
        length = llama.llama_token_to_piece(
            self.pointer, token, self._buffer, _LONGEST_SPELLING, 0, False
        )
        return ctypes.string_at(self._buffer, max(0, length))

    def ends(self, token: int) -> bool:
        """Whether a token ends an answer."""
        return token in self._ending

    def written_with(self, alphabet: frozenset[str]) -> NDArray[np.intp]:
        """The tokens that consist of these characters (ASCII), and those that end an answer.

        A grammar can allow no others; looking at these alone saves half of the time in a
        vocabulary of 260,000 words.
        """
        letters = "".join(alphabet).encode("ascii")
        return np.array(
            [
                token
                for token, spelling in enumerate(self._spellings)
                if (spelling and not spelling.translate(None, letters)) or token in self._ending
            ],
            dtype=np.intp,
        )


class Constraint:
    """The state of a grammar within one answer."""

    def __init__(self, vocabulary: Vocabulary, grammar: str) -> None:
        """Raises ValueError for an invalid grammar, which would end the process later."""
        self._sampler = None
        if not grammar.strip() or "\0" in grammar:  # it would allow everything
            raise ValueError("invalid grammar: no text")
        self._sampler = llama.llama_sampler_init_grammar(
            vocabulary.pointer, grammar.encode(), b"root"
        )
        if not self._sampler:
            raise ValueError(f"invalid grammar: {binding.errors()}")

    def allows(self, tokens: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which of the tokens may come next."""
        data = np.zeros(len(tokens), dtype=[("id", "i4"), ("logit", "f4"), ("p", "f4")])
        data["id"] = tokens
        array = llama.llama_token_data_array(
            data.ctypes.data_as(llama.llama_token_data_p), len(tokens), -1, False
        )
        llama.llama_sampler_apply(self._sampler, ctypes.byref(array))
        allowed: NDArray[np.bool_] = np.isfinite(data["logit"])
        return allowed

    def accept(self, token: int) -> None:
        """Go on after a token that is allowed."""
        llama.llama_sampler_accept(self._sampler, token)

    def close(self) -> None:
        """Free the memory; may be called twice."""
        if self._sampler:
            llama.llama_sampler_free(self._sampler)
            self._sampler = None
