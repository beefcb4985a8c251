"""Start a night or a digest directly, or as a Prefect flow: the one place that chooses."""

from datetime import datetime
from pathlib import Path

from pipeline.places import Places
from pipeline.records import RunReport


def launch_night(places: Places, *, now: datetime, direct: bool, newsroom_port: int | None = None) -> RunReport:
    """Run a night and return its report."""
    from flows.crawling import check_crawl
    from flows.night import run_night
    from flows.order import order_for, refuse_mixing

    order = order_for(places, now, newsroom_port=newsroom_port)
    if direct:
        return run_night(order)
    # What cannot work is said before a server is started for it.
    refuse_mixing(order)
    check_crawl(order)
    from flows.prefect_env import prepare_prefect

    prepare_prefect(places)
    from flows.prefect_flows import nightly

    return nightly(data=str(places.data), var=str(places.var), now=now.isoformat(), newsroom_port=newsroom_port)


def launch_poll(places: Places, *, now: datetime, direct: bool) -> RunReport | None:
    """Run a poll of what is due and return its report; None when another run is writing, which leaves nothing to do."""
    from flows.crawling import check_crawl
    from flows.night import run_poll
    from flows.order import order_for, refuse_mixing

    order = order_for(places, now, only_due=True)
    refuse_mixing(order)
    check_crawl(order)
    if direct:
        return run_poll(order)
    from flows.prefect_env import prepare_prefect

    prepare_prefect(places)
    from flows.prefect_flows import poll

    return poll(data=str(places.data), var=str(places.var), now=now.isoformat())


def launch_week(
    places: Places, *, week: str | None, now: datetime, direct: bool, formats: tuple[str, ...] = ("md", "html")
) -> tuple[Path, ...]:
    """Write a week's digest and return its files."""
    from flows.week import WeekOrder, run_week

    if direct:
        return run_week(WeekOrder(places=places, week=week, now=now, formats=formats))
    from flows.prefect_env import prepare_prefect

    prepare_prefect(places)
    from flows.prefect_flows import weekly

    written = weekly(str(places.data), str(places.var), week, now.isoformat(), list(formats))
    return tuple(Path(path) for path in written)
