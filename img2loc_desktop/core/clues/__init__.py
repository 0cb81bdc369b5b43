"""From the words in a picture to what they say about the place: rules, and their product.

Each rule stands in a file of its own and yields clues: what it took from the words, why, and
which places or countries it points to. ``Interpreter`` asks all of them and weighs the clues.
"""

from img2loc_desktop.core.clues.data import ClueData
from img2loc_desktop.core.clues.interpreter import Interpretation, Interpreter

__all__ = ["ClueData", "Interpretation", "Interpreter"]
