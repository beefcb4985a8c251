"""What belongs to the beat, and what the verdict says about it. All texts are invented."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models.relevance import RelevanceModel, Unjudged, stage
from models.relevance_head import Head
from models.relevance_reader import READER, ReaderWeights
from pipeline.contracts import RelevanceInput
from pipeline.errors import ModelError
from pipeline.places import find_places

ARTICLES = find_places().data / "relevance" / "articles.jsonl"


class NoEncoder:
    """Stands where the embedding model would be, and fails the test when it is asked."""

    digest = "none"

    def encode(self, texts: Sequence[str], *, max_tokens: int) -> NDArray[np.float32]:
        raise AssertionError(f"the embedding model was asked for {texts}")


@pytest.fixture(scope="module")
def model() -> RelevanceModel:
    return RelevanceModel.load(threshold=0.5)


@pytest.fixture(scope="module")
def rule() -> RelevanceModel:
    return RelevanceModel.load(threshold=0.5, encoder=NoEncoder())


@pytest.mark.model
@pytest.mark.parametrize(
    ("title", "text"),
    [
        pytest.param(
            "Contractors lose access to chat overnight",
            "Some 200 annotators could not log in on Monday. Their pay for the last week is open, they say.",
            id="annotators-without-the-word-ai",
        ),
        pytest.param(
            "Insurer to replace 300 claims handlers with AI",
            "Letters went out on Friday. The union says that members were asked to train the system in spring.",
            id="replacement",
        ),
        pytest.param(
            "Mercor lists night shifts for nurses at $60 an hour",
            "The work is to compare two answers of a medical chatbot and to say why one is better.",
            id="job-posting-of-a-platform",
        ),
        pytest.param(
            "Senators want firms to report jobs lost to automation",
            "The bill would make employers tell the labor department each quarter how many workers AI replaced.",
            id="law",
        ),
        pytest.param(
            "DRUMMERS' UNION STRIKES OVER AI CLONES",
            "MUSICIANS STOPPED WORK AT FOUR STUDIOS. THEY WANT CONSENT AND PAY WHEN A MODEL COPIES THEIR STYLE.",
            id="all-capitals",
        ),
    ],
)
def test_keeps_what_is_on_the_beat(model: RelevanceModel, title: str, text: str) -> None:
    assert model.judge(title, text).relevant


@pytest.mark.model
@pytest.mark.parametrize(
    ("title", "text"),
    [
        pytest.param(
            "Chat assistant learns to read maps",
            "The new model plans walks and reads bus timetables. Subscribers get it first, others in autumn.",
            id="ai-product",
        ),
        pytest.param(
            "Labelling start-up raises $80m",
            "A pension fund led the series C at a valuation of $900m. The data company supplies four AI labs.",
            id="funding-alone",
        ),
        pytest.param(
            "Model beats rivals on reasoning benchmark",
            "It solved 61 per cent of the tasks in a new test suite, ahead of two open models. Weights are free.",
            id="benchmark",
        ),
        pytest.param(
            "Labels that disagree: calibrating hate speech classifiers",
            "We model the spread of annotator judgements on three datasets. The loss improves calibration.",
            id="research-with-annotators",
        ),
    ],
)
def test_drops_near_misses(model: RelevanceModel, title: str, text: str) -> None:
    assert not model.judge(title, text).relevant


@pytest.mark.parametrize(
    ("title", "text"),
    [
        pytest.param("One outlier spoils the average", "A single house pulled the line upwards.", id="outlier"),
        pytest.param(
            "A handshake after nine years", "The presidents met on a bridge and spoke of trade.", id="handshake"
        ),
        pytest.param("Prolific winger signs for Leeds", "He scored twelve goals this season.", id="prolific"),
        pytest.param("Storm surge floods harbour road", "Boats lay on the car park at noon.", id="surge"),
        pytest.param("Turing's school reports on show", "The museum bought them at an auction.", id="turing"),
    ],
)
def test_the_rule_drops_other_news_without_the_embedding_model(rule: RelevanceModel, title: str, text: str) -> None:
    verdict = rule.judge(title, text)
    assert (verdict.relevant, verdict.reasons) == (False, ("dropped: no AI word, no platform",))


@pytest.mark.model
@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        pytest.param(
            "Museum shows paintings made with AI", "The pictures hang in the east wing until May.",
            "dropped: no word on labour, pay or organising beside AI", id="no-work",
        ),
        pytest.param(
            "Bakers strike for higher wages", "Ovens stayed cold in forty shops on Monday.",
            "dropped: no AI word, no platform", id="no-ai",
        ),
    ],
)  # fmt: skip
def test_says_which_half_is_missing(model: RelevanceModel, title: str, text: str, reason: str) -> None:
    assert model.judge(title, text).reasons[0] == reason


@pytest.mark.model
def test_names_platform_and_words_that_spoke_for_it(model: RelevanceModel) -> None:
    verdict = model.judge("Mercor cuts the pay of raters", "Workers who grade chatbots get $5 less from Monday.")
    assert verdict.relevant
    assert verdict.reasons[0].startswith("kept: platform Mercor + ")


@pytest.mark.model
def test_judges_whole_articles_by_lead_and_later_passages(model: RelevanceModel) -> None:
    articles = [json.loads(line) for line in ARTICLES.read_text(encoding="utf-8").splitlines()]
    verdicts = model.judge_many([Unjudged(title=article["title"], text=article["text"]) for article in articles])
    wrong = [a["title"] for a, v in zip(articles, verdicts, strict=True) if a["label"] != v.relevant]
    assert wrong == []


@pytest.mark.model
def test_one_late_mention_of_workers_does_not_carry_a_product_story(model: RelevanceModel) -> None:
    story = "The camera knows a robin from a wren and sends a note when a cat comes near. It costs $89. " * 12
    mention = "Annotators who labelled the pictures were paid $4 an hour, a union of data workers says."
    assert not model.judge("Bird feeder with AI camera goes on sale", f"{story}\n{mention}").relevant


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Die Beschäftigten streiken, weil KI ihre Arbeitsplätze ersetzen soll. Verdi fordert einen Tarifvertrag.",
            True, id="german",
        ),
        pytest.param("Der Bäcker in der Altstadt hat die besten Brezeln und ist am Montag zu.", False, id="bakery"),
        pytest.param(
            "Los anotadores de datos cobran dos dólares por hora y el sindicato pide un convenio para ellos.",
            True, id="spanish",
        ),
        pytest.param("La inteligencia artificial de la cámara reconoce a las aves.", False, id="spanish-product"),
        pytest.param(
            "Os trabalhadores que treinam inteligência artificial não recebem salário e o sindicato fala em greve.",
            True, id="portuguese",
        ),
        pytest.param(
            "Les travailleurs du clic sont payés à la tâche pour entraîner l'IA et le syndicat est en colère.",
            True, id="french",
        ),
        pytest.param("J'ai vu le lac et les montagnes avec ma sœur, il ne pleut pas.", False, id="french-jai"),
    ],
)  # fmt: skip
def test_judges_four_languages_by_their_words(rule: RelevanceModel, text: str, expected: bool) -> None:
    assert rule.judge("", text).relevant is expected


def test_other_languages_are_judged_by_platform_names_alone(rule: RelevanceModel) -> None:
    named = "Mercor の評価者は時給二十ドルで働いている。会社は先週、報酬を引き下げると通知した。"
    assert rule.judge("", named).relevant
    assert not rule.judge("", "人工知能の新しい展覧会が東京で始まった。").relevant


def test_an_article_in_another_language_is_said_to_be_unread_and_in_which(rule: RelevanceModel) -> None:
    verdict = rule.judge("", "Работники склада требуют повышения заработной платы и новых договоров.")
    assert (verdict.relevant, verdict.is_read, verdict.language) == (False, False, "ru")
    assert verdict.reasons == ("not read: language ru, no platform named",)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("Die Firma hat den Vertrag mit der Stadt nicht verlängert.", "de", id="german"),
        pytest.param("La empresa no ha pagado a los vecinos de la calle.", "es", id="spanish"),
        pytest.param("A empresa não pagou aos moradores da rua e foi embora.", "pt", id="portuguese"),
        pytest.param("La société n'a pas payé les habitants de la rue.", "fr", id="french"),
        pytest.param("The firm has not paid the people of the street.", "en", id="english"),
        pytest.param("!!! 12", "und", id="no-letters"),
    ],
)
def test_every_verdict_names_the_language(rule: RelevanceModel, text: str, language: str) -> None:
    assert rule.language_of("", text) == language


@pytest.mark.parametrize(
    ("url", "title", "excerpt", "reason"),
    [
        pytest.param(
            "https://paper.example/sport/cup/strike-pays-off", "Strike pays off for United", "", "section sport",
            id="section",
        ),
        pytest.param("https://paper.example/a", "Moss on the moon", "A quiet green find.", "no AI word", id="no-text"),
    ],
)  # fmt: skip
def test_the_first_step_needs_address_title_and_excerpt_alone(
    rule: RelevanceModel, url: str, title: str, excerpt: str, reason: str
) -> None:
    text = "" if "moon" in title else "A late strike by the captain paid for a dull hour at the ground."
    verdict = rule.judge(title, text, url=url, excerpt=excerpt)
    assert (verdict.relevant, verdict.step) == (False, 1)
    assert reason in verdict.reasons[0]


@pytest.mark.model
def test_a_sports_page_on_ai_and_work_gets_past_the_first_step(model: RelevanceModel) -> None:
    text = "Linesmen stopped work on Friday. Their union says that AI cameras will take the jobs of half of them."
    assert model.judge("Linesmen strike over AI cameras", text, url="https://paper.example/sport/linesmen").step > 1


@pytest.mark.parametrize(
    ("title", "text"),
    [
        pytest.param("", "", id="empty"),
        pytest.param("", "  \n\t ", id="blank"),
        pytest.param("", "12 34 5.60 — !!", id="no-letters"),
        pytest.param("Word", "", id="one-word"),
        pytest.param("\ud800", "a \udfff lone surrogate İ ß", id="lone-surrogates"),
        pytest.param("", "मज़दूर работник 工人 εργάτης and a word", id="mixed-scripts"),
    ],
)
def test_odd_texts_get_a_verdict(rule: RelevanceModel, title: str, text: str) -> None:
    verdict = rule.judge(title, text)
    assert not verdict.relevant
    assert 0 <= verdict.score <= 1
    assert verdict.reasons


@pytest.mark.model
@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", ["AI workers strike. ", "मज़दूर работник 工人 ", "A", "\u200f", "LABOUR! "])
def test_titles_addresses_and_excerpts_of_two_megabytes_are_judged_in_time(model: RelevanceModel, unit: str) -> None:
    long = unit * (2_000_000 // len(unit))
    assert model.judge(long, "", url=f"https://paper.example/{long}", excerpt=long).reasons


@pytest.mark.model
@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", ["AI workers strike. ", "AI" * 50, "a", "\n", "pay " * 3 + "robot\n"])
def test_two_megabytes_are_judged_by_their_beginning(model: RelevanceModel, unit: str) -> None:
    assert model.judge("", unit * (2_000_000 // len(unit))) == model.judge("", unit * (100_000 // len(unit)))


@pytest.mark.model
def test_an_article_gets_the_same_verdict_alone_and_among_others(model: RelevanceModel) -> None:
    articles = [
        Unjudged(title=f"Raters' pay, part {n}", text="Workers who rate AI answers ask for more. " * n)
        for n in range(1, 20)
    ]
    assert model.judge_many(articles) == [model.judge(one.title, one.text) for one in articles]


def test_the_threshold_decides(rule: RelevanceModel) -> None:
    text = "Les travailleurs du clic sont payés à la tâche et le syndicat est en colère."
    assert rule.judge("", text).relevant
    assert not RelevanceModel.load(threshold=1.0, encoder=NoEncoder()).judge("", text).relevant


def test_the_stage_answers_each_record_in_order_with_the_contract_keys() -> None:
    def records() -> Iterator[RelevanceInput]:
        for number in range(40):
            yield RelevanceInput(id=number, title="Rain until Friday", text=f"Part {number}: it rained on the coast.")

    replies = list(stage(records()))
    assert len(replies) == 40
    assert all(
        isinstance(reply, dict) and set(reply) == {"relevant", "score", "reasons", "language", "step"}
        for reply in replies
    )


def test_refuses_vectors_of_another_embedding_model() -> None:
    class Other(NoEncoder):
        digest = "sha256:other"

    with pytest.raises(ModelError, match="sha256:other"):
        RelevanceModel.load(threshold=0.5, encoder=Other()).judge("AI workers", "The union strikes for pay.")


@pytest.mark.parametrize("kind", [Head, ReaderWeights])
def test_refuses_weights_that_are_none(tmp_path: Path, kind: type[Head] | type[ReaderWeights]) -> None:
    path = tmp_path / "relevance.npz"
    path.write_bytes(b"not an archive")
    with pytest.raises(ModelError, match="not a weights file"):
        kind.load(path)
    with pytest.raises(ModelError, match="is missing"):
        kind.load(tmp_path / "none.npz")


def test_the_readers_weights_survive_a_round_trip_byte_for_byte(tmp_path: Path) -> None:
    ReaderWeights.load(READER).save(tmp_path / "one.npz")
    ReaderWeights.load(tmp_path / "one.npz").save(tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_weights_survive_a_round_trip_byte_for_byte(tmp_path: Path) -> None:
    head = Head.load()
    head.save(tmp_path / "one.npz")
    Head.load(tmp_path / "one.npz").save(tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
