"""Serve the nightly, polling, weekly and watching deployments with Prefect, or print the lines for those without it."""

import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from flows.prefect_env import prepare_prefect
from pipeline.errors import PrefectError, UsageError
from pipeline.places import Places

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

NIGHTLY_CRON = "0 2 * * *"
# Every 15 minutes, but never at the minute at which the night begins.
POLL_CRON = "7,22,37,52 * * * *"
WEEKLY_CRON = "0 7 * * 1"
WATCH_CRON = "0 9 * * *"


def print_schedule(places: Places, kind: str, *, out: TextIO) -> None:
    """Print crontab lines or systemd units that run the night, the polls and the digest.

    Raises:
        UsageError: `kind` is neither cron nor systemd.
    """
    command = f"{_quoted(Path(sys.prefix) / 'bin' / 'laborwire')}"
    options = f"--data {_quoted(places.data)} --var {_quoted(places.var)}"
    log = _quoted(places.var / "schedule.log")
    if kind == "cron":
        out.write(
            "# The night at 02:00, a poll every 15 minutes, the digest on Monday at 07:00, in the machine's zone.\n"
        )
        out.write(f"{NIGHTLY_CRON} {command} nightly --direct {options} >> {log} 2>&1\n")
        out.write(f"{POLL_CRON} {command} poll {options} >> {log} 2>&1\n")
        out.write(f"{WEEKLY_CRON} {command} digest {options} >> {log} 2>&1\n")
        out.write("# A night that failed or never ran is noticed at 09:00, and posted to [alarms] webhook.\n")
        out.write(f"{WATCH_CRON} {command} doctor --last-night {options} >> {log} 2>&1\n")
    elif kind == "systemd":
        for name, verb, calendar in (
            ("nightly", "nightly --direct", "*-*-* 02:00"),
            ("poll", "poll", "*-*-* *:07,22,37,52"),
            ("weekly", "digest", "Mon *-*-* 07:00"),
            ("watch", "doctor --last-night", "*-*-* 09:00"),
        ):
            out.write(f"# /etc/systemd/system/laborwire-{name}.service\n")
            out.write(f"[Unit]\nDescription=laborwire {name}\n\n[Service]\nType=oneshot\n")
            out.write(f"ExecStart={command} {verb} {options}\n\n")
            out.write(f"# /etc/systemd/system/laborwire-{name}.timer\n")
            out.write(f"[Unit]\nDescription=laborwire {name}\n\n[Timer]\nOnCalendar={calendar}\nPersistent=true\n\n")
            out.write("[Install]\nWantedBy=timers.target\n\n")
        out.write(
            "# then: systemctl enable --now laborwire-nightly.timer laborwire-poll.timer laborwire-weekly.timer "
            "laborwire-watch.timer\n"
        )
    else:
        raise UsageError(f"--print {kind!r}: choose cron or systemd")


def serve_schedule(places: Places) -> None:
    """Serve the deployments until stopped.

    Schedules need a server that stays: the one in PREFECT_API_URL, or one that is started here on loopback.
    """
    import os

    prepare_prefect(places, serves=True)
    if not os.environ.get("PREFECT_API_URL"):
        with _local_server(places):
            _serve(places)
    else:
        _serve(places)


def _serve(places: Places) -> None:
    from prefect import serve
    from prefect.types.entrypoint import EntrypointType

    from flows.prefect_flows import nightly, poll, watch, weekly

    where = {"data": str(places.data), "var": str(places.var)}
    # Outside an event loop `to_deployment` gives the deployment itself; its type says "or a coroutine".
    # Found by module, not by file: a run starts in whatever folder the runner stands in.
    by_module = EntrypointType.MODULE_PATH
    deployments = (
        nightly.to_deployment("nightly", cron=NIGHTLY_CRON, parameters=where, entrypoint_type=by_module),
        poll.to_deployment("poll", cron=POLL_CRON, parameters=where, entrypoint_type=by_module),
        weekly.to_deployment("weekly", cron=WEEKLY_CRON, parameters=where, entrypoint_type=by_module),
        watch.to_deployment("watch", cron=WATCH_CRON, parameters=where, entrypoint_type=by_module),
    )
    serve(*cast("tuple[RunnerDeployment, ...]", deployments))


class _local_server:  # noqa: N801  # reads as a verb in `with`
    def __init__(self, places: Places) -> None:
        self._log = places.var / "prefect" / "server.log"

    def __enter__(self) -> None:
        import os
        import socket
        import subprocess
        import urllib.error
        import urllib.request

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with self._log.open("ab") as log:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=2):  # loopback
                    sys.stderr.write(f"Prefect server on http://127.0.0.1:{port}\n")
                    return
            except (urllib.error.URLError, OSError):
                if self._server.poll() is not None:
                    break
                time.sleep(0.3)
        self.__exit__()
        raise PrefectError(str(self._log))

    def __exit__(self, *_: object) -> None:
        import subprocess

        self._server.terminate()
        try:
            self._server.wait(20)
        except subprocess.TimeoutExpired:
            self._server.kill()


def _quoted(path: Path) -> str:
    return shlex.quote(str(path.absolute()))
