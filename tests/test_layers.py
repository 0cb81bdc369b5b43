"""The borders between the layers that import-linter cannot see: what really gets loaded."""

from __future__ import annotations

import ast
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import img2loc_desktop

PACKAGE = Path(img2loc_desktop.__file__).parent
NATIVE = {"onnxruntime", "usearch", "numkong", "llama_cpp", "rapidocr", "cv2", "py3langid"}

WITHOUT_QT = """
    import sys

    class NoQt:
        def find_spec(self, name, path=None, target=None):
            if name.split(".")[0] in ("PySide6", "shiboken6"):
                raise ImportError(f"{name} is not to be loaded")

    sys.meta_path.insert(0, NoQt())
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False
    )


def test_core_locates_a_photo_where_qt_cannot_be_imported() -> None:
    code = textwrap.dedent(WITHOUT_QT) + textwrap.dedent("""
        import importlib, pkgutil
        import img2loc_desktop.core as core

        for module in pkgutil.walk_packages(core.__path__, "img2loc_desktop.core."):
            importlib.import_module(module.name)

        from img2loc_desktop.core import paths
        from img2loc_desktop.core.gazetteer import Gazetteer
        from img2loc_desktop.core.locator import Locator
        from img2loc_desktop.core.sources import open_sources

        sample = paths.resources() / "samples" / "china.jpg"
        *_, result = Locator(open_sources(), Gazetteer.load()).locate(sample)
        print(result.estimate.radius_p50_km > 0)
    """)
    done = run(code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "True"


@pytest.mark.parametrize(
    "arguments", [["--help"], ["locate", "--help"], ["index", "--help"], ["models", "--help"]]
)
def test_help_loads_no_library(arguments: list[str]) -> None:
    done = run(f"""
        import sys
        from img2loc_desktop.cli.main import main
        try:
            main({arguments!r})
        except SystemExit as end:
            assert end.code == 0
        loaded = {{name.split(".")[0] for name in sys.modules}}
        heavy = {NATIVE | {"numpy", "PIL", "pi_heif", "lxml", "PySide6", "platformdirs"}!r}
        print(sorted(loaded & heavy), file=sys.stderr)
    """)
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == "[]"


def test_locating_without_words_or_model_loads_nothing_for_them() -> None:
    done = run("""
        import sys
        from img2loc_desktop.cli import locate
        loaded = {name.split(".")[0] for name in sys.modules}
        print(sorted(loaded & {"phonenumbers", "psutil", "rapidocr", "cv2", "llama_cpp"}))
    """)
    assert done.stdout.strip() == "[]", done.stderr


def test_the_window_opens_without_native_inference() -> None:
    done = run(f"""
        import sys
        import img2loc_desktop.gui.main_window
        loaded = {{name.split(".")[0] for name in sys.modules}}
        print(sorted(loaded & {NATIVE!r}))
    """)
    if "cannot open shared object file" in done.stderr:
        pytest.skip("Qt's shared libraries are not on this system: see packaging/venv.sh --qt")
    assert done.stdout.strip() == "[]", done.stderr


def test_each_native_library_stands_behind_one_file() -> None:
    importers: dict[str, set[str]] = {name: set() for name in NATIVE}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            for name in names:
                if (top := name.split(".")[0]) in NATIVE:
                    importers[top].add(path.relative_to(PACKAGE).as_posix())
    assert importers["onnxruntime"] == {"core/onnx_session.py"}
    assert importers["usearch"] == importers["numkong"] == {"core/index/native.py"}
    assert len(importers["llama_cpp"]) <= 1, importers["llama_cpp"]
    assert importers["rapidocr"] == {"core/ocr.py"}
    assert importers["cv2"] == set()
    assert importers["py3langid"] == {"core/clues/detector.py"}


@pytest.mark.parametrize(
    "loads",
    [
        "from img2loc_desktop.core import onnx_session; onnx_session.runtime()",
        "from img2loc_desktop.core import ocr; ocr.Reader()",
    ],
)
def test_onnxruntime_is_never_loaded_with_its_reports_switched_on(loads: str) -> None:
    code = f"""
        import os, sys

        os.environ.pop("ORT_DISABLE_TELEMETRY", None)

        class Watch:
            def find_spec(self, name, path=None, target=None):
                if name == "onnxruntime":
                    print(os.environ.get("ORT_DISABLE_TELEMETRY"), file=sys.stderr)

        sys.meta_path.insert(0, Watch())
        {loads}
    """
    done = run(code)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[0] == "1"
