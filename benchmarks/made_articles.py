"""Make what the benchmarks of copies and stories need: edited copies of the gold articles, and archives of any length.

Everything comes from a seed. Words of a made archive have frequencies as in real text (Zipf, with Mandelbrot's shift),
events are told by a few articles within days, some platforms are in many of them, one article in eight is a copy of a
recent one, and one in three ends in a notice that many have.
"""

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.relate.relatable import Relatable

_BEGUN = datetime(2020, 1, 1, tzinfo=timezone.utc)
_WORDS, _SHIFT = 50_000, 2.7
_SYLLABLE_TEXT = "ba co di fu ga hel in jor ka lum me nor os pra qui ro sta ten ul ver wi zan"
_SYLLABLES = _SYLLABLE_TEXT.split()
_MEDIAN_WORDS, _SPREAD = 350, 0.6
_PLATFORMS, _SUBJECTS, _NOTICES = 60, 400, 300
_EVENT_ARTICLES, _EVENT_DAYS = 4, 10
_COPY_SHARE, _NOTICE_SHARE = 0.125, 0.33
# Vectors of one event are about .75 close, of one subject .4, as with a model of sentences.
_EVENT_PART, _OWN_PART = 0.75, 0.75

_FURNITURE = (
    "Home News Money Jobs Sport Weather Subscribe Sign in",
    "Sign up to our morning letter and never miss a story that matters to you",
    "Share this article with somebody who should read it, or save it for later",
    "Read more: what our readers said about the last report in this series",
    "We use cookies to learn which pages are read and to show what you may like",
    "Support our newsroom with a gift of any size; every bit helps us to go on reporting",
)
_ROLES = ("speech rater", "code reviewer", "image tagger", "chat grader", "translator who checks machines")
_FIRMS = ("Ambrel", "Costrin", "Delphor", "Ennick", "Fallowmark", "Gristle & Co", "Harnly", "Ithmar", "Jessop Rating")


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article and the group that it belongs to."""

    article: Relatable
    group: str
    kind: str


@dataclass(frozen=True, slots=True)
class Made:
    """An article of a made archive."""

    article: Relatable
    vector: NDArray[np.float32]
    event: int
    copy_of: str | None


def edited_copies(gold: Path, *, seed: int) -> list[Labelled]:
    """Return the articles under `gold`, three edited copies of each, and job offers of one form that are no copies."""
    chance = random.Random(seed)  # noqa: S311  # edits, not secrets
    made: list[Labelled] = []
    for number, path in enumerate(sorted(gold.glob("*/*.toml"))):
        item = tomllib.loads(path.read_text(encoding="utf-8"))
        group, title, body = f"g{number}", str(item["title"]), str(item["body"]).strip()
        day = number % 25
        made.append(Labelled(_told(group, title, body, outlet=f"first{number % 7}", day=day), group, "original"))
        for at, kind in enumerate(chance.sample(list(_EDITS), 3)):
            copied = _told(f"{group}.{at}", _headline(title, chance), _EDITS[kind](body, chance),
                           outlet=f"other{chance.randrange(40)}", day=day + 1 + at)  # fmt: skip
            made.append(Labelled(copied, group, kind))
    for number in range(40):
        made.append(Labelled(_offer(number, chance), f"offer{number}", "offer"))
    return sorted(made, key=lambda one: (one.article.published or _BEGUN, one.article.id))


def _told(id_: str, title: str, text: str, *, outlet: str, day: int) -> Relatable:
    return Relatable(
        id=id_, url=f"https://{outlet}.example/{id_}", title=title, text=text,
        published=_BEGUN + timedelta(days=day), source=f"{outlet}.example",
    )  # fmt: skip


def _headline(title: str, chance: random.Random) -> str:
    return chance.choice((title, title, f"{title} - report", title.partition(",")[0]))


def _same(text: str, _: random.Random) -> str:
    return re.sub(r"\s+", " ", text).replace("“", '"').replace("”", '"')


def _wrapped(text: str, chance: random.Random) -> str:
    lines = list(_FURNITURE)
    chance.shuffle(lines)
    return "\n".join([*lines[:3], text, *lines[3:]])


def _trimmed(text: str, chance: random.Random) -> str:
    paragraphs = text.split("\n\n")
    return "\n\n".join(paragraphs[: max(2, round(len(paragraphs) * chance.uniform(0.5, 0.8)))])


def _excerpt(text: str, _: random.Random) -> str:
    paragraphs = text.split("\n\n")
    return "\n\n".join(paragraphs[: max(2, len(paragraphs) // 4)])


def _sub_edited(text: str, chance: random.Random) -> str:
    """Drop one sentence in twelve, exchange one plain word in thirty, put an agency's line before it."""
    sentences = [one for one in re.split(r"(?<=[.!?])\s+", text) if chance.random() > 1 / 12]
    words = " ".join(sentences).split(" ")
    plain = [word for word in words if word.isalpha() and word.islower()]
    changed = [chance.choice(plain) if word in plain and chance.random() < 1 / 30 else word for word in words]
    return "(Wire) - " + " ".join(changed)


_EDITS = {"same": _same, "wrapped": _wrapped, "trimmed": _trimmed, "excerpt": _excerpt, "edited": _sub_edited}


def _offer(number: int, chance: random.Random) -> Relatable:
    firm, role = f"{chance.choice(_FIRMS)} {number}", chance.choice(_ROLES)
    dollars, hours = 9 + number % 45, 5 + number % 31
    text = (
        f"{firm} is taking on people who work as {role} from their own home. The pay is ${dollars} an hour and is sent"
        f" once a week after tasks have been checked. Up to {hours} hours a week are offered and none are promised."
        " There is an unpaid test, and those who pass it wait for a place on a project. A laptop, a quiet room and a"
        " proof of identity are needed, and nobody who is taken on is an employee."
    )
    return _told(f"offer{number}", f"{firm} offers ${dollars} an hour", text, outlet="board", day=number % 30)


