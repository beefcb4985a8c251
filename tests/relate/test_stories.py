"""Reports of one event share a story; ids last; cuts of the stream and of the nights change nothing."""

import json
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.contracts import RelatedInput
from pipeline.filters import Reply, run_filter
from pipeline.records import StoryMerge, story_id
from pipeline.relate.decided_stories import Pins
from pipeline.relate.likeness import doubt_of_rivals
from pipeline.relate.relatable import Relatable
from pipeline.relate.stories import StoryIndex, StoryMember, cluster_stage, preload_range, story_text
from pipeline.relate.story_window import StoryWindow
from pipeline.relate.terms import read_terms

START = datetime(2026, 3, 2, tzinfo=timezone.utc)

STRIKE = [
    (
        "Quillmark annotators strike in Varnay over waiting time",
        "Annotators of Quillmark in Varnay walked out on Tuesday. They are paid for 19 of the 46 hours they wait.",
    ),
    (
        "Walkout at Quillmark: annotators want waiting paid",
        "Organiser Tessa Morrane said Quillmark annotators in Varnay get nothing for waiting: 19 hours of 46 are paid.",
    ),
    (
        "Quillmark promises Varnay annotators to review the queue",
        "After the walkout of annotators in Varnay, Quillmark said it would review why 46 hours bring 19 hours of pay.",
    ),
]
COURT = [
    (
        "Court orders Brellwater to show graders their ratings",
        "Judge Ina Sollers ruled that Brellwater must show 310 graders how software scored their translations.",
    ),
    (
        "Brellwater must open its scoring to graders, judge rules",
        "The ruling by Judge Ina Sollers lets 310 graders of translations at Brellwater see the software's scores.",
    ),
]


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """Stand in for the model: words hashed to 384 dimensions, so that shared words mean near vectors."""
    rows = np.zeros((len(texts), 384), dtype=np.float32)
    for number, text in enumerate(texts):
        for word in text.lower().replace(".", " ").replace(":", " ").split():
            rows[number, zlib.crc32(word.encode()) % 384] += 1.0
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths, lengths, 1.0).astype(np.float32)


def articles(reports: list[tuple[str, str]], *, prefix: str, day: float = 0.0) -> list[Relatable]:
    return [
        Relatable(
            id=f"{prefix}{number}",
            url=f"https://{prefix}{number}.example/",
            title=title,
            text=text,
            published=START + timedelta(days=day, hours=number),
        )
        for number, (title, text) in enumerate(reports)
    ]


def vector(article: Relatable) -> NDArray[np.float32]:
    row: NDArray[np.float32] = encode([story_text(article.title, article.text)])[0]
    return row


def place_all(placed: list[Relatable], *, index: StoryIndex | None = None) -> list[str]:
    index = index or StoryIndex()
    return [index.place(one, vector(one))[0].story_id for one in placed]


def run_cluster(lines: list[dict[str, object]]) -> list[dict[str, object]]:
    out = BytesIO()
    source = BytesIO("\n".join(json.dumps(line) for line in lines).encode())
    assert (
        run_filter(source, out, contract=RelatedInput, stage=lambda records: cluster_stage(records, encode=encode)) == 0
    )
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_reports_of_one_event_share_a_story_and_others_do_not() -> None:
    strike, court = articles(STRIKE, prefix="s"), articles(COURT, prefix="c")
    placed = place_all([strike[0], court[0], strike[1], court[1], strike[2]])
    assert placed == [story_id("s0"), story_id("c0"), story_id("s0"), story_id("c0"), story_id("s0")]


def test_reports_about_other_people_speak_against_one_event() -> None:
    quist, sallow, judge, ruling = (
        read_terms(article)
        for article in articles(
            [
                (
                    "Morwenna Quist named chief of review at Halden",
                    "Halden has named Quist chief of review. Morwenna Quist will lead 400 moderators; they want Quist "
                    "to end the targets for breaks.",
                ),
                (
                    "Tibor Sallow named chief of review at Halden",
                    "Halden has named Sallow chief of review. Tibor Sallow will lead 400 raters, and they want Sallow "
                    "to end the targets for breaks.",
                ),
                *COURT,
            ],
            prefix="c",
        )
    )
    rarity = StoryWindow().rarity(0.0)
    assert doubt_of_rivals(sallow, [quist], rarity) > 0.1
    assert doubt_of_rivals(ruling, [judge], rarity) == 0.0


