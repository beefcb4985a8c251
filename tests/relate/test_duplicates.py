"""Copies are found under any wrapping; forms filled in twice and other reports of an event are not copies."""

import json
from collections import Counter
from datetime import datetime, timezone
from io import BytesIO

import pytest

from pipeline.contracts import RelatedInput
from pipeline.filters import run_filter
from pipeline.records import Duplicate
from pipeline.relate.duplicates import DuplicateIndex, dedupe_stage
from pipeline.relate.fingerprints import read_fingerprint
from pipeline.relate.relatable import Relatable

STORY = (
    "Hundreds of annotators at the invented firm Quillmark stopped work on Tuesday over unpaid waiting time.\n"
    "The workers, most of them in the fictional port of Varnay, say that they sit logged in for hours before a task"
    " appears, and that only the minutes spent on tasks are counted. A schedule seen by this paper lists 46 hours on"
    " the platform for one week, of which 19 were paid.\n"
    "Quillmark said in a statement that it values its contributors and that it will review the queue. It did not say"
    " when. Organiser Tessa Morrane said the strike would go on until waiting is paid at the task rate of $7.50.\n"
    "The stoppage has delayed two projects, according to three team leaders who asked not to be named because they"
    " had signed agreements. One of them said that the client had been told to expect a delay of ten days."
)
OTHER = (
    "A council of graders who check machine translations met in the town of Brell this week to draw up a list of"
    " demands. They want contracts in their own language, a named person to complain to, and a notice of two weeks"
    " before a project is closed. Their employer, which has 310 graders in the country, has not answered the letter."
)
BOILERPLATE = "\n".join(
    [
        "Home News Money Sport Weather Subscribe",
        "Sign up to our evening letter and never miss what matters to you and your family",
        "Share this on any of your networks or send it to somebody you know",
    ]
)
SEPTEMBER = datetime(2026, 9, 1, tzinfo=timezone.utc)


def article(id_: str, text: str, *, url: str = "", title: str = "", source: str = "", day: int = 1) -> Relatable:
    return Relatable(
        id=id_,
        url=url or f"https://{id_}.example/story/{id_}",
        title=title,
        text=text,
        published=SEPTEMBER.replace(day=day),
        source=source,
    )


def listing(number: int, *, platform: str, dollars: int, role: str = "speech rater") -> Relatable:
    text = (
        f"{platform} is taking on people who work as {role} from their own home. The pay is ${dollars} an hour and is"
        " sent once a week through a payment service after tasks have been checked. There is an unpaid test, and those"
        " who pass it wait for a place on a project. No hours are promised. A laptop, a quiet room and a proof of"
        " identity are needed, and nobody who is taken on is an employee."
    )
    return Relatable(
        id=f"l{number}",
        url=f"https://board.example/offers/{number}",
        title=f"{platform} offers ${dollars} an hour",
        text=text,
        published=SEPTEMBER,
        source="board.example",
    )


def place_all(*articles: Relatable) -> list[Duplicate]:
    index = DuplicateIndex()
    return [index.place(one) for one in articles]


def test_first_article_is_an_original() -> None:
    assert place_all(article("a", STORY)) == [
        Duplicate(article_id="a", canonical_id="a", relation="original", similarity=1.0)
    ]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        pytest.param(STORY, "exact", id="same-text"),
        pytest.param(STORY.upper().replace("\n", "  "), "exact", id="same-words-in-other-layout"),
        pytest.param(STORY + "\nCopyright 2026 Varnay Wire. All rights reserved.", "exact", id="notice-added"),
        pytest.param(f"{BOILERPLATE}\n{STORY}\n{BOILERPLATE}", "copy", id="wrapped-in-boilerplate"),
        pytest.param("VARNAY (Varnay Wire) - " + STORY.replace("said", "told us"), "copy", id="lightly-edited"),
        pytest.param(STORY.rpartition("\n")[0], "copy", id="trimmed"),
        pytest.param(STORY[:280], "excerpt", id="first-lines-only"),
    ],
)
def test_finds_a_copy(text: str, relation: str) -> None:
    _, second = place_all(article("a", STORY), article("b", text))
    assert (second.canonical_id, second.relation, second.origin_id) == ("a", relation, None)


