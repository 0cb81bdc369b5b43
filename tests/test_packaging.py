"""What goes into a package and stands around it; what only a build shows is in cleanroom.sh."""

from __future__ import annotations

import importlib.util
import plistlib
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from conftest import REPOSITORY
from lxml import etree
from packaging.requirements import Requirement

from img2loc_desktop import __version__
from img2loc_desktop.cli.check import LIBRARIES
from img2loc_desktop.cli.main import _parser
from img2loc_desktop.core import paths
from img2loc_desktop.core.case import schema
from img2loc_desktop.gui import cli_task, worker_process

PACKAGING = REPOSITORY / "packaging"
LINUX = PACKAGING / "linux"
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"packaging_{name}", PACKAGING / f"{name}.py")
    assert spec is not None and spec.loader is not None
    loaded = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


contents = module("contents")
components = sys.modules["components"] = module("components")
licence_texts = module("licence_texts")
lock = module("lock")
same_places = module("same_places")


def tool(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed here")
    return subprocess.run([name, *map(str, arguments)], capture_output=True, text=True, check=False)


def filled(name: str, folder: Path) -> Path:
    """A template with version and date, as linux/build.sh writes it."""
    text = (LINUX / name).read_text(encoding="utf-8")
    path = folder / name.removesuffix(".mime.xml")
    path.write_text(text.replace("@VERSION@", __version__).replace("@DATE@", "2026-01-31"))
    return path


# ---- where the programs find one another


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "_internal"), raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "img2loc-desktop"))
    return tmp_path


def test_the_packaged_programs_start_one_another(frozen: Path) -> None:
    assert paths.worker_command() == [str(frozen / "img2loc"), "--worker"]
    assert paths.terminal_command() == [str(frozen / "img2loc")]
    assert paths.window_command() == [str(frozen / "img2loc-desktop")]
    assert paths.resources() == frozen / "_internal" / "img2loc_desktop" / "resources"


def test_they_do_on_windows(frozen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(frozen / "img2loc.exe"))
    assert paths.window_command() == [str(frozen / "img2loc-desktop.exe")]


def test_a_checkout_starts_them_with_its_python() -> None:
    worker = subprocess.run(
        paths.worker_command(), input="[]\n", capture_output=True, text=True, check=False
    )
    assert worker.returncode == 1 and '"fatal"' in worker.stdout
    version = subprocess.run(
        [*paths.terminal_command(), "--version"], capture_output=True, text=True, check=True
    )
    assert version.stdout == f"img2loc-desktop {__version__}\n"


def test_the_window_names_no_python_of_its_own() -> None:
    assert tuple(paths.worker_command()) == worker_process.COMMAND
    assert not hasattr(cli_task, "sys")


@pytest.mark.parametrize(
    ("arguments", "said"), [(["--worker"], '"fatal"'), (["--version"], __version__)]
)
def test_the_packaged_terminal_is_also_the_worker(arguments: list[str], said: str) -> None:
    done = subprocess.run(
        [sys.executable, str(PACKAGING / "entries" / "img2loc.py"), *arguments],
        input="[]\n",
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(REPOSITORY), "PATH": "/usr/bin:/bin"},
    )
    assert said in done.stdout, done.stderr


# ---- what is inside


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/Qt/lib/libQt6Widgets.so.6",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "llama_cpp/lib/libllama.so.0",
        "libxcb-cursor.so.0",
        "libgomp.so.1",
        "img2loc_desktop/resources/samples/china.jpg",
    ],
)
def test_what_is_needed_is_kept(path: str) -> None:
    assert contents.is_kept(path)


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/Qt/lib/libQt6Qml.so.6",
        "PySide6/Qt/lib/libQt6Network.so.6",
        "PySide6/Qt/qml/QtQuick/qmldir",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "libglib-2.0.so.0",
        "libgtk-3.so.0",
    ],
)
def test_what_is_not_needed_or_the_system_s_own_is_left_out(path: str) -> None:
    assert not contents.is_kept(path)


def test_a_link_goes_with_what_it_links_to() -> None:
    qml = "PySide6/Qt/lib/libQt6Qml.so.6"
    gui = "PySide6/Qt/lib/libQt6Gui.so.6"
    kept = [("libQt6Gui.so.6", gui, "SYMLINK")]
    assert contents.kept([*kept, ("anything", qml, "SYMLINK"), (qml, "/x", "BINARY")]) == kept


def test_llama_cpp_is_inside_once() -> None:
    spec = importlib.util.find_spec("llama_cpp")
    if spec is None or spec.origin is None or sys.platform != "linux":
        pytest.skip("needs llama-cpp-python for Linux")
    folder = Path(spec.origin).parent / "lib"
    names = [path.name for path in contents.llama_libraries(folder)]
    assert len({name.partition(".")[0] for name in names}) == len(names) >= 5
    links = {path: target for path, target, _ in contents.llama_links(folder)}
    assert links["llama_cpp/lib/libllama.so"] in names
    assert links["llama_cpp/lib/libmtmd.so"] in names


