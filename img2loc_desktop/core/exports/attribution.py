"""Whom every export names, because their data is in it."""

PLACE_NAMES = "Place names: GeoNames, CC BY 4.0"
BASE_MAP = "Map: Natural Earth"

SENTENCE = f"{PLACE_NAMES}."
