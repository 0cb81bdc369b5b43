"""Offline place names: from a position to words, and from a name to positions.

Places are those of GeoNames with at least 1,000 inhabitants or a seat of local government;
outlines of countries are Natural Earth's. See ``resources/`` for how both were reduced.
"""

from img2loc_desktop.core.gazetteer.lookup import Gazetteer, Populated
from img2loc_desktop.core.gazetteer.search import NamedPlace

__all__ = ["Gazetteer", "NamedPlace", "Populated"]
