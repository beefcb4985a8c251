"""Labelling articles with the real command: a person's word wins over the model for ever, and the model learns."""

import io
import json
import shutil
from datetime import datetime, timezone
from pathlib import Path

import pytest
from conftest import laborwire_here as laborwire
from conftest import run_here as run_ok

from flows.label import LabelDesk
from flows.label_cli import Wanted, label_all, run_label
from flows.tools import Tools
from models.relevance import Unjudged
from pipeline.decisions import Decisions
from pipeline.errors import UsageError
from pipeline.places import Places, find_places

pytestmark = [pytest.mark.slow, pytest.mark.model]

NOW = datetime(2026, 11, 22, 7, tzinfo=timezone.utc)


def page(slug: str, title: str, *paragraphs: str) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>"
        f"<link rel='canonical' href='https://daily.example/{slug}'></head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


RATERS_TEXT = "People who rate chatbot answers say that they earn $9 an hour, and that they want $15 from the company."
RATERS = page(
    "raters",
    "Raters of chatbot answers ask for more",
    RATERS_TEXT,
    "The workers label what artificial intelligence systems write, and are hired as contractors for a month.",
)
GARDEN = page(
    "garden",
    "Garden show opens on Saturday",
    "The spring garden show opens on Saturday in the old market hall, with tulips from forty growers.",
    "Tickets cost $12 at the door. Children come in free, and dogs must be kept on a lead, the town said.",
)
RUSSIAN = page(
    "sklad",
    "Работники склада требуют повышения",
    "Работники склада требуют повышения заработной платы и новых договоров, сообщает профсоюз в понедельник.",
    "Переговоры с администрацией начнутся на следующей неделе, заявил представитель компании журналистам.",
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three saved pages, and in var/ what came of them, to copy."""
    folder = tmp_path_factory.mktemp("label")
    for name, html in (("raters", RATERS), ("garden", GARDEN), ("sklad", RUSSIAN)):
        (folder / f"{name}.html").write_text(html)
    run_ok(["add", "-q", *(str(folder / f"{name}.html") for name in ("raters", "garden", "sklad"))], var=folder / "var")
    return folder


@pytest.fixture
def var(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "copy") / "var")


def sql(var: Path, query: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in run_ok(["sql", "--json", query], var=var).splitlines()]


def kept(var: Path) -> set[object]:
    return {row["canonical_url"] for row in sql(var, "SELECT canonical_url FROM articles WHERE NOT is_withdrawn")}


@pytest.mark.thorough
def test_the_queue_has_kept_and_dropped_articles_with_their_words_the_least_certain_first(var: Path) -> None:
    listed = [json.loads(line) for line in run_ok(["label", "--list", "--json"], var=var).splitlines()]
    assert {row["url"]: row["is_kept"] for row in listed} == {
        "https://daily.example/raters": True,
        "https://daily.example/garden": False,
    }
    assert [abs(row["score"] - 0.5) for row in listed] == sorted(abs(row["score"] - 0.5) for row in listed)
    assert all(row["text"] and row["reasons"] for row in listed)


def test_what_a_person_keeps_comes_in_and_what_they_drop_goes_through_every_later_run(
    var: Path,
) -> None:
    said = run_ok(["label", "https://daily.example/garden", "--keep", "--why", "our own show"], var=var)
    assert "1 decision written down; snapshot" in said
    assert kept(var) == {"https://daily.example/raters", "https://daily.example/garden"}
    (raters,) = sql(var, "SELECT id FROM articles WHERE canonical_url LIKE '%raters'")
    said = run_ok(["label", str(raters["id"]), "--drop", "--why", "a test"], var=var)
    assert "learned from 2 decided articles (1 kept, 1 dropped)" in said
    assert kept(var) == {"https://daily.example/garden"}
    # The same pages once more, and a warehouse that is made anew: the model would say otherwise about both.
    pages = [str(var.parent / name) for name in ("raters.html", "garden.html")]
    run_ok(["add", "-q", *pages], var=var)
    assert kept(var) == {"https://daily.example/garden"}
    for name in ("warehouse.duckdb", "laborwire.duckdb", "relevance_taught.npz"):
        (var / name).unlink()
    run_ok(["add", "-q", *pages], var=var)
    assert kept(var) == {"https://daily.example/garden"}
    reasons = sql(var, "SELECT reason FROM rejections WHERE key LIKE '%raters' OR key LIKE '%raters.html'")
    assert {row["reason"] for row in reasons} == {"dropped"}


@pytest.mark.thorough
def test_the_model_learns_for_like_articles_and_says_what_changes_sides(var: Path) -> None:
    places = find_places(var=var)
    tools = Tools.shared(places)
    pages = [
        Unjudged(title="Raters of chatbot answers ask for more", text=RATERS_TEXT),
        Unjudged(title="Garden show opens on Sunday", text="The garden show in the market hall."),
    ]
    raters, garden = tools.relevance.judge_many(pages)
    # A threshold just below the score: what one decision moves crosses it.
    close = tools.settings.models.model_copy(update={"relevance_threshold": raters.score - 0.01})
    tools.settings = tools.settings.model_copy(update={"models": close})
    out = io.StringIO()
    wanted = Wanted(ids=("https://daily.example/raters",), drop=True, why="a test", who="Ann")
    assert run_label(places, wanted, now=NOW, out=out) == 0
    said = out.getvalue()
    assert "learned from 1 decided article (0 kept, 1 dropped); 1 of them now on their side" in said
    assert "gains:" in said
    assert "https://daily.example/raters" in said
    assert "labelled leads on their side:" in said
    now = Tools.shared(places).relevance.judge_many(pages)
    assert now[0].score < raters.score - 0.05
    assert now[1].score == garden.score


@pytest.mark.thorough
def test_answers_on_a_terminal_are_written_down_at_once_and_q_ends_it(var: Path) -> None:
    places = find_places(var=var)
    desk = LabelDesk(places, who="Ann", now=NOW)
    articles = desk.queue(most=10)
    answers = iter(["x", "d", "because", "q"])
    label_all(desk, articles, ask=lambda _: next(answers), out=io.StringIO())
    (decision,) = Decisions.read(places.decisions).log
    assert (decision.verb, decision.subject, decision.why, decision.who) == ("drop", articles[0].url, "because", "Ann")
    assert [one.url for one in desk.queue(most=10)] == [one.url for one in articles[1:]]


def test_articles_in_other_languages_are_kept_as_captures_and_counted_in_the_report(var: Path) -> None:
    assert sql(var, "SELECT key, reason FROM rejections WHERE key LIKE '%sklad'") == [
        {"key": "https://daily.example/sklad", "reason": "language_not_read"}
    ]
    assert sql(var, "SELECT count(*) AS n FROM captures") == [{"n": 3}]
    assert sql(var, "SELECT stage, rejected FROM run_counts WHERE stage LIKE 'language %'") == [
        {"stage": "language ru", "rejected": 1}
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--keep", "--why", "x"], "name the article"),
        (["https://daily.example/raters", "--keep", "--drop", "--why", "x"], "choose one of --keep and --drop"),
        (["https://daily.example/raters", "--keep"], "--why is missing"),
        (["https://nowhere.example/", "--keep", "--why", "x"], "neither an article of the newest snapshot"),
        ([], "no terminal to ask on"),
    ],
)
def test_words_that_do_not_fit_are_refused_in_one_line(var: Path, words: list[str], said: str) -> None:
    done = laborwire("label", *words, var=var)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_nothing_can_be_labelled_before_anything_was_read(tmp_path: Path) -> None:
    done = laborwire("label", "--list", var=tmp_path / "none")
    assert done.returncode == 1
    assert "no snapshot yet" in done.stderr.decode()


def test_a_decision_about_no_article_is_refused_before_it_is_written(var: Path) -> None:
    places: Places = find_places(var=var)
    with pytest.raises(UsageError, match="nowhere"):
        LabelDesk(places, who="Ann", now=NOW).find(("https://nowhere.example/",))
    assert Decisions.read(places.decisions).log == ()
