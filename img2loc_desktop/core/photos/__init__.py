"""Photo files: find them, read them once, open them upright, and what they say of themselves."""

from img2loc_desktop.core.photos.ahead import Ahead
from img2loc_desktop.core.photos.expand import Repeated, expand
from img2loc_desktop.core.photos.formats import SUFFIXES
from img2loc_desktop.core.photos.limits import Limits
from img2loc_desktop.core.photos.reading import OpenPhoto, read

__all__ = ["SUFFIXES", "Ahead", "Limits", "OpenPhoto", "Repeated", "expand", "read"]
