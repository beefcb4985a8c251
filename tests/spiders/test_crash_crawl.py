"""A crawl that is killed and run again has every page once. `make crash` does this many times, on 2,000 pages."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.places import CHECKOUT


@pytest.mark.slow
def test_a_killed_crawl_stores_every_page_exactly_once() -> None:
    script = str(Path(__file__).with_name("crash_crawl.py"))
    done = subprocess.run(
        [sys.executable, script, "--kills", "3", "--pages", "200"],
        cwd=CHECKOUT,
        env={"PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "3 kills, 0 crawls that ended differently"
    assert done.stdout.count("each page once") == 3