def test_neither_program_holds_the_other_s_libraries() -> None:
    assert "llama_cpp" in contents.excluded("img2loc-desktop")
    assert "onnxruntime" in contents.excluded("img2loc-desktop")
    assert "PySide6" in contents.excluded("img2loc")
    assert not contents.is_own("img2loc")("img2loc_desktop.gui.app")
    assert contents.is_own("img2loc-desktop")("img2loc_desktop.gui.app")


def test_what_the_recipe_names_is_there() -> None:
    text = (PACKAGING / "img2loc.spec").read_text(encoding="utf-8")
    compile(text, "img2loc.spec", "exec")
    for script in re.findall(r'program\("([^"]+)"', text):
        assert (PACKAGING / "entries" / script).is_file()
    assert (PACKAGING / "macos" / "entitlements.plist").is_file()
    assert (paths.resources() / "icon.svg").is_file()


def locked(*names: str) -> dict[str, str]:
    """Library -> version, of some lock files."""
    text = "".join((PACKAGING / "locks" / name).read_text(encoding="ascii") for name in names)
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize(
    "path", sorted((PACKAGING / "locks").iterdir()), ids=lambda path: path.stem
)
def test_libraries_are_written_down_with_hashes(path: Path) -> None:
    lines = path.read_text(encoding="ascii").splitlines()[1:]
    names = [line.partition("==")[0] for line in lines]
    assert names == sorted(set(names)) and len(names) >= 2
    for line in lines:
        assert re.fullmatch(r"[a-z0-9.-]+==\S+ --hash=sha256:[0-9a-f]{64}", line)


@pytest.mark.parametrize("variant", ["cpu", "cuda"])
def test_every_library_of_the_project_is_written_down(variant: str) -> None:
    found = locked(f"linux-{variant}.txt", "compiled.txt")
    linux = {"sys_platform": "linux"}
    for line in (*lock.requirements(variant), *lock.BOUNDS[variant], *lock.TOOLS):
        wanted = Requirement(line)
        if wanted.marker is None or wanted.marker.evaluate(linux):
            name = wanted.name.lower()
            assert found.get(name) in wanted.specifier, f"run packaging/lock.py {variant}: {line}"
    assert {name.lower() for name in LIBRARIES} <= found.keys() | {"onnxruntime", "onnxruntime-gpu"}


def test_the_tools_that_compile_are_written_down() -> None:
    found = locked("tools.txt")
    for wanted in map(Requirement, lock.COMPILERS):
        assert found.get(wanted.name) in wanted.specifier, f"run packaging/lock.py: {wanted}"
    assert tuple(sorted(lock.COMPILED)) == tuple(locked("compiled.txt"))


def test_a_lock_file_is_written_with_sorted_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "LOCKS", tmp_path)
    lock._write("some.txt", {"b": ("2", "f" * 64), "a": ("1", "0" * 64)})
    lines = (tmp_path / "some.txt").read_text().splitlines()[1:]
    assert lines == [f"a==1 --hash=sha256:{'0' * 64}", f"b==2 --hash=sha256:{'f' * 64}"]


# ---- licences


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("LGPL-3.0-only OR GPL-3.0-only", True),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", True),
        ("GPL-2.0-or-later", False),
        ("MIT AND GPL-3.0-only", False),
        ("no licence", False),
        ("", False),
    ],
)
def test_a_licence_is_allowed_or_ends_the_build(licence: str, allowed: bool) -> None:
    part = components.Component("library", "a", "1", licence)
    if allowed:
        components.check(part)
    else:
        with pytest.raises(components.RefusedError):
            components.check(part)


def test_every_licence_in_the_rules_is_allowed_by_them() -> None:
    for name, licence in components.RULES["packages"].items():
        components.check(components.Component("library", name, "1", licence))
    for name, licence in components.RULES["libraries"].values():
        components.check(components.Component("library", name, "1", licence))


def test_models_and_data_have_licences_that_are_allowed() -> None:
    packs = list(components._packs(paths.bundled_models()))
    data = list(components._resources(paths.resources()))
    assert {"starter-encoder", "starter-gallery"} <= {pack.name for pack in packs}
    assert len(data) >= 10
    for part in (*packs, *data):
        components.check(part)


def test_a_file_of_nobody_ends_the_build(tmp_path: Path) -> None:
    (tmp_path / "libmystery.so.1").touch()
    with pytest.raises(components.RefusedError, match="is in no line of"):
        list(components._native_libraries(tmp_path))


def test_a_library_without_the_text_of_its_licence_ends_the_build(tmp_path: Path) -> None:
    with_text = components.Component("library", "llama.cpp", "of llama_cpp_python 1", "MIT")
    licence_texts.copy([with_text], tmp_path / "good")
    assert "ggml authors" in (tmp_path / "good" / "llama.cpp" / "llama.cpp.txt").read_text()
    without = components.Component("library", "mystery", "of nothing 1", "MIT")
    with pytest.raises(components.RefusedError, match="the text of its licence is missing"):
        licence_texts.copy([with_text, without], tmp_path / "bad")


