"""Tell the operator's webhook that a source fell silent, a night failed, or none has run: each once.

What was told lies in `alarms.json` until it no longer stands. What was refused is tried again by the next night or the
next `laborwire doctor --last-night`; what may have arrived is not. The demo's invented sources alarm nobody.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flows.heartbeat import Alarm, Heartbeat
from pipeline.codec import from_json, to_json
from pipeline.config import load_settings
from pipeline.errors import ArchiveError, ConfigError, LaborwireError
from pipeline.places import Places

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Keys of alarms that the webhook has been told, and when."""

    alarms: dict[str, datetime] = field(default_factory=dict)


def tell_night(places: Places, heartbeat: Heartbeat, *, now: datetime) -> None:
    """Tell what is new about sources, and that a night failed; what goes wrong here does not undo the night."""
    standing: dict[str, dict[str, Any]] = {}
    if heartbeat.state == "failed":
        standing[f"night failed {heartbeat.run}"] = _night("night failed", heartbeat.problem, heartbeat, now)
    else:
        standing |= {f"{one.source_id} {one.alarm}": _source(one, now) for one in heartbeat.alarms}
    try:
        # A night that failed knows nothing new about sources.
        keep = _told(places).alarms if heartbeat.state == "failed" else {}
        _tell(places, standing, keep=keep, now=now)
    except (LaborwireError, OSError) as err:
        log.warning("alarms were not told", extra={"problem": str(err)})


def tell_missed(places: Places, problem: str, heartbeat: Heartbeat | None, *, now: datetime) -> str:
    """Tell, once a day, that no night has ended well since the last one.

    Returns:
        What became of it; "" when nobody is to be told, or was told before.

    Raises:
        ConfigError: the settings cannot be used.
    """
    kind = "night failed" if heartbeat and heartbeat.state == "failed" else "night missed"
    key = f"{kind} {heartbeat.run if heartbeat else ''}"
    if heartbeat is None or abs(now - heartbeat.ended_at) >= timedelta(days=1):
        # The nights after it are missing, too: told once a day for as long as that lasts.
        key += f" {now:%Y-%m-%d}"
    standing = {key: _night(kind, problem, heartbeat, now)}
    return _tell(places, standing, keep=_told(places).alarms, now=now)


def webhook_setting(places: Places) -> str:
    """Return the address that alarms are posted to; "" for none.

    Raises:
        ConfigError: it is one that nothing is posted to.
    """
    settings = load_settings(places.data)
    url = settings.alarms.webhook
    if url:
        from spiders.senders import webhook_problem

        problem = webhook_problem(url, loopback=settings.webhook.loopback)
        if problem is not None:
            raise ConfigError(str(places.data / "laborwire.toml"), f"alarms.webhook: {problem}")
    return url


def _tell(
    places: Places, standing: Mapping[str, dict[str, Any]], *, keep: Mapping[str, datetime], now: datetime
) -> str:
    url = webhook_setting(places)
    if not url:
        return ""
    if places.demo_marker.exists():
        return "withheld: the demo's sources are invented"
    told = _told(places).alarms
    fresh = [key for key in standing if key not in told]
    answer = _post(places, url, [standing[key] for key in fresh], now) if fresh else None
    if answer is not None and answer[0] == "failed":
        log.warning("alarms were not told", extra={"problem": answer[1]})
        fresh = []
    known = {key: told[key] for key in standing if key in told} | dict.fromkeys(fresh, now)
    _remember(places, Told(alarms={**keep, **known}))
    return "" if answer is None else f"{answer[0]}: {answer[1]}"


def _post(places: Places, url: str, events: Sequence[Mapping[str, Any]], now: datetime) -> tuple[str, str]:
    from pipeline.records import bytes_digest
    from spiders.senders import post_json

    settings = load_settings(places.data)
    body = to_json({"at": now, "summary": "; ".join(event["summary"] for event in events), "alarms": events})
    key = bytes_digest(body).removeprefix("sha256:")[:16]
    answer = post_json(url, body, key=key, timeout_s=settings.webhook.timeout_s, loopback=settings.webhook.loopback)
    return answer.state, answer.detail


def _source(alarm: Alarm, now: datetime) -> dict[str, Any]:
    return {
        "kind": "source",
        "at": now,
        "summary": alarm.words(),
        "source_id": alarm.source_id,
        "alarm": alarm.alarm,
        "detail": alarm.detail,
        "since": alarm.since,
    }


def _night(kind: str, problem: str, heartbeat: Heartbeat | None, now: datetime) -> dict[str, Any]:
    return {
        "kind": kind,
        "at": now,
        "summary": f"{kind}: {problem}",
        "last_ended_at": heartbeat.ended_at if heartbeat else None,
    }


def _told(places: Places) -> Told:
    try:
        return from_json(Told, places.told_alarms.read_bytes())
    except (FileNotFoundError, ArchiveError):
        # Torn or of another version: to be told twice is better than never.
        return Told()


def _remember(places: Places, told: Told) -> None:
    part = places.told_alarms.with_suffix(".part")
    part.write_bytes(to_json(told) + b"\n")
    part.replace(places.told_alarms)
