"""What the packaged app holds, and what of its libraries is left out and why."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path

# Libraries that read files of their own package.
WITH_DATA = ("py3langid", "rapidocr")

# Modules that something imports in a case that does not occur here.
EXCLUDED_MODULES = [
    "IPython",
    "lib2to3",
    "matplotlib",
    "numpy.f2py",
    "numpy.testing",
    "onnxruntime.quantization",
    "onnxruntime.tools",
    "onnxruntime.training",
    "onnxruntime.transformers",
    # Places of numbers are in resources/clues.zip; whose network and which hour is not asked.
    "phonenumbers.carrier",
    "phonenumbers.carrierdata",
    "phonenumbers.geocoder",
    "phonenumbers.geodata",
    "phonenumbers.timezone",
    "phonenumbers.tzdata",
    "py3langid.server",
    "py3langid.train",
    "pydoc",
    "pydoc_data",
    "pytest",
    "setuptools",
    "tkinter",
    "torch",
]

# The window reaches these only through the worker, the terminal has no window.
_OTHERS_MODULES = {
    "img2loc-desktop": [
        *("cv2", "llama_cpp", "numkong", "onnxruntime", "rapidocr", "usearch"),
        *(
            "diskcache",
            "jinja2",
            "omegaconf",
            "phonenumbers",
            "py3langid",
            "pyclipper",
            "shapely",
            "yaml",
        ),
    ],
    "img2loc": ["PySide6", "shiboken6", "img2loc_desktop.gui"],
}

# Libraries of the system. They come with every desktop and fit its other parts: a second copy of
# another age beside them is what makes packaged programs crash. The .deb depends on them.
SYSTEM = (
    "libEGL.so.*",
    "libGL.so.*",
    "libGLX.so.*",
    "libX11*.so.*",
    "libXau.so.*",
    "libXcomposite.so.*",
    "libXcursor.so.*",
    "libXdamage.so.*",
    "libXdmcp.so.*",
    "libXext.so.*",
    "libXfixes.so.*",
    "libXi.so.*",
    "libXinerama.so.*",
    "libXrandr.so.*",
    "libXrender.so.*",
    "libatk*.so.*",
    "libatspi.so.*",
    "libblkid.so.*",
    "libbrotli*.so.1",
    "libbsd.so.*",
    "libcairo*.so.*",
    "libcap.so.*",
    "libcom_err.so.*",
    "libdatrie.so.*",
    "libdbus-1.so.*",
    "libepoxy.so.*",
    "libfontconfig.so.*",
    "libfreetype.so.*",
    "libfribidi.so.*",
    "libgcc_s.so.*",
    "libgcrypt.so.*",
    "libgdk*.so.*",
    "libgio-2.0.so.*",
    "libglib-2.0.so.*",
    "libgmodule-2.0.so.*",
    "libgobject-2.0.so.*",
    "libgpg-error.so.*",
    "libgraphite2.so.*",
    "libgssapi_krb5.so.*",
    "libgthread-2.0.so.*",
    "libgtk-3.so.*",
    "libharfbuzz.so.*",
    "libjpeg.so.62",
    "libk5crypto.so.*",
    "libkeyutils.so.*",
    "libkrb5*.so.*",
    "liblz4.so.*",
    "libmd.so.*",
    "libmount.so.*",
    "libmvec.so.*",
    "libpango*.so.*",
    "libpcre2-8.so.*",
    "libpixman-1.so.*",
    "libpng16.so.16",
    "libselinux.so.*",
    "libstdc++.so.*",
    "libsystemd.so.*",
    "libthai.so.*",
    "libuuid.so.*",
    "libwayland-*.so.*",
    "libzstd.so.1",
)

# Files that hooks collect and nothing here loads: a pattern of the path in the package, and why.
LEFT_OUT = {
    # Qt: the window has widgets, vector icons and printing; no QML, no SQL, no network.
    "PySide6/Qt/lib/libQt6Qml*": "no QML",
    "PySide6/Qt/lib/libQt6Quick*": "no QML",
    "PySide6/Qt/lib/libQt6VirtualKeyboard*": "no QML",
    "PySide6/Qt/lib/libQt6WaylandEglClientHwIntegration*": "the window is not drawn by OpenGL",
    "PySide6/Qt/lib/libQt6Egl*": "no screen without a desktop",
    "PySide6/Qt/plugins/egldeviceintegrations/*": "no screen without a desktop",
    "PySide6/Qt/plugins/generic/*": "devices of screens without a desktop",
    "PySide6/Qt/plugins/imageformats/*": "pictures are decoded by Pillow; icons are SVG",
    "PySide6/Qt/plugins/networkinformation/*": "no network",
    "PySide6/Qt/plugins/platforminputcontexts/*virtualkeyboard*": "no QML",
    "PySide6/Qt/plugins/platforms/libqeglfs*": "no screen without a desktop",
    "PySide6/Qt/plugins/platforms/libqlinuxfb*": "no screen without a desktop",
    "PySide6/Qt/plugins/platforms/libqminimal*": "no screen without a desktop",
    "PySide6/Qt/plugins/platforms/libqvkkhrdisplay*": "no screen without a desktop",
    "PySide6/Qt/plugins/platforms/libqvnc*": "no network",
    "PySide6/Qt/plugins/qmltooling/*": "no QML",
    "PySide6/Qt/plugins/sqldrivers/*": "cases are opened with Python's sqlite3",
    "PySide6/Qt/plugins/tls/*": "no network",
    "PySide6/Qt/plugins/wayland-graphics-integration-client/*": "not drawn by OpenGL",
    "PySide6/Qt/qml/*": "no QML",
    "PySide6/QtNetwork*": "no network",
    "PySide6/Qt/lib/libQt6Network*": "no network",
    "PySide6/Qt/translations/qt_*": "of parts that are not here; qtbase_* are for the widgets",
    "PySide6/*.pyi": "types for editors",
    # Python's own.
    "*/lib-dynload/readline*": "nobody types at it",
    "libreadline.so.*": "nobody types at it",
    "libtinfo.so.*": "nobody types at it",
    # Pillow's lettering, which only Qt does here.
    "PIL/_imagingft.*": "letters are drawn by Qt",
    "PIL/_imagingtk.*": "no Tk",
    "libfreetype-*": "letters are drawn by Qt",
    "pillow.libs/libfreetype-*": "letters are drawn by Qt",
    "libharfbuzz-*": "letters are drawn by Qt",
    "pillow.libs/libharfbuzz-*": "letters are drawn by Qt",
    "libpng16-*": "part of libfreetype",
    "pillow.libs/libpng16-*": "part of libfreetype",
    "libbrotli*-*": "part of libfreetype",
    "pillow.libs/libbrotli*": "part of libfreetype",
    # What pip notes: paths of the machine that builds are part of it.
    "*.dist-info/INSTALLER": "pip's",
    "*.dist-info/RECORD": "pip's",
    "*.dist-info/REQUESTED": "pip's",
    "*.dist-info/direct_url.json": "pip's",
    # RapidOCR's downloader has the list of what it could fetch.
    "rapidocr/*.pyi": "types for editors",
    "rapidocr/models/*.ttf": "draws results, which is done by the window",
}


def kept(collected: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Those of PyInstaller's (path in the package, source, kind) that belong into the package."""
    return [
        (path, source, kind)
        for path, source, kind in collected
        if is_kept(path) and (kind != "SYMLINK" or is_kept(source))
    ]


