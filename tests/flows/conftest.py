"""One demo, run once, for all tests that only look at what it made."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import TextIO, cast

import pytest

from pipeline.places import Places, find_places

COMMAND = str(Path(sys.executable).parent / "laborwire")


def laborwire(*words: str, var: Path | None = None, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command as a person would, in a process of its own."""
    environment = {**os.environ, "NO_COLOR": "1"}
    if var is not None:
        environment["LABORWIRE_VAR"] = str(var)
    return subprocess.run([COMMAND, *words], input=stdin, capture_output=True, env=environment, check=False)


def laborwire_here(*words: str, var: Path | None = None, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command in this process, where the models are loaded once for all commands that need them."""
    from flows.cli import main

    code: object = 0
    with pytest.MonkeyPatch.context() as here, ExitStack() as files:
        given, out, err = (files.enter_context(TemporaryFile("w+", encoding="utf-8")) for _ in range(3))
        given.buffer.write(stdin)
        given.seek(0)
        for name, stream in (("stdin", given), ("stdout", out), ("stderr", err)):
            here.setattr(sys, name, stream)
        here.setattr(sys, "argv", [COMMAND, *words])
        here.setenv("NO_COLOR", "1")
        if var is not None:
            here.setenv("LABORWIRE_VAR", str(var))
        stops_by = signal.getsignal(signal.SIGTERM)
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        finally:
            signal.signal(signal.SIGTERM, stops_by)
        printed, said = (_written(stream) for stream in (out, err))
    return subprocess.CompletedProcess([COMMAND, *words], cast("int", code), printed, said)


def _written(stream: TextIO) -> bytes:
    stream.flush()
    stream.buffer.seek(0)
    return stream.buffer.read()


def run_here(words: Sequence[str], *, var: Path | None = None, stdin: bytes = b"") -> str:
    """Run the command in this process as `run_ok` does in one of its own."""
    done = laborwire_here(*words, var=var, stdin=stdin)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return done.stdout.decode()


def run_ok(words: Sequence[str], *, var: Path | None = None, stdin: bytes = b"") -> str:
    """Run the command, fail with its words if it does not exit with 0, and return what it printed."""
    done = laborwire(*words, var=var, stdin=stdin)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return done.stdout.decode()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Places, str]:
    """The places of a finished demo, and what it printed; each process of the tests has a copy to itself."""
    own = tmp_path_factory.mktemp("demo") / "var"
    # With several processes the folder above is that of the whole run.
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    first, said = shared / "demo-made-once", shared / "demo-made-once.txt"
    with (shared / "demo-made-once.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            said.write_text(run_ok(["demo", "--direct", "--var", str(first)]))
    shutil.copytree(first, own, symlinks=True)
    return find_places(var=own), said.read_text().replace(str(first), str(own))
