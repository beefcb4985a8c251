"""What a person puts in is archived, read and answered for, page by page."""

import gzip
import json
from pathlib import Path

import pytest
from conftest import laborwire_here as laborwire
from conftest import run_here as run_ok
from tests_warc import warc_response

from pipeline.warehouse.dump import dump_digest

pytestmark = [pytest.mark.slow, pytest.mark.model]


def page(title: str, *paragraphs: str, url: str = "") -> str:
    link = f'<link rel="canonical" href="{url}">' if url else ""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>{link}"
        f"<meta property='article:published_time' content='2026-11-19T09:00:00Z'></head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


GRADERS = page(
    "Chatbot graders at Remotasks want more",
    "People who grade chatbot answers for Remotasks say that they earn $9 an hour, and that they want $15.",
    "The workers label and rate what artificial intelligence systems write, and are hired as contractors.",
    "A spokeswoman said that the company pays fairly and that nobody has to take a task.",
    url="https://daily.example/graders",
)
GARDEN = page(
    "Garden show opens on Saturday",
    "The spring garden show opens on Saturday in the old market hall, with tulips from forty growers.",
    "Tickets cost $12 at the door. Children come in free, and dogs must be kept on a lead, the town said.",
    "The show has been held every year since 1961 and drew nine thousand visitors last time.",
    url="https://daily.example/garden",
)


def sql(var: Path, query: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in run_ok(["sql", "--json", query], var=var).splitlines()]


def test_prints_claims_with_the_figure_marked_and_says_why_a_page_was_left_out(tmp_path: Path) -> None:
    var = tmp_path / "var"
    for name, html in (("graders.html", GRADERS), ("garden.html", GARDEN)):
        (tmp_path / name).write_text(html)
    printed = run_ok(["add", str(tmp_path / "graders.html"), str(tmp_path / "garden.html")], var=var)
    assert "+ Chatbot graders at Remotasks want more" in printed
    assert "»$9 an hour«" in printed
    assert "- Garden show opens on Saturday" in printed
    assert "not_relevant at relevance" in printed
    assert "1 kept with" in printed
    (claim,) = sql(var, "SELECT amount_text, sentence, url, payer_id FROM pay_claims c JOIN articles a "
                        "ON a.id = c.article_id WHERE amount_min = 9")  # fmt: skip
    assert claim["url"] == "https://daily.example/graders"
    assert claim["payer_id"] == "remotasks"
    assert "say that they earn $9 an hour" in str(claim["sentence"])
    assert sql(var, "SELECT key, reason FROM rejections") == [
        {"key": "https://daily.example/garden", "reason": "not_relevant"}
    ]


@pytest.mark.thorough
def test_takes_jsonl_warc_and_stdin_and_loses_nothing(tmp_path: Path) -> None:
    var = tmp_path / "var"
    lines = [
        json.dumps({"id": 1, "url": "https://daily.example/graders", "html": GRADERS}),
        "{broken",
        json.dumps({"id": 3, "url": "https://daily.example/empty", "html": ""}),
        json.dumps({"id": 4, "url": "https://daily.example/garden", "html": GARDEN}),
    ]
    packed = tmp_path / "pages.jsonl.gz"
    packed.write_bytes(gzip.compress("\n".join(lines).encode()))
    web = tmp_path / "crawl.warc.gz"
    web.write_bytes(
        warc_response("https://weekly.example/g", 200, "text/html", GRADERS.replace("daily", "weekly").encode())
    )
    stdin = json.dumps({"id": "s", "url": "https://third.example/x", "html": GARDEN.replace("daily", "third")}).encode()
    printed = run_ok(["add", str(packed), str(web), "-"], var=var, stdin=stdin)
    assert "2 kept with" in printed
    assert "4 not kept" in printed
    assert "pages.jsonl.gz line 2" in printed
    (counts,) = sql(var, "SELECT (SELECT count(*) FROM articles) AS articles, count(*) AS rejections FROM rejections")
    assert counts == {"articles": 2, "rejections": 4}


@pytest.mark.thorough
def test_keep_all_keeps_all_for_good(tmp_path: Path) -> None:
    var, saved = tmp_path / "var", tmp_path / "garden.html"
    saved.write_text(GARDEN)
    assert "1 kept with 0 pay claims" in run_ok(["add", "--keep-all", str(saved)], var=var)
    # A person's word stands, also when the page is put in again without it.
    assert "1 kept" in run_ok(["add", str(saved)], var=var)
    (decision,) = [json.loads(line) for line in (var / "decisions.jsonl").read_text().splitlines()]
    assert (decision["verb"], decision["subject"]) == ("keep", "https://daily.example/garden")


@pytest.mark.thorough
def test_putting_the_same_page_in_twice_changes_nothing(tmp_path: Path) -> None:
    var, saved = tmp_path / "var", tmp_path / "graders.html"
    saved.write_text(GRADERS)
    run_ok(["add", str(saved)], var=var)
    before = dump_digest(var / "laborwire.duckdb")
    assert "+ Chatbot graders" in run_ok(["add", str(saved)], var=var)
    assert dump_digest(var / "laborwire.duckdb") == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["none.html"], b"no such file", id="no-file"),
        pytest.param(["--url", "https://a.example/", "a.html", "b.html"], b"no such file", id="no-files"),
        pytest.param([], b"Missing argument", id="nothing"),
    ],
)
def test_wrong_words_exit_with_2(tmp_path: Path, words: list[str], said: bytes) -> None:
    done = laborwire("add", *words, var=tmp_path / "var")
    assert done.returncode == 2
    assert said in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.thorough
def test_a_file_that_is_no_page_is_a_rejection_and_exits_with_1(tmp_path: Path) -> None:
    pdf = tmp_path / "paper.pdf"
    pdf.write_bytes(b"%PDF-1.7 nothing to read")
    done = laborwire("add", str(pdf), var=tmp_path / "var")
    assert done.returncode == 1
    assert b"not_html" in done.stdout


@pytest.mark.thorough
def test_removing_the_demo_spares_what_a_person_put_in(tmp_path: Path) -> None:
    var, saved = tmp_path / "var", tmp_path / "graders.html"
    saved.write_text(GRADERS)
    var.mkdir()
    (var / "demo.json").write_text("{}")
    run_ok(["add", "--quiet", str(saved)], var=var)
    done = laborwire("demo", "--remove", "--var", str(var))
    assert done.returncode == 2
    assert b"https://daily.example/graders" in done.stderr
    assert (var / "laborwire.duckdb").exists()
    other = tmp_path / "only-demo"
    other.mkdir()
    (other / "demo.json").write_text("{}")
    assert "deleted" in run_ok(["demo", "--remove", "--var", str(other)])
    assert not other.exists()
