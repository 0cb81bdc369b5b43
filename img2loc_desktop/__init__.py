"""img2loc-desktop: says where on Earth a photo was taken, offline, with the evidence."""

__version__ = "0.1.0"