def test_other_article_is_an_original() -> None:
    _, second = place_all(article("a", STORY), article("b", OTHER))
    assert (second.canonical_id, second.relation) == ("b", "original")


def test_copy_of_a_copy_names_the_original() -> None:
    placed = place_all(
        article("a", STORY),
        article("b", f"{BOILERPLATE}\n{STORY}"),
        article("c", f"{BOILERPLATE}\n{STORY}\nRead more on our front page."),
    )
    assert [one.canonical_id for one in placed] == ["a", "a", "a"]


def test_changed_text_at_the_same_address_is_an_update() -> None:
    url = "https://ledger.example/quillmark"
    _, second = place_all(article("a", STORY, url=url), article("b", OTHER, url=url + "?utm_source=mail"))
    assert (second.canonical_id, second.relation) == ("a", "update")


def test_later_version_at_the_same_outlet_is_an_update() -> None:
    later = STORY.replace("It did not say when.", "It said on Friday that this would take a month.")
    _, second = place_all(
        article("a", STORY, source="ledger"), article("b", later, source="ledger", url="https://ledger.example/2")
    )
    assert (second.canonical_id, second.relation) == ("a", "update")


def test_home_page_address_makes_no_update() -> None:
    url = "https://ledger.example/"
    _, second = place_all(article("a", STORY, url=url), article("b", OTHER, url=url))
    assert second.relation == "original"


@pytest.mark.parametrize(
    ("platform", "dollars"),
    [
        pytest.param("Tasknook", 31, id="other-platform-and-dollars"),
        pytest.param("Labelbarn", 31, id="other-dollars"),
        pytest.param("Tasknook", 18, id="other-platform"),
    ],
)
def test_listing_that_differs_in_platform_or_dollars_is_no_copy(platform: str, dollars: int) -> None:
    _, second = place_all(listing(1, platform="Labelbarn", dollars=18), listing(2, platform=platform, dollars=dollars))
    assert (second.canonical_id, second.relation) == ("l2", "original")


def test_thousands_of_listings_of_one_form_file_few_hashes_each() -> None:
    names = ["Labelbarn", "Tasknook", "Gradewell", "Promptly", "Wordmill", "Pixelyard", "Querent"]
    index = DuplicateIndex()
    places: Counter[str] = Counter()
    for number in range(1500):
        one = listing(number, platform=names[number % 7] + str(number), dollars=10 + number % 45)
        places[index.place(one).relation] += 1
    fingerprints, sketches = index.take_new_rows()
    assert places == Counter({"original": 1500})
    assert len(sketches) == 1500
    # About 20 hashes an article come from words that only this listing has, and four are its keys.
    assert len(fingerprints) < 1500 * 12


def test_article_without_text_is_placed_by_its_address() -> None:
    first = article("a", STORY, url="https://ledger.example/quillmark")
    _, second = place_all(first, article("b", "", url="https://ledger.example/quillmark/"))
    assert (second.canonical_id, second.relation) == ("a", "update")


def test_bare_headline_of_another_outlet_belongs_to_the_full_report() -> None:
    title = "Quillmark annotators strike over waiting time"
    _, second, third = place_all(
        article("a", STORY, title=title), article("b", "", title=title), article("c", "", title=title, day=20)
    )
    assert (second.canonical_id, second.relation) == ("a", "excerpt")
    assert third.relation == "original"


def test_nothing_but_an_id_is_an_original() -> None:
    placed = place_all(
        Relatable(id="a"), Relatable(id="b"), Relatable(id="c", text="More"), Relatable(id="d", text="More")
    )
    assert [one.relation for one in placed] == ["original"] * 4


