"""Mail the weekly digest: at most once to each receiver and week, whatever is killed when.

The ledger is that of alerts (`pipeline.watch.log`), in a file of its own: each sending is "sending" on disk before its
first byte goes out and "sent" when the server has confirmed it. One that a killed run left between the two is in doubt:
it is reported, and repeated only when a person names its receiver.
"""

import os
from collections.abc import Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING, TextIO

from flows.week import last_week
from pipeline.config import Settings, load_settings
from pipeline.errors import ConfigError, UsageError
from pipeline.places import Places
from pipeline.warehouse.lock import held
from pipeline.watch.log import AlertLog, Delivery

if TYPE_CHECKING:
    from email.message import EmailMessage


def check_sending(places: Places, *, again: Sequence[str] = ()) -> None:
    """Refuse what cannot be sent, before a digest is made for it.

    Raises:
        ConfigError: receivers or the mail server are not in the settings, or one is no mail address.
        UsageError: `again` names nobody of the receivers.
    """
    settings = load_settings(places.data)
    path = str(places.data / "laborwire.toml")
    if not settings.digest.mail_to:
        raise ConfigError(path, "nobody to send the digest to; list addresses in mail_to under [digest]")
    if not (settings.mail.host and settings.mail.sender):
        raise ConfigError(path, "digest.mail_to wants host and sender under [mail]")
    for address in settings.digest.mail_to:
        if not _is_address(address):
            raise ConfigError(path, f"digest.mail_to: {address!r} is no mail address")
    for address in again:
        if address not in settings.digest.mail_to:
            raise UsageError(f"--again {address!r} is not in digest.mail_to ({', '.join(settings.digest.mail_to)})")


def send_week(places: Places, *, week: str | None, now: datetime, again: Sequence[str], out: TextIO) -> int:
    """Send a written week's digest to those who have not got it, say what became of each, and return the exit code.

    Args:
        again: receivers to whom a sending in doubt is repeated.

    Returns:
        0 when every receiver has it, else 1.

    Raises:
        ConfigError: as `check_sending`.
        LockedError: another run is sending.
        AlertError: the ledger cannot be written.
    """
    check_sending(places, again=again)
    week = week or last_week(now)
    settings = load_settings(places.data)
    ledger = places.var / "digest_mail.sqlite"
    lock = held(places.var / "digest_mail.lock", "digest", datetime.now(timezone.utc))
    with lock, AlertLog.open(ledger) as book:
        book.recover(now)
        known = {one.destination: one for one in book.deliveries(week)}
        for address in dict.fromkeys(settings.digest.mail_to):
            one = known.get(address)
            if one is None or (address in again and one.state != "sent"):
                one = Delivery(alert_id=week, destination=address, state="pending", at=now, detail="", n_failed=0)
                book.append([one], "pending", now, "again, by a person" if address in known else "")
            if one.is_due():
                _send_one(places, settings, book, one, now)
        left = {one.destination: one for one in book.deliveries(week)}
    for address in dict.fromkeys(settings.digest.mail_to):
        _tell(left[address], before=known.get(address), out=out)
    return int(any(left[address].state != "sent" for address in settings.digest.mail_to))


def _send_one(places: Places, settings: Settings, book: AlertLog, one: Delivery, now: datetime) -> None:
    from spiders.senders import send_mail

    if places.demo_marker.exists():
        book.append([one], "withheld", now, "the demo's articles are invented")
        return
    password = os.environ.get(settings.mail.password_env, "")
    if settings.mail.user and not password:
        problem = f"environment variable {settings.mail.password_env} has no password for {settings.mail.user}"
        book.append([one], "failed", now, problem)
        return
    message = _message(places, settings, week=one.alert_id, to=one.destination)
    book.append([one], "sending", now)
    answer = send_mail(message, settings=settings.mail, password=password)
    book.append([one], answer.state, now, answer.detail)


def _message(places: Places, settings: Settings, *, week: str, to: str) -> "EmailMessage":
    """Return the written mail of a week, addressed."""
    from pipeline.publish.formats import FILES
    from pipeline.publish.mail import addressed

    content = (places.digests / week / FILES["mail"]).read_bytes()
    return addressed(content, week=week, sender=settings.mail.sender, to=to)


def _tell(one: Delivery, *, before: Delivery | None, out: TextIO) -> None:
    words = one.words()
    if before is not None and before.state == "sent":
        words = "sent before, not again"
    out.write(f"{words}: {one.alert_id} to {one.destination}{f': {one.detail}' if one.detail else ''}\n")
    if one.state == "unconfirmed":
        again = f"laborwire digest --week {one.alert_id} --send --again {one.destination}"
        out.write(f"  nobody knows whether it arrived; ask there, and if not: {again}\n")


def _is_address(text: str) -> bool:
    name, at, domain = text.rpartition("@")
    return bool(at and name and domain) and not any(one.isspace() or one in '<>,;:"\\' for one in text)
