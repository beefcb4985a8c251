"""Publish what is held back, on a person's word: `laborwire publish`."""

from datetime import datetime, timezone
from typing import TextIO

from flows.accounts import close_account, close_failed, open_account, restore_working_copy
from flows.add import operator_name
from flows.order import Order
from flows.steps import publish, with_snapshot
from flows.terminal import plain
from pipeline.config import load_settings
from pipeline.decisions import Decisions, alone, append_decisions, make_decision
from pipeline.errors import UsageError, WarehouseError
from pipeline.places import Places
from pipeline.warehouse.batch import Batch
from pipeline.warehouse.load import load
from pipeline.warehouse.lock import writer_lock
from pipeline.warehouse.publish import newest_snapshot
from pipeline.warehouse.release import ADVICE, find_losses, read_held
from pipeline.warehouse.store import Warehouse


def release(places: Places, *, why: str | None, who: str | None, now: datetime, out: TextIO) -> int:
    """Publish, say what was lost, and return the exit code: 1 when it is held back.

    Args:
        why: a person's reason to publish in spite of the loss; None to compare again.

    Raises:
        UsageError: the reason is empty.
        WarehouseError: there is nothing to publish, or it cannot be published.
        LockedError: another run is writing.
    """
    if why is not None and not why.strip():
        raise UsageError("--accept-loss is empty; say in a few words why the loss is right")
    with writer_lock(places, "publish", datetime.now(timezone.utc)):
        restore_working_copy(places)
        if not places.live_warehouse.exists():
            raise WarehouseError(str(places.live_warehouse), "nothing to publish yet; run `laborwire nightly` first")
        losses = find_losses(places, load_settings(places.data).release)
        if losses and why is not None:
            _decide(places, why, who=who or operator_name(), now=now)
        account, report = open_account(places, command="publish", now=now)
        try:
            with Warehouse.open(places.live_warehouse, data=places.data) as warehouse:
                load(warehouse, Batch(decisions=Decisions.read(places.decisions).log))
            order = Order(places=places, now=now)
            report = account.settled(report)
            number = publish(order, report, accepts_loss=why is not None)
            close_account(account, with_snapshot(order, report, number))
        except BaseException:
            close_failed(account, report)
            raise
    held = read_held(places)
    for loss in held.losses if held is not None else losses:
        out.write(plain(f"{loss.source_id}: {loss.words()}") + "\n")
    out.write(f"snapshot {number}\n" if number is not None else f"not published: {ADVICE}\n")
    return 0 if number is not None else 1


def _decide(places: Places, why: str, *, who: str, now: datetime) -> None:
    newest = newest_snapshot(places)
    subject = f"snapshot {newest.number if newest is not None else 0}"
    with alone(places.decisions):
        append_decisions(places.decisions, [make_decision("release", subject, who=who, when=now, why=why)])