def is_kept(path: str) -> bool:
    """Whether a path in the package belongs into it."""
    slashed = path.replace("\\", "/")
    return not any(fnmatch(slashed, pattern) for pattern in (*LEFT_OUT, *SYSTEM))


def llama_libraries(folder: Path) -> list[Path]:
    """llama.cpp's libraries in its package's folder.

    The wheel for Linux has three copies of each, and again three in another folder. One is enough,
    under the name that the others ask for (libllama.so.0, not libllama.so.0.5.0).
    """
    if sys.platform == "linux":
        return sorted(path for path in folder.glob("*.so.*") if path.name.count(".") == 2)
    return sorted(path for path in folder.glob("*") if path.suffix in (".dll", ".dylib"))


def llama_links(folder: Path) -> Iterator[tuple[str, str, str]]:
    """The names without a version, which Python asks for, as (path, target, kind)."""
    for path in llama_libraries(folder):
        if path.suffix not in (".dll", ".dylib"):
            yield f"llama_cpp/lib/{path.stem}", path.name, "SYMLINK"


def excluded(program: str) -> list[str]:
    """The modules that a program never loads."""
    return EXCLUDED_MODULES + _OTHERS_MODULES[program]


def is_own(program: str) -> Callable[[str], bool]:
    """Which of the app's modules belong into a program, also where only a name is imported."""
    others = tuple(_OTHERS_MODULES[program])
    return lambda module: not module.startswith(others)


def installed(library: str) -> bool:
    """Whether a library is in this environment."""
    try:
        importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def icon(root: Path) -> str | None:
    """The programs' icon where it is part of the file; on Linux it stands beside."""
    suffix = {"win32": "ico", "darwin": "icns"}.get(sys.platform)
    return str(root / "build" / "icons" / f"img2loc-desktop.{suffix}") if suffix else None
