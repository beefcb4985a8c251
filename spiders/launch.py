"""Start a crawl in a process of its own, wait for it, and read what it learnt."""

import logging
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from pipeline.errors import CrawlError
from pipeline.places import CHECKOUT
from spiders.job import CrawlJob, CrawlResult, read_result, write_json
from spiders.state import CrawlState, horizon_before

log = logging.getLogger(__name__)

# The crawl itself needs 5 s for answers on their way; whoever stops us waits for 10.
_STOP_S = 8.0


def has_work(job: CrawlJob) -> bool:
    """Say whether this crawl would ask anybody anything: when not, no process need be started for it."""
    if job.urls or not Path(job.state).exists():
        return True
    horizon = horizon_before(job.now, days=job.horizon_days)
    with CrawlState.open(Path(job.state), now=job.now) as state:
        return any(
            state.feeds_to_ask((feed.url for feed in source.feeds), only_due=job.only_due)
            or state.due(source.id, horizon=horizon)
            for source in job.sources
        )


def run_crawl(job: CrawlJob, *, timeout_s: float | None = None) -> CrawlResult:
    """Run `job` to its end and return its result, unfinished if it was stopped.

    The child has a session of its own, so Ctrl-C reaches us only; we stop the child cleanly.

    Args:
        timeout_s: after so many seconds the crawl is stopped cleanly; its pages stay due for the next one.

    Raises:
        CrawlError: the crawl could not run; carries its last words.
    """
    result = Path(job.result)
    result.parent.mkdir(parents=True, exist_ok=True)
    result.unlink(missing_ok=True)
    job_file = result.with_name(result.stem + ".job.json")
    write_json(job_file, replace(job, parent_pid=os.getpid()))
    command = [sys.executable, "-m", "spiders.crawl", str(job_file)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(CHECKOUT), os.environ.get("PYTHONPATH", "")])}
    words_file = result.with_name(result.stem + ".log")
    is_late = False
    with words_file.open("wb") as words:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=words, stderr=words, start_new_session=True, env=environment
        )
        try:
            code = child.wait(timeout_s)
        except subprocess.TimeoutExpired:
            log.warning("crawl stopped at its time limit", extra={"seconds": timeout_s})
            is_late = True
            code = _stop(child)
        except BaseException:
            _stop(child)
            raise
    if code in {1, 2} or not (is_late or result.exists()):
        last = words_file.read_text("utf-8", "replace").strip().splitlines()
        raise CrawlError(code, last[-1] if last else "", str(words_file))
    answer = read_result(result)
    if not answer.finished:
        # What it fetched is kept; the rest stays due for the next one.
        if not answer.stopped:
            # It was stopped while it started, or killed, and could not say why.
            answer = replace(answer, stopped=f"stopped after {timeout_s:g} s" if is_late else f"ended with code {code}")
        log.warning("the crawl was cut short", extra={"code": code, "why": answer.stopped})
    return answer


def _stop(child: "subprocess.Popen[bytes]") -> int:
    child.send_signal(signal.SIGTERM)
    try:
        return child.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()
