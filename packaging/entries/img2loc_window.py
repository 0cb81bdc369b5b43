"""The packaged ``img2loc-desktop``: the window, which loads no native inference."""

from img2loc_desktop.__main__ import window

if __name__ == "__main__":
    window()
