"""Load people's decisions, and what else a command brings, into the live warehouse and publish it, under one account.

For commands that change the warehouse by hand, beside the nights: `review` and `reprocess --accept`.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from flows.accounts import close_account, close_failed, open_account, restore_working_copy
from flows.order import Order
from flows.steps import publish, with_snapshot
from pipeline.decisions import Decisions
from pipeline.errors import WarehouseError
from pipeline.places import Places
from pipeline.publish.shown import digests_to_load
from pipeline.warehouse.batch import Batch, EntityRow
from pipeline.warehouse.load import load
from pipeline.warehouse.release import ADVICE, read_held
from pipeline.warehouse.store import Warehouse
from pipeline.warehouse.stored_contacts import cover_stored_contacts

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
            cover_stored_contacts(warehouse.con)
            batch = Batch(
                entities=entities,
                decisions=Decisions.read(places.decisions).log,
                in_digests=digests_to_load(places),
                run=report,
            )
            load(warehouse, batch)
            done = also(warehouse)
        report = account.settled(report)
        order = Order(places=places, now=now)
        # What a person's proposal takes away is no loss, unless a night before it is held back.
        number = publish(order, report, accepts_loss=command == "reprocess" and read_held(places) is None)
        close_account(account, with_snapshot(order, report, number))
    except BaseException:
        close_failed(account, report)
        raise
    if number is None:
        raise WarehouseError(
            str(places.live_warehouse), f"took it in, but is not published: {_losses(places)}; {ADVICE}"
        )
    return done, number


def _losses(places: Places) -> str:
    held = read_held(places)
    return "; ".join(f"{one.source_id}: {one.words()}" for one in (held.losses if held is not None else ()))
