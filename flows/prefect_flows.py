"""The Prefect flows `nightly`, `poll`, `weekly`, `watch` and `add`: the same steps as without Prefect, as tasks.

A task is one crawl, one shard of captures, one load, one publication or one digest: paths and numbers
in, counts out, never cached, since every step can be repeated and gives the same rows.

Importing this module imports Prefect; `flows.prefect_env.prepare_prefect` must have run before.
"""

import io
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, TypeVar, cast

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from flows.crawling import CrawlOutcome
from flows.night import run_add_steps, run_night, run_poll
from flows.order import Order, order_for
from flows.report import report_markdown
from flows.steps import PLAIN, Steps
from flows.week import PLAIN_DIGEST, WeekOrder, run_week
from pipeline.errors import NightError
from pipeline.places import find_places
from pipeline.records import RunReport
from pipeline.warehouse.lock import writer_lock

Step = TypeVar("Step", bound=Callable[..., Any])


def _task(step: Step, name: str) -> Step:
    return cast("Step", task(name=name, cache_policy=NO_CACHE, persist_result=False)(step))


TASKS = Steps(
    crawl=_task(PLAIN.crawl, "crawl"),
    read=_task(PLAIN.read, "read shard"),
    load=_task(PLAIN.load, "load"),
    publish=_task(PLAIN.publish, "publish"),
)
_digest_task = _task(PLAIN_DIGEST, "write digest")


@flow(name="nightly", validate_parameters=False)
def nightly(data: str, var: str, now: str | None = None, newsroom_port: int | None = None) -> RunReport:
    """Crawl every enabled source, read what is new and publish a snapshot."""
    places = find_places(data=Path(data), var=Path(var))
    order = order_for(places, _time(now), newsroom_port=newsroom_port)
    report = run_night(order, TASKS)
    create_markdown_artifact(report_markdown(report), key="run-report", description="What the night read and kept")
    return report


@flow(name="poll", validate_parameters=False)
def poll(data: str, var: str, now: str | None = None) -> RunReport | None:
    """Ask for what is due; read and publish it if anything new came."""
    places = find_places(data=Path(data), var=Path(var))
    return run_poll(order_for(places, _time(now), only_due=True), TASKS)


@flow(name="add", validate_parameters=False)
def add(data: str, var: str, capture_ids: list[str], now: str | None = None) -> RunReport:
    """Read captures that are in the archive, whether they are new or not, and publish a snapshot."""
    places = find_places(data=Path(data), var=Path(var))
    order = Order(places=places, now=_time(now))
    with writer_lock(places, "add", datetime.now(timezone.utc)):
        return add_captures(order, tuple(capture_ids), CrawlOutcome())


@flow(name="add pages", validate_parameters=False)
def add_captures(order: Order, capture_ids: tuple[str, ...], crawled: CrawlOutcome) -> RunReport:
    """Do the same for a caller that holds the writer's lock."""
    report = run_add_steps(order, capture_ids, TASKS, crawled=crawled)
    create_markdown_artifact(report_markdown(report), key="run-report", description="What was read and kept")
    return report


@flow(name="weekly", validate_parameters=False)
def weekly(
    data: str, var: str, week: str | None = None, now: str | None = None, formats: list[str] | None = None
) -> list[str]:
    """Write the weekly digest from the newest snapshot."""
    places = find_places(data=Path(data), var=Path(var))
    wanted = tuple(formats) if formats else ("md", "html")
    written = run_week(WeekOrder(places=places, week=week, now=_time(now), formats=wanted), _digest_task)
    for path in written:
        if path.suffix == ".md":
            create_markdown_artifact(path.read_text(), key="weekly-digest", description="The weekly digest")
    return [str(path) for path in written]


@flow(name="watch", validate_parameters=False)
def watch(data: str, var: str, now: str | None = None) -> str:
    """Look at the last night and say what was found; fails, and tells `[alarms] webhook`, when it failed or is missing.

    Raises:
        NightError: it failed, is missing or too old.
    """
    from flows.doctor import run_doctor

    out = io.StringIO()
    places = find_places(data=Path(data), var=Path(var))
    if run_doctor(places, now=_time(now), last_night_only=True, out=out):
        raise NightError(out.getvalue().strip())
    return out.getvalue()


def _time(now: str | None) -> datetime:
    return datetime.fromisoformat(now) if now else datetime.now(timezone.utc)
