"""One demo, run once, for all tests that only look at what it made."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from pipeline.config import Places, find_places

COMMAND = str(Path(sys.executable).parent / "laborwire")


def laborwire(*words: str, var: Path | None = None, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command as a person would, in a process of its own."""
    environment = {**os.environ, "NO_COLOR": "1"}
    if var is not None:
        environment["LABORWIRE_VAR"] = str(var)
    return subprocess.run([COMMAND, *words], input=stdin, capture_output=True, env=environment, check=False)


def run_ok(words: Sequence[str], *, var: Path | None = None, stdin: bytes = b"") -> str:
    """Run the command, fail with its words if it does not exit with 0, and return what it printed."""
    done = laborwire(*words, var=var, stdin=stdin)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return done.stdout.decode()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Places, str]]:
    """The places of a finished demo, and what it printed."""
    var = tmp_path_factory.mktemp("demo") / "var"
    printed = run_ok(["demo", "--direct", "--var", str(var)])
    yield find_places(var=var), printed
