"""Load people's decisions, and what else a command brings, into the live warehouse and publish it, under one account.

For commands that change the warehouse by hand, beside the nights: `review` and `reprocess --accept`.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from flows.accounts import close_account, close_failed, open_account, restore_working_copy
from flows.order import Order
from flows.steps import publish
from pipeline.config import Places
from pipeline.decisions import Decisions
from pipeline.publish.shown import digests_to_load
from pipeline.warehouse.batch import Batch, EntityRow
from pipeline.warehouse.load import load
from pipeline.warehouse.store import Warehouse

T = TypeVar("T")


def load_and_publish(
    places: Places,
    *,
    command: str,
    now: datetime,
    also: Callable[[Warehouse], T],
    entities: tuple[EntityRow, ...] = (),
) -> tuple[T, int]:
    """Load the log of decisions, do the rest, publish, and return what the rest returned and the snapshot's number.

    The caller holds the writer's lock.

    Args:
        entities: of the gazetteer, where names are newer than the last night; () leaves them as they are.

    Raises:
        WarehouseError: the warehouse cannot be opened, loaded or published.
    """
    restore_working_copy(places)
    account, report = open_account(places, command=command, now=now)
    try:
        with Warehouse.open(places.live_warehouse, data=places.data) as warehouse:
            batch = Batch(
                entities=entities,
                decisions=Decisions.read(places.decisions).log,
                in_digests=digests_to_load(places),
                run=report,
            )
            load(warehouse, batch)
            done = also(warehouse)
        report = account.settled(report)
        number = publish(Order(places=places, now=now), report)
        close_account(account, replace(report, snapshot=number))
    except BaseException:
        close_failed(account, report)
        raise
    return done, number
