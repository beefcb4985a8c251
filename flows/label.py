"""Write down which articles people keep and drop, let the warehouse follow, and learn from it.

A decision is on disk, in the append-only log, before anything else is done with it. From then on it wins over the
model for that article: in every night, in a rebuild and in whatever is read anew (`flows.reading`). Then the live
warehouse takes it in: a dropped article is withdrawn, one that had been dropped by the model is read from the archive
and stored. At last the decided articles teach the relevance model of this installation (`models.relevance_taught`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Literal

import numpy as np

from flows.add import KEEP_ALL
from flows.night import run_add_steps
from flows.order import Order
from flows.taking_in import load_and_publish
from flows.tools import Tools
from pipeline.archive.store import Archive
from pipeline.decisions import Decisions, alone, append_decisions, make_decision
from pipeline.errors import ArchiveError, UsageError
from pipeline.extract.pool import ExtractPool, Page
from pipeline.filters import Refused
from pipeline.places import Places
from pipeline.publish.label_queue import ToLabel, read_least_certain, read_named
from pipeline.records import Capture, Decision
from pipeline.urls import canonical_url
from pipeline.warehouse.lock import writer_lock

Side = Literal["keep", "drop"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A text that is on the other side of the threshold since the model was taught."""

    name: str
    """Address of a decided article, or id of a labelled lead."""
    before: float
    after: float
    is_gain: bool
    """True where it is now on the side where people say it belongs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What the model learned from the decided articles."""

    kept: int
    dropped: int
    unread: tuple[str, ...]
    """Decided articles that teach nothing: their text is nowhere to be found, or not English."""
    changes: tuple[Change, ...]
    agreed: int
    """Decided articles on the side where people put them, after the lesson."""
    leads_right: tuple[int, int]
    """Labelled leads on their side before the lesson, and after."""
    leads: int


