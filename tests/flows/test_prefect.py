"""The flows under Prefect: without any server, and against one that is running; the schedule is served."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import COMMAND

from pipeline.places import Places

pytestmark = [pytest.mark.slow, pytest.mark.model, pytest.mark.timeout(600)]


def environment(var: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return {**kept, "LABORWIRE_VAR": str(var), "NO_COLOR": "1", **more}


def ask(url: str, body: dict[str, object] | None = None) -> Any:
    """Return the server's JSON answer; one that says "busy, try again" (503) is asked again, as its clients do."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"})
    for _ in range(20):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as err:
            if err.code != 503:
                raise
        time.sleep(0.5)
    raise AssertionError(f"{url} is still busy")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Prefect server of our own on loopback, as an operator runs one."""
    home = tmp_path_factory.mktemp("prefect")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")},
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    command = [
        sys.executable,
        "-m",
        "prefect",
        "server",
        "start",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-ui",
    ]
    with (home / "log").open("wb") as log:
        child = subprocess.Popen(command, env=settings, stdout=log, stderr=log, start_new_session=True)
    try:
        for _ in range(400):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=2):
                    break
            except OSError:
                assert child.poll() is None, (home / "log").read_text()[-2000:]
                time.sleep(0.3)
        yield f"http://127.0.0.1:{port}/api"
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(30)


def test_runs_with_no_server_no_account_and_no_network(demo: tuple[Places, str]) -> None:
    var = demo[0].var
    done = subprocess.run(
        [COMMAND, "digest", "--prefect", "--week", "2026-W47", "--now", "2026-11-23T07:00:00Z"],
        env=environment(var),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    assert done.stdout.decode().splitlines()[0].endswith("digest.md")
    assert (var / "prefect").is_dir()


@pytest.mark.thorough
def test_runs_against_a_server_and_leaves_report_and_digest_as_artifacts(
    demo: tuple[Places, str], server: str, tmp_path: Path
) -> None:
    settings = environment(tmp_path / "var", PREFECT_API_URL=server)
    page = tmp_path / "page.html"
    page.write_text(
        "<html lang='en'><title>Raters for Appen earn $9 an hour</title><body><article><h1>Raters for Appen earn $9 an "
        "hour</h1><p>People who rate chatbot answers for Appen earn $9 an hour, three of them said on Monday.</p>"
        "<p>They label data that trains artificial intelligence, as contractors, and want better pay.</p></article>"
    )
    commands = [
        [COMMAND, "add", "--prefect", str(page)],
        [COMMAND, "demo"],
    ]
    done = subprocess.run(commands[0], env=settings, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    assert "»$9 an hour«" in done.stdout.decode()
    # Nothing new: the second demo on this warehouse only asks whether pages have changed.
    again = environment(demo[0].var, PREFECT_API_URL=server)
    done = subprocess.run(commands[1], env=again, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    runs = ask(f"{server}/flow_runs/filter", {})
    assert {str(run["state_type"]) for run in runs} == {"COMPLETED"}
    assert len(runs) == 4
    tasks = {str(task["name"]).rsplit("-", 1)[0] for task in ask(f"{server}/task_runs/filter", {})}
    assert {"crawl", "read shard", "load", "publish", "write digest"} <= tasks
    artifacts = {str(artifact["key"]) for artifact in ask(f"{server}/artifacts/filter", {})}
    assert artifacts == {"run-report", "weekly-digest"}


def create_run(server: str, deployment: str, changed: dict[str, object]) -> str:
    parameters = {**ask(f"{server}/deployments/{deployment}")["parameters"], **changed}
    body = {"parameters": parameters, "enforce_parameter_schema": False, "state": {"type": "SCHEDULED"}}
    return str(ask(f"{server}/deployments/{deployment}/create_flow_run", body)["id"])


def run_ends_as(server: str, run: str) -> str:
    state = ""
    for _ in range(400):
        state = str(ask(f"{server}/flow_runs/{run}")["state_type"])
        if state in {"COMPLETED", "FAILED", "CRASHED"}:
            break
        time.sleep(0.5)
    return state


@pytest.mark.thorough
def test_serves_all_deployments_and_runs_them(demo: tuple[Places, str], server: str, tmp_path: Path) -> None:
    settings = environment(tmp_path / "var", PREFECT_API_URL=server)
    (tmp_path / "log").touch()
    with (tmp_path / "log").open("wb") as log:
        child = subprocess.Popen([COMMAND, "schedule"], env=settings, stdout=log, stderr=log, start_new_session=True)
    try:
        crons: dict[str, object] = {}
        for _ in range(200):
            found = ask(f"{server}/deployments/filter", {})
            crons = {
                str(item["name"]): schedule["schedule"]["cron"] for item in found for schedule in item["schedules"]
            }
            if len(crons) == 4:
                break
            assert child.poll() is None, (tmp_path / "log").read_text()[-3000:]
            time.sleep(0.3)
        assert crons == {
            "nightly": "0 2 * * *",
            "poll": "7,22,37,52 * * * *",
            "weekly": "0 7 * * 1",
            "watch": "0 9 * * *",
        }
        # No night has ever run there: the watching flow fails and says so.
        watch = next(str(item["id"]) for item in found if item["name"] == "watch")
        looked = create_run(server, watch, {"var": str(tmp_path / "var")})
        weekly = next(str(item["id"]) for item in found if item["name"] == "weekly")
        run = create_run(server, weekly, {"var": str(demo[0].var), "week": "2026-W46"})
        assert run_ends_as(server, run) == "COMPLETED", (tmp_path / "log").read_text()[-3000:]
        assert (demo[0].digests / "2026-W46" / "digest.md").exists()
        assert run_ends_as(server, looked) == "FAILED"
        assert "no night has run yet" in str(ask(f"{server}/flow_runs/{looked}")["state"]["message"])
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(60)
