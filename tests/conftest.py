"""What every test gets: no network, a home of its own, and the shared photographs if present."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Tests that import onnxruntime themselves; what the product does about it is tested in a process.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any connection but a local (Unix) one fails the test."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: object) -> None:
        if self.family == getattr(socket, "AF_UNIX", None):
            connect(self, address)  # type: ignore[arg-type]
            return
        pytest.fail(f"the product tried to reach the network: {address!r}")

    def no_lookup(host: object, *_: object, **__: object) -> None:
        pytest.fail(f"the product tried to look up a host: {host!r}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", no_lookup)


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c() -> Iterator[None]:
    """Ctrl-C means something to the programs that tests start, also where a script runs these."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that holds the user's data, settings and caches during the test."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("IMG2LOC_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def vlm_packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one tiny multimodal model per family, named as in tiny_models.FAMILIES."""
    import tiny_models

    folder = tmp_path_factory.mktemp("vlm-packs")
    for family in tiny_models.FAMILIES:
        tiny_models.write_pack(folder / family, family)
    return folder


@pytest.fixture(scope="session")
def shared() -> Iterator[Path]:
    """Photographs with known places beside the checkout; not part of the product."""
    folder = REPOSITORY.parent / "shared"
    if not (folder / "photos" / "library" / "photos.csv").is_file():
        pytest.skip("the development photographs are not on this machine")
    yield folder