def test_a_library_under_the_lgpl_that_the_notice_lacks_ends_the_build(tmp_path: Path) -> None:
    qt = components.Component("library", "Qt", "of pyside6_essentials 6", "LGPL-3.0-only")
    licence_texts.copy([qt], tmp_path / "good")
    other = components.Component("library", "mystery", "of nothing 1", "LGPL-3.0-only")
    with pytest.raises(components.RefusedError, match="is not in packaging"):
        licence_texts.copy([other], tmp_path / "bad")


def test_every_text_of_a_python_package_is_kept(tmp_path: Path) -> None:
    numpy = components.Component("library", "numpy", "1", "BSD-3-Clause", "pkg:pypi/numpy")
    licence_texts.copy([numpy], tmp_path)
    # It brings those of its parts along, most of them by the same name.
    kept = list((tmp_path / "numpy").iterdir())
    assert len(kept) == len(list(licence_texts.texts_of(numpy))) >= 10


# ---- what a desktop reads


def test_the_desktop_entry_is_valid() -> None:
    done = tool("desktop-file-validate", LINUX / "img2loc-desktop.desktop")
    assert done.returncode == 0, done.stdout


def test_the_metadata_are_valid(tmp_path: Path) -> None:
    path = filled("org.img2loc.desktop.metainfo.xml", tmp_path)
    done = tool("appstreamcli", "validate", "--no-net", path)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["img2loc.1", "img2loc-desktop.1"])
def test_the_manual_pages_are_well_formed(name: str, tmp_path: Path) -> None:
    done = tool("mandoc", "-T", "lint", "-W", "warning", filled(name, tmp_path))
    assert done.returncode == 0, done.stdout


def test_the_manual_page_has_every_command() -> None:
    page = (LINUX / "img2loc.1").read_text(encoding="utf-8")
    commands = page.partition(".SH COMMANDS")[2].partition(".SH EXIT")[0]
    (actions,) = (a for a in _parser()._actions if a.dest == "command")
    assert re.findall(r"^\.TP\n\.B (\w+)$", commands, re.MULTILINE) == list(actions.choices or ())


def test_a_case_is_recognised_by_name_and_content() -> None:
    root = etree.parse(LINUX / "img2loc-desktop.mime.xml").getroot()
    name = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    (glob,) = root.xpath("//m:glob/@pattern", namespaces=name)
    assert glob == "*.img2loc"
    (value,) = root.xpath("//m:match/m:match/@value", namespaces=name)
    assert int(value, 16) == schema.APPLICATION_ID
    entry = (LINUX / "img2loc-desktop.desktop").read_text(encoding="utf-8")
    (kind,) = root.xpath("//m:mime-type/@type", namespaces=name)
    assert f"MimeType={kind};" in entry


def test_the_property_list_is_one() -> None:
    rights = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert set(rights.values()) == {True}


@pytest.mark.parametrize(
    "path", sorted(PACKAGING.rglob("*.sh")), ids=lambda path: str(path.relative_to(PACKAGING))
)
def test_the_shell_scripts_have_no_findings(path: Path) -> None:
    done = tool("shellcheck", "-x", "-P", REPOSITORY, path)
    assert done.returncode == 0, done.stdout


# ---- version and changes


def test_the_version_is_in_one_place() -> None:
    newest = re.search(r"^## (\S+)", (PACKAGING / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest is not None and newest[1] == __version__
    for path in PACKAGING.rglob("*"):
        if (
            path.suffix in {".sh", ".spec", ".xml", ".1", ".ps1", ".desktop"}
            or path.name == "control"
        ):
            assert __version__ not in path.read_text(encoding="utf-8").replace(
                "/DVersion=0.1.0", ""
            )


def test_places_may_differ_by_the_last_digits_only() -> None:
    one = {"features": [{"radius": 100.0, "path": "a", "place": "Lyon"}]}
    assert not same_places.differences(
        one, {"features": [{"radius": 100.1, "path": "b", "place": "Lyon"}]}
    )
    assert same_places.differences(
        one, {"features": [{"radius": 120.0, "path": "a", "place": "Lyon"}]}
    )
    assert same_places.differences(
        one, {"features": [{"radius": 100.0, "path": "a", "place": "Nice"}]}
    )
    assert same_places.differences(one, {"features": []})


def test_a_newer_program_may_say_more_of_the_same_places_and_in_other_words() -> None:
    one = {"features": [{"radius": 100.0, "trust": "the country at best"}]}
    newer = {"features": [{"radius": 100.0, "trust": "not known", "areas": [1.0]}]}
    assert same_places.differences(one, newer)
    assert not same_places.differences(one, newer, newer=True)
    assert same_places.differences(newer, one, newer=True)
    moved = {"features": [{"radius": 101.0, "trust": "not known"}]}
    assert same_places.differences(one, moved, newer=True)
    assert same_places.differences(one, {"features": []}, newer=True)
