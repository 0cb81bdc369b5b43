"""The density that the map rebuilds from a result agrees with what the result says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from export_samples import hint, result

from img2loc_desktop.core import geo
from img2loc_desktop.core.types import Candidate, LatLon, Neighbour, Result
from img2loc_desktop.gui.map.heat import Density, picture
from img2loc_desktop.gui.map.projection import View
from img2loc_desktop.gui.map.theme import LIGHT


def sphere(count: int) -> np.ndarray:
    """Points that stand for equal areas of the sphere: the spiral of Fibonacci."""
    z = 1.0 - (np.arange(count) + 0.5) * 2.0 / count
    angle = np.arange(count) * np.pi * (3.0 - np.sqrt(5.0))
    ring = np.sqrt(1.0 - z * z)
    return np.column_stack((ring * np.cos(angle), ring * np.sin(angle), z))


def crowd(positions: list[tuple[float, float]]) -> tuple[Neighbour, ...]:
    return tuple(
        Neighbour(row, LatLon(*position), 0.8, "x") for row, position in enumerate(positions, 1)
    )


@pytest.mark.parametrize(
    "entry",
    [
        result(candidates=(Candidate(LatLon(45.82, 4.95), 0.8), Candidate(LatLon(50, 9), 0.2))),
        hint(neighbours=crowd([(46, 5), (10, 100), (-33, 151)])),
        result(position=LatLon(-17.8, 179.9), candidates=(), neighbours=crowd([(-17, -179)])),
        result(position=LatLon(89, 0), candidates=(), neighbours=()),
    ],
    ids=["two modes", "hint", "antimeridian", "pole"],
)
def test_half_of_it_lies_within_the_50_percent_radius(entry: Result) -> None:
    points = sphere(600_000)  # one for each 29 x 29 km
    density = Density.of(entry)
    values = density.at(points)
    latitudes, longitudes = geo.latitudes_longitudes(points)
    distances = geo.distances_km(latitudes, longitudes, entry.estimate.position)
    inside = values[distances <= entry.estimate.radius_p50_km].sum() / values.sum()
    assert inside == pytest.approx(0.5, abs=0.04)
    assert density.at(density.vectors).max() == pytest.approx(1.0)


def test_a_radius_that_the_candidates_cannot_explain_does_no_harm() -> None:
    # Most of the mass is far from the estimate: no kernel brings half of it near.
    entry = result(
        radius_p50_km=10.0,
        candidates=(Candidate(LatLon(45.82, 4.95), 0.3), Candidate(LatLon(-30, 150), 0.7)),
        neighbours=(),
    )
    density = Density.of(entry)
    assert np.isfinite(density.kappa)
    assert density.weights.sum() == pytest.approx(1.0)
    no_shares = replace(entry, candidates=(Candidate(LatLon(45.82, 4.95), 0.0),))
    assert Density.of(no_shares).weights.tolist() == [1.0]


def test_a_result_without_a_radius_has_a_spot() -> None:
    density = Density.of(result(radius_p50_km=0.0, radius_p90_km=0.0, neighbours=()))
    assert density.peak > 0


def test_the_picture_is_warm_where_the_density_is() -> None:
    density = Density.of(result(neighbours=()))
    view = View().resized(600, 400).centered(LatLon(45.82, 4.95), 5)
    image = picture(density, view, LIGHT)
    assert (image.width(), image.height()) == (100, 66)
    middle, corner = image.pixelColor(50, 33), image.pixelColor(0, 0)
    assert middle.alpha() > 150
    assert corner.alpha() == 0
    around = picture(density, view.panned(view.scale, 0), LIGHT)  # once around the world
    assert around.pixelColor(50, 33) == middle