def test_report_that_credits_another_outlet_is_its_rewrite() -> None:
    quote = STORY.split("\n")[2].partition(" Organiser")[0]
    rewrite = (
        "Work has come to a halt at a labelling company, the Harbour Ledger reported. People there object to idle"
        f" hours for which they get nothing. {quote} Our own reporter could not reach the firm; a lawyer for workers"
        " in the region said that such cases rarely come to court because few can wait for the outcome. Two earlier"
        " walkouts in the trade ended with small gains, and the third with none at all."
    )
    _, second = place_all(
        article("a", STORY, source="harbour-ledger.example"), article("b", rewrite, source="dispatch")
    )
    assert (second.canonical_id, second.relation, second.origin_id) == ("b", "rewrite", "a")


def test_other_language_edition_of_the_same_address_is_a_translation() -> None:
    german = (
        "Hunderte Beschäftigte einer erfundenen Firma haben am Dienstag die Arbeit niedergelegt. Sie warten stundenlang"
        " auf Aufgaben und bekommen dafür kein Geld."
    )
    _, second = place_all(
        article("a", STORY, url="https://ledger.example/en/2026/quillmark"),
        article("b", german, url="https://ledger.example/de/2026/quillmark"),
    )
    assert (second.canonical_id, second.relation, second.origin_id) == ("b", "translation", "a")


def test_copies_are_found_in_scripts_without_spaces() -> None:
    text = (
        "数据标注员们周二停止工作，抗议等待任务的时间没有报酬。"
        "他们说，每周登录四十六小时，只有十九小时得到报酬。公司表示将会检查排队的情况。"
    )
    _, second = place_all(article("a", text), article("b", "本报讯：" + text))
    assert (second.canonical_id, second.relation) == ("a", "copy")


def test_two_nights_place_articles_as_one_does() -> None:
    articles = [
        article("a", STORY, day=1),
        article("b", OTHER, day=2),
        article("c", f"{BOILERPLATE}\n{STORY}", day=3),
        article("d", STORY[:280], day=4),
        article("e", f"{OTHER}\n{BOILERPLATE}", day=5),
        article("f", STORY, day=6),
    ]
    whole = place_all(*articles)
    first = DuplicateIndex()
    early = [first.place(one) for one in articles[:3]]
    fingerprints, sketches = first.take_new_rows()
    prints = {one.id: read_fingerprint(one) for one in articles[3:]}
    wanted = {value for print_ in prints.values() for value in print_.lookups}
    second = DuplicateIndex(sketches=sketches, fingerprints=[row for row in fingerprints if row.hash in wanted])
    assert early + [second.place(one, fingerprint=prints[one.id]) for one in articles[3:]] == whole


def test_hashes_fit_a_signed_bigint() -> None:
    lookups = read_fingerprint(article("a", STORY, title="Annotators strike over unpaid waiting time")).lookups
    assert len(lookups) > 20
    assert all(-(2**63) <= value < 2**63 for value in lookups)


def test_article_placed_twice_stays_an_original() -> None:
    first, second = place_all(article("a", STORY), article("a", STORY))
    assert first == second


def test_filter_echoes_ids_as_they_came() -> None:
    lines = [
        {"id": 1, "url": "https://a.example/x", "title": "T", "text": STORY, "published": None, "source": "a"},
        {"id": "1", "url": "https://b.example/y", "text": f"{BOILERPLATE}\n{STORY}"},
        {"id": "blank"},
    ]
    out = BytesIO()
    source = BytesIO("\n".join(json.dumps(line) for line in lines).encode())
    assert run_filter(source, out, contract=RelatedInput, stage=dedupe_stage) == 0
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(one["id"], one["canonical_id"], one["relation"], one["origin_id"]) for one in answers] == [
        (1, 1, "original", None),
        ("1", 1, "copy", None),
        ("blank", "blank", "original", None),
    ]