def test_first_member_has_similarity_one_and_later_ones_less() -> None:
    index = StoryIndex()
    first, second = articles(STRIKE[:2], prefix="s")
    assert index.place(first, vector(first))[0].similarity == 1.0
    assert 0.3 < index.place(second, vector(second))[0].similarity < 1.0


def test_story_is_not_taken_up_again_after_150_days() -> None:
    early, late = articles(STRIKE[:1], prefix="s"), articles(STRIKE[1:2], prefix="t", day=160)
    assert place_all(early + late) == [story_id("s0"), story_id("t0")]


def test_copy_takes_over_the_story_of_its_canonical_article() -> None:
    index = StoryIndex()
    first = articles(STRIKE, prefix="s")[0]
    index.place(first, vector(first))
    copy = Relatable(id="copy", title="Something else entirely", text="Nothing of the original is left here.")
    membership, merges = index.place(copy, vector(copy), canonical_id="s0")
    assert (membership.story_id, membership.similarity, merges) == (story_id("s0"), 1.0, ())


def test_two_nights_give_the_stories_of_one() -> None:
    strike, court = articles(STRIKE, prefix="s"), articles(COURT, prefix="c", day=1)
    late = articles(STRIKE[:2], prefix="t", day=45)
    stream = [*strike, *court, *late]
    whole = place_all(stream)
    first = place_all(stream[:4])
    members = [
        StoryMember(article=one, vector=vector(one), story_id=story)
        for one, story in zip(stream[:4], first, strict=True)
    ]
    second = place_all(stream[4:], index=StoryIndex(members=reversed(members)))
    assert first + second == whole


def test_old_articles_of_a_late_crawl_still_find_each_other() -> None:
    recent, old = articles(COURT, prefix="c", day=900), articles(STRIKE, prefix="s")
    assert place_all(recent + old)[2:] == [story_id("s0")] * 3


@pytest.mark.thorough
def test_stream_forgets_what_lies_far_back() -> None:
    index = StoryIndex(is_stream=True)
    for day in range(1500):
        one = Relatable(id=str(day), title=f"Report {day} of nobody{day}", published=START + timedelta(days=day))
        index.place(one, vector(one))
    assert len(index) < 1200


def test_preload_range_covers_window_and_blocks() -> None:
    first, last = START, START + timedelta(days=1)
    start, end = preload_range(first, last)
    assert start <= first - timedelta(days=150)
    assert end == last + timedelta(days=150)


def place_headlines(index: StoryIndex) -> tuple[list[str], list[StoryMerge]]:
    """Place two headlines without a word in common, then others that have the words of both."""
    title = "Varnay graders annotators walkout pay Quillmark"
    lines = ["Varnay graders annotators", "walkout pay Quillmark"]
    headlines = [
        Relatable(id=f"h{number}", title=line, published=START + timedelta(hours=number))
        for number, line in enumerate([*lines, title, title, title])
    ]
    stories: list[str] = []
    merges: list[StoryMerge] = []
    for one in headlines:
        membership, merged = index.place(one, vector(one))
        stories.append(membership.story_id)
        merges.extend(merged)
    return stories, merges


@pytest.mark.parametrize(
    "pins",
    [
        pytest.param(Pins(apart=frozenset({frozenset({story_id("h0"), story_id("h1")})})), id="parted"),
        # Whoever put h1 somewhere meant that story, which is younger and would be given up.
        pytest.param(Pins(homes={"h1": story_id("h1")}), id="put-there"),
    ],
)
def test_stories_that_a_person_parted_stay_apart(pins: Pins) -> None:
    _, merges = place_headlines(StoryIndex(pins=pins))
    assert merges == []


