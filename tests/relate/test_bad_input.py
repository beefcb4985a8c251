"""What the web may send: nothing to read, no dates, no order, and the same form five thousand times in one night."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from itertools import permutations
from typing import Any

import numpy as np
import pytest

from pipeline.records import StoryMerge
from pipeline.relate.duplicates import DuplicateIndex
from pipeline.relate.fingerprints import read_fingerprint
from pipeline.relate.relatable import Relatable
from pipeline.relate.stories import StoryIndex, StoryMember

START = datetime(2026, 3, 2, tzinfo=timezone.utc)
BODY = (
    "{platform} is hiring remote {role} in {town}. You rate answers of a chatbot, write prompts and check facts. "
    "Pay is ${dollars} an hour, paid weekly. You need a laptop and care for detail; {platform} gives training."
)
ROLES = ("annotators", "raters", "graders", "reviewers")


def listing(number: int, *, platforms: int = 97) -> Relatable:
    platform, dollars = f"Plat{number % platforms}form", 10 + number % 60
    words = {
        "platform": platform,
        "role": ROLES[number % 4],
        "town": f"Town{number % 211}",
        "dollars": dollars,
    }
    return Relatable(
        id=f"l{number}",
        url=f"https://jobs{number % 7}.example/{number}",
        title=f"{platform}: remote {ROLES[number % 4]}, ${dollars} an hour",
        text=BODY.format(**words),
        published=START + timedelta(seconds=number),
        source=f"jobs{number % 7}",
    )


def vectors(count: int, *, spread: float = 0.5) -> list[Any]:
    """Return vectors of articles that all mean nearly the same: their cosines are about 1 / (1 + spread**2)."""
    random = np.random.default_rng(7)
    rows = random.normal(size=384) + random.normal(size=(count, 384)) * spread
    return list((rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32))


def place(articles: Sequence[Relatable], rows: Sequence[Any]) -> dict[str, str]:
    """Return the story of each article, merges followed."""
    index = StoryIndex()
    stories, merged = {}, list[StoryMerge]()
    for article, row in zip(articles, rows, strict=True):
        membership, merges = index.place(article, row)
        stories[article.id] = membership.story_id
        merged += merges
    for merge in merged:
        stories = {key: merge.into if story == merge.old else story for key, story in stories.items()}
    return stories


@pytest.mark.parametrize(
    ("title", "text"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("", "Raters", id="one-word"),
        pytest.param("Raters", "", id="one-word-title"),
        pytest.param("$ % &", "...", id="no-word"),
        pytest.param("", "\ud800", id="lone-surrogate"),
    ],
)
def test_articles_with_next_to_no_words_are_no_copies_and_no_story(title: str, text: str) -> None:
    articles = [
        Relatable(id=f"e{number}", url=f"https://e{number}.example/", title=title, text=text, published=START)
        for number in range(4)
    ]
    index = DuplicateIndex(sketches=(), fingerprints=())
    placed = [index.place(article, fingerprint=read_fingerprint(article)) for article in articles]
    assert [one.canonical_id for one in placed] == [one.id for one in articles]
    apart = np.eye(4, 384, dtype=np.float32)
    assert len(set(place(articles, list(apart)).values())) == 4


def test_no_vector_at_all_is_a_story_of_its_own() -> None:
    nothing = np.zeros(384, dtype=np.float32)
    articles = [Relatable(id=f"z{number}", published=START) for number in range(3)]
    assert len(set(place(articles, [nothing] * 3).values())) == 3


def test_identical_titles_with_different_texts_are_two_stories() -> None:
    strike = (
        "Annotators of Quillmark in Varnay walked out on Tuesday over 19 paid hours of the 46 that they wait. "
        "Organiser Tessa Morrane said that nobody would log in before the queue was paid; the firm declined to comment."
    )
    court = (
        "Judge Ina Sollers ruled that Brellwater must show 310 graders how its software scored translations. "
        "The company called the order a threat to its trade secrets and said that it would appeal in Norrfield."
    )
    articles = [
        Relatable(id=name, url=f"https://{name}.example/", title="What we know so far", text=text, published=START)
        for name, text in (("strike", strike), ("court", court))
    ]
    index = DuplicateIndex(sketches=(), fingerprints=())
    placed = [index.place(article, fingerprint=read_fingerprint(article)) for article in articles]
    assert [one.relation for one in placed] == ["original", "original"]
    # Close in meaning, as a shared headline makes them.
    assert len(set(place(articles, vectors(2, spread=1.0)).values())) == 2


def reports() -> tuple[list[Relatable], list[Any]]:
    texts = (
        "Annotators of Quillmark in Varnay walked out on Tuesday. They are paid for 19 of the 46 hours they wait.",
        "Organiser Tessa Morrane said Quillmark annotators in Varnay get nothing for waiting: 19 hours of 46 are paid.",
        "After the walkout in Varnay, Quillmark said it would review why 46 hours bring annotators 19 hours of pay.",
    )
    articles = [
        Relatable(
            id=f"r{number}",
            title=f"Quillmark annotators in Varnay strike over waiting, day {number}",
            text=text,
            published=START + timedelta(hours=number),
        )
        for number, text in enumerate(texts)
    ]
    return articles, vectors(3, spread=0.4)


def without_date(article: Relatable) -> Relatable:
    return Relatable(id=article.id, title=article.title, text=article.text)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda articles: articles, id="as-they-are"),
        pytest.param(lambda articles: [without_date(one) for one in articles], id="no-dates"),
        pytest.param(lambda articles: [articles[0], without_date(articles[1]), articles[2]], id="one-without"),
    ],
)
def test_missing_dates_part_no_story(changed: Callable[[list[Relatable]], list[Relatable]]) -> None:
    articles, rows = reports()
    assert len(set(place(changed(articles), rows).values())) == 1


def test_articles_out_of_order_come_to_one_story() -> None:
    articles, rows = reports()
    for order in permutations(range(3)):
        stories = place([articles[number] for number in order], [rows[number] for number in order])
        assert len(set(stories.values())) == 1, order


def test_five_thousand_listings_in_a_night_are_no_copies_of_each_other() -> None:
    index = DuplicateIndex(sketches=(), fingerprints=())
    articles = [listing(number) for number in range(5000)]
    placed = [index.place(article, fingerprint=read_fingerprint(article)) for article in articles]
    assert {one.relation for one in placed} == {"original"}


class Counted:
    """Counts the rows that a function of the window is asked for, and asks it."""

    def __init__(self, asked: Callable[[Sequence[int]], Any]) -> None:
        self.asked, self.rows = asked, 0

    def __call__(self, rows: Sequence[int]) -> Any:
        self.rows += len(rows)
        return self.asked(rows)


def test_one_listing_more_costs_the_same_among_five_thousand(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = vectors(1020)
    cost = []
    for held in (1000, 5000):
        # The rest are the same listing again: only their number counts here.
        members = [listing(number % 1000) for number in range(held)]
        index = StoryIndex(
            members=[
                StoryMember(article=article, vector=rows[number % 1000], story_id=f"s{number % 3}")
                for number, article in enumerate(members)
            ]
        )
        sums, terms = Counted(index._window.vector_sum), Counted(index._window.terms_of)
        monkeypatch.setattr(index._window, "vector_sum", sums)
        monkeypatch.setattr(index._window, "terms_of", terms)
        for number in range(1000, 1020):
            index.place(listing(number), rows[number])
        cost.append(sums.rows + terms.rows)
    assert cost[1] <= 1.1 * cost[0]


def test_listings_of_one_form_are_no_giant_story() -> None:
    stories = place([listing(number) for number in range(300)], vectors(300))
    largest = Counter(stories.values()).most_common(1)[0][1]
    assert largest < 100
