"""How positions and distances are written, as the user chose it."""

from __future__ import annotations

from dataclasses import dataclass

from img2loc_desktop.core import coordinates, words
from img2loc_desktop.core.coordinates import Notation
from img2loc_desktop.core.types import LatLon
from img2loc_desktop.core.words import Units
from img2loc_desktop.gui.speech import spoken


@dataclass(frozen=True, slots=True)
class Writing:
    """A notation of coordinates and a unit of distances."""

    notation: Notation = Notation.DECIMAL
    units: Units = Units.KM

    def place(self, position: LatLon) -> str:
        """A position as text."""
        return coordinates.formatted(position, self.notation)

    def distance(self, kilometres: float) -> str:
        """A distance with its unit, rounded to what it can mean."""
        return spoken(words.distance(kilometres, self.units))
