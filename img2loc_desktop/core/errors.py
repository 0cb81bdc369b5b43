"""The only error a user reads."""

from __future__ import annotations


class UserError(Exception):
    """Something that a person can act on.

    ``message`` states the fact and the limit, ``hint`` the next step. Both are plain
    sentences that are safe to show; every front end prints them as they are.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message} {hint}".strip())
        self.message = message
        self.hint = hint