def archive(*, seed: int, per_day: float) -> Iterator[Made]:
    """Yield articles in time order without end, `per_day` of them a day."""
    random_ = np.random.default_rng(seed)
    words = _vocabulary(random_)
    frequency = 1 / (np.arange(_WORDS) + 1 + _SHIFT)
    cumulated = np.cumsum(frequency / frequency.sum())
    platforms = [_capital(random_) for _ in range(_PLATFORMS)]
    weights = 1 / np.arange(1, _PLATFORMS + 1)
    weights /= weights.sum()
    notices = [_sentences(words[np.searchsorted(cumulated, random_.random(30))], random_) for _ in range(_NOTICES)]
    subjects = random_.standard_normal((_SUBJECTS, 384), dtype=np.float32)
    live: list[_Event] = []
    recent: list[Made] = []
    number = 0
    while True:
        day = number / per_day
        live = [event for event in live if event.ends > day]
        if not live or random_.random() < 1 / _EVENT_ARTICLES:
            live.append(_Event.new(number, day, words, platforms, weights, subjects, random_))
        event = live[int(random_.integers(len(live)))]
        published = _BEGUN + timedelta(days=day)
        if recent and random_.random() < _COPY_SHARE:
            made = _reprint(recent[int(random_.integers(len(recent)))], number, published, notices, random_)
        else:
            made = event.told(number, published, words, cumulated, notices, random_)
            recent = [*recent[-100:], made]
        yield made
        number += 1


@dataclass(frozen=True, slots=True)
class _Event:
    number: int
    ends: float
    words: NDArray[np.str_]
    names: list[str]
    figures: NDArray[np.int64]
    vector: NDArray[np.float32]

    @classmethod
    def new(
        cls, number: int, day: float, words: NDArray[np.str_], platforms: list[str], weights: NDArray[np.float64],
        subjects: NDArray[np.float32], random_: np.random.Generator,
    ) -> "_Event":  # fmt: skip
        names = [str(random_.choice(platforms, p=weights)), *(_capital(random_) for _ in range(4))]
        subject = subjects[int(random_.integers(len(subjects)))]
        own = random_.standard_normal(384, dtype=np.float32)
        return cls(
            number=number, ends=day + random_.exponential(_EVENT_DAYS),
            words=words[random_.integers(200, _WORDS, 40)], names=names, figures=random_.integers(3, 90_000, 8),
            vector=subject + np.float32(_EVENT_PART) * own,
        )  # fmt: skip

    def told(
        self, number: int, published: datetime, words: NDArray[np.str_], cumulated: NDArray[np.float64],
        notices: list[str], random_: np.random.Generator,
    ) -> Made:  # fmt: skip
        count = int(min(max(random_.lognormal(0, _SPREAD) * _MEDIAN_WORDS, 60), 3000))
        drawn = words[np.searchsorted(cumulated, random_.random(count))]
        of_event = random_.random(count) < 0.08
        drawn[of_event] = self.words[random_.integers(0, len(self.words), int(of_event.sum()))]
        tokens = drawn.tolist()
        for at in range(5, count, 25):
            tokens[at] = self.names[int(random_.integers(len(self.names)))]
        for at in range(17, count, 60):
            tokens[at] = str(self.figures[int(random_.integers(len(self.figures)))])
        text = _sentences(np.array(tokens), random_)
        if random_.random() < _NOTICE_SHARE:
            text += "\n" + notices[int(random_.integers(len(notices)))]
        title = f"{self.names[0]} {' '.join(tokens[6:13])}"
        vector = self.vector + np.float32(_OWN_PART) * random_.standard_normal(384, dtype=np.float32)
        article = _dated(number, title, text, published)
        return Made(article, vector / np.linalg.norm(vector), self.number, None)


def _reprint(earlier: Made, number: int, published: datetime, notices: list[str], random_: np.random.Generator) -> Made:
    text = earlier.article.text
    if random_.random() < 0.5:
        text = text[: int(len(text) * random_.uniform(0.6, 1.0))]
    notice = notices[int(random_.integers(len(notices)))]
    copied = _dated(number, earlier.article.title, f"{text}\n{notice}", published)
    return Made(copied, earlier.vector, earlier.event, earlier.copy_of or earlier.article.id)


def _dated(number: int, title: str, text: str, published: datetime) -> Relatable:
    host = f"paper{number % 60}.example"
    return Relatable(
        id=f"a{number:016x}", url=f"https://{host}/{number}", title=title, text=text, published=published, source=host
    )


def _sentences(words: NDArray[np.str_], random_: np.random.Generator) -> str:
    tokens: list[str] = words.tolist()
    made = []
    at = 0
    while at < len(tokens):
        length = int(random_.integers(8, 25))
        sentence = " ".join(tokens[at : at + length])
        made.append(sentence[0].upper() + sentence[1:] + ".")
        at += length
    return " ".join(made)


def _vocabulary(random_: np.random.Generator) -> NDArray[np.str_]:
    syllables = np.array(_SYLLABLES)
    made: dict[str, None] = {}
    while len(made) < _WORDS:
        # Frequent words are short.
        length = 1 + min(5, len(made) // 15) if len(made) < 60 else int(random_.integers(2, 6))
        made.setdefault("".join(syllables[random_.integers(0, len(syllables), length)]))
    return np.array(list(made))


def _capital(random_: np.random.Generator) -> str:
    return "".join(_SYLLABLES[int(random_.integers(len(_SYLLABLES)))] for _ in range(4)).capitalize()
