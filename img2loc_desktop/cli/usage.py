"""Wrong usage that only shows when the arguments are looked at together, or on the disk."""

from __future__ import annotations

from img2loc_desktop.core.errors import UserError


class UsageError(UserError):
    """The command cannot be meant as it was given: exit code 2, as for argparse's own errors."""
