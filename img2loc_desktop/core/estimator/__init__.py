"""From weighted points to a place with an honest radius.

Sources give weighted points, whatever they are. The estimator gathers them into at most a few
thousand centres, answers with the position that is expected to be nearest to the truth, and
measures radii and shares on the density that the centres spread over the sphere.
"""

from img2loc_desktop.core.estimator.agreement import agreed
from img2loc_desktop.core.estimator.areas import AreaLevels, united
from img2loc_desktop.core.estimator.bandwidths import Bandwidths
from img2loc_desktop.core.estimator.centres import Centres, gather
from img2loc_desktop.core.estimator.spread import RadiusFactors, Spread, estimate

__all__ = [
    "AreaLevels",
    "Bandwidths",
    "Centres",
    "RadiusFactors",
    "Spread",
    "agreed",
    "estimate",
    "gather",
    "united",
]