def test_an_article_that_a_person_put_elsewhere_draws_others_after_it() -> None:
    first, second, third = articles(STRIKE, prefix="a")
    index = StoryIndex(pins=Pins(homes={"a1": "s-other", "a0": "s-other"}))
    # The answer is where it would be without the person, so that the decision can be taken back.
    assert index.place(first, vector(first))[0].story_id == story_id("a0")
    index.place(second, vector(second))
    assert index.place(third, vector(third))[0].story_id == "s-other"


def test_links_name_other_stories_on_the_same_affair_and_merge_nothing() -> None:
    index = StoryIndex()
    strike = articles(STRIKE[:2], prefix="a")
    for one in strike + articles(COURT, prefix="c"):
        index.place(one, vector(one))
    sequel = Relatable(
        id="b",
        title="Quillmark fined in Norrfeld",
        text="Inspector Oda Penn fined Quillmark 2,400 crowns because the contracts there named no employer. A lawyer "
        "said the firm would appeal; the ministry published its decision in full, with 88 pages of annexes.",
        published=START + timedelta(days=80),
    )
    near = vector(strike[0]) + 1.6 * vector(sequel)
    own = index.place(sequel, near / np.linalg.norm(near))[0].story_id
    links = index.take_links()
    assert own == story_id("b")
    assert [(one.article_id, one.other_id) for one in links] == [("b", story_id("a0"))]
    assert index.take_links() == ()


def test_stories_that_become_one_keep_the_older_id() -> None:
    stories, merges = place_headlines(StoryIndex())
    assert stories[:2] == [story_id("h0"), story_id("h1")]
    assert merges == [StoryMerge(old=story_id("h1"), into=story_id("h0"))]
    assert stories[-1] == story_id("h0")


@pytest.mark.parametrize(
    "published",
    [
        pytest.param([None, None, None], id="no-dates"),
        pytest.param(["2026-03-02", None, "2026-03-03"], id="one-date-missing"),
        pytest.param(["2026-03-20", "2026-03-02", "2026-03-10"], id="out-of-order"),
    ],
)
def test_filter_gathers_whatever_the_dates(published: list[str | None]) -> None:
    answers = run_cluster(
        [
            {"id": number, "title": title, "text": text, "published": when}
            for number, ((title, text), when) in enumerate(zip(STRIKE, published, strict=True))
        ]
    )
    assert len(answers) == 3
    assert len({answer["story_id"] for answer in answers}) == 1


def test_filter_answers_lines_without_title_and_text_with_stories_of_their_own() -> None:
    answers = run_cluster([{"id": "a"}, {"id": "b", "title": None, "text": None}, {"id": "a"}])
    assert [answer["id"] for answer in answers] == ["a", "b", "a"]
    assert len({answer["story_id"] for answer in answers}) == 3


def test_story_id_depends_on_the_first_article_alone() -> None:
    title, text = STRIKE[0]
    other_title, other_text = COURT[0]
    line: dict[str, object] = {"id": "x", "title": title, "text": text}
    before: dict[str, object] = {"id": "y", "title": other_title, "text": other_text}
    assert run_cluster([line])[0]["story_id"] == run_cluster([before, line])[1]["story_id"]


def test_longer_stream_gives_the_same_answers_for_its_beginning() -> None:
    lines: list[dict[str, object]] = [
        {"id": f"{name}{number}", "title": title, "text": text, "published": "2026-03-02"}
        for number in range(8)
        for name, reports in (("s", STRIKE), ("c", COURT))
        for title, text in [reports[number % len(reports)]]
    ]
    whole = run_cluster(lines)
    for length in (1, 5, 15):
        assert run_cluster(lines[:length]) == whole[: len(run_cluster(lines[:length]))]


def test_empty_stream_never_asks_for_vectors() -> None:
    def refuse(texts: Sequence[str]) -> NDArray[np.float32]:
        raise AssertionError(texts)

    replies: list[Reply] = list(cluster_stage(iter(()), encode=refuse))
    assert replies == []
