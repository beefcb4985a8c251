"""Serve an explorer on loopback for the tests of a module, and open a browser that reaches nothing else."""

import shutil
import socket
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn

from flows.explorer import make_explorer
from pipeline.explorer.app import make_app
from pipeline.places import Places

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--disable-background-networking", "--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]


class Served:
    """An application that answers on loopback, in a thread of its own."""

    def __init__(self, app: Any) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> "Served":
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()


def served(places: Places, *, with_policy: bool = True) -> Served:
    """Return the explorer of an installation, to be used in a `with` block."""
    return Served(make_app(make_explorer(places), with_policy=with_policy))


@contextmanager
def chromium() -> Iterator[Any]:
    """Debian's chromium, which reaches nothing but loopback."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install '.[dev]'")
    if CHROMIUM is None:
        warnings.warn("NO BROWSER TEST WAS RUN: chromium is missing; apt-get install chromium", stacklevel=1)
        pytest.skip("chromium is missing; apt-get install chromium")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()