class LabelDesk:
    """Where one person labels the articles of one installation."""

    def __init__(self, places: Places, *, who: str, now: datetime | None = None) -> None:
        self._places = places
        self._who = who
        self._now = now
        self.decided: list[Decision] = []

    @property
    def threshold(self) -> float:
        """Score from which an article is kept."""
        return Tools.shared(self._places).settings.models.relevance_threshold

    def queue(self, *, most: int) -> tuple[ToLabel, ...]:
        """Return the articles of which the model is least sure, with the texts of those that it dropped."""
        found = read_least_certain(
            self._places.warehouse, decided=set(self._latest()), threshold=self.threshold, most=most
        )
        return self._with_texts(found)

    def find(self, names: Sequence[str]) -> tuple[ToLabel, ...]:
        """Return the articles with these ids or addresses, also those that only the archive has.

        Raises:
            UsageError: neither the newest snapshot nor the archive has one of them.
        """
        stored = read_named(self._places.warehouse, [*names, *map(canonical_url, names)])
        found = []
        for name in names:
            known = stored.get(name) or stored.get(canonical_url(name))
            if known is None and (self._capture(name) or self._capture(canonical_url(name))) is None:
                raise UsageError(
                    f"{name!r} is neither an article of the newest snapshot nor an address in the archive; "
                    "`laborwire label --list` shows ids and addresses"
                )
            address = name if self._capture(name) is not None else canonical_url(name)
            found.append(known or _dropped(address))
        return self._with_texts(found)

    def decide(self, article: ToLabel, side: Side, *, why: str) -> Decision:
        """Write a decision down, durably.

        Raises:
            ArchiveError: the log is torn, or the disk is full; nothing is written.
        """
        with alone(self._places.decisions):
            known = Decisions.read(self._places.decisions).on_keeping(article.url)
            when = self.clock()
            if known is not None:
                # Two decisions of one moment would have no order.
                when = max(when, known.when + timedelta(microseconds=1))
            decision = make_decision(side, article.url, who=self._who, when=when, why=why)
            append_decisions(self._places.decisions, [decision])
        self.decided.append(decision)
        return decision

    def take_in(self) -> int:
        """Let the live warehouse follow what was decided, publish it, and return the snapshot's number.

        Raises:
            LockedError: another run is writing.
            WarehouseError: the warehouse cannot be opened, loaded or published.
        """
        with writer_lock(self._places, "label", datetime.now(timezone.utc)):
            wanted = [one.subject for one in self.decided if one.verb == "keep"]
            stored = read_named(self._places.warehouse, wanted)
            captures = [self._capture(url) for url in dict.fromkeys(wanted) if url not in stored]
            missing = tuple(one.id for one in captures if one is not None)
            if missing:
                Tools.shared(self._places)
                report = run_add_steps(Order(places=self._places, now=self.clock()), missing)
                return report.snapshot or 0
            return load_and_publish(self._places, command="label", now=self.clock(), also=lambda _: None)[1]

    def learn(self) -> Lesson:
        """Teach the model of this installation what people decided, and return what changed.

        Raises:
            ModelError: the weights cannot be used.
        """
        from models.relevance_taught import LEADS, ScoredLeads, Taught, teach

        latest = {
            url: one for url, one in self._latest().items() if one.verb in {"keep", "drop"} and one.why != KEEP_ALL
        }
        stored = read_named(self._places.warehouse, latest)
        shown = self._with_texts([stored.get(url) or _dropped(url) for url in latest])
        tools = Tools.shared(self._places)
        model = tools.relevance
        # The head reads English alone: articles in other languages teach it nothing.
        fits = [bool(one.text) and model.language_of(one.title, one.text) == "en" for one in shown]
        decided = list(zip(latest.items(), shown, fits, strict=True))
        known = [(one, decision.verb == "keep") for (_, decision), one, fit in decided if fit]
        unread = tuple(url for (url, _), _, fit in decided if not fit)
        scored = model.score_leads([(one.title, one.text) for one, _ in known])
        labels = np.array([keep for _, keep in known], dtype=bool)
        base = np.array([one.base for one in scored])
        vectors = np.array([one.vector for one in scored], dtype=np.float32).reshape(len(scored), -1)
        before = Taught.load(self._places.taught, made_for=model.head_digest)
        taught = teach(vectors, base, labels, head_digest=model.head_digest)
        taught.save(self._places.taught)
        # The next verdict of this process must know it, too.
        tools.__dict__.pop("relevance", None)
        leads = ScoredLeads.load(LEADS, made_for=model.head_digest)
        names = (*(one.url for one, _ in known), *leads.ids)
        rows = np.concatenate([vectors, leads.vectors.astype(np.float32)]) if len(known) else leads.vectors.astype("f4")
        bases = np.concatenate([base, leads.base.astype(np.float64)])
        truth = np.concatenate([labels, leads.labels])
        old = bases + before.shifts(rows) if before is not None else bases
        new = bases + taught.shifts(rows)
        line = float(np.log(max(self.threshold, 1e-9) / max(1 - self.threshold, 1e-9)))
        was, now = old >= line, new >= line
        changes = tuple(
            Change(
                name=names[place],
                before=_chance(old[place]),
                after=_chance(new[place]),
                is_gain=bool(now[place] == truth[place]),
            )
            for place in np.flatnonzero(was != now)
        )
        count = len(known)
        return Lesson(
            kept=int(labels.sum()),
            dropped=int(count - labels.sum()),
            unread=unread,
            changes=changes,
            agreed=int((now[:count] == labels).sum()),
            leads_right=(int((was[count:] == leads.labels).sum()), int((now[count:] == leads.labels).sum())),
            leads=len(leads.ids),
        )

    def clock(self) -> datetime:
        """Return the time to write down: the one that was told, or now."""
        return self._now or datetime.now(timezone.utc)

    def _latest(self) -> dict[str, Decision]:
        decisions = Decisions.read(self._places.decisions)
        return {subject: one for (group, subject), one in decisions.by_subject.items() if group == "keeping"}

    def _capture(self, url: str) -> Capture | None:
        if not (self._places.archive / "index.sqlite").exists():
            return None
        with Archive.open(self._places.archive) as archive:
            return archive.latest(url)

    def _with_texts(self, articles: Iterable[ToLabel]) -> tuple[ToLabel, ...]:
        """Return the articles, those without a text read from the archive."""
        shown = list(articles)
        bare = {
            place: capture for place, one in enumerate(shown) if not one.text and (capture := self._capture(one.url))
        }
        if not bare:
            return tuple(shown)
        settings = Tools.shared(self._places).settings.extract
        with (
            Archive.open(self._places.archive) as archive,
            ExtractPool(workers=1, timeout_s=settings.timeout_s, memory_mib=settings.memory_mib) as pool,
        ):
            for place, capture in bare.items():
                try:
                    body = archive.body(capture.id)
                except ArchiveError:
                    # What cannot be read back stays without a text, and is said to be so.
                    continue
                read = pool.extract(Page(html=body, url=capture.final_url, fetched_at=capture.fetched_at))
                if not isinstance(read, Refused):
                    shown[place] = replace(
                        shown[place],
                        title=read.title or capture.title_hint or "",
                        text=read.text,
                        published=read.published or capture.published_hint,
                    )
        return tuple(shown)


def _dropped(url: str) -> ToLabel:
    return ToLabel(id=None, url=url, title="", source="", published=None, is_kept=False, score=0.0, reasons=(), text="")


def _chance(logit: float) -> float:
    return float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))
