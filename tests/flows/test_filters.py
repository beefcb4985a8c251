"""Every filter: good lines, broken lines, order, and flat memory over 2,000 lines through a real pipe."""

import json
import subprocess
from pathlib import Path

import pytest
from conftest import COMMAND
from conftest import laborwire_here as laborwire

PAGE = (
    "<html lang='en'><head><title>Graders at Tallowby get $16 an hour</title></head><body><article>"
    "<h1>Graders at Tallowby get $16 an hour</h1><p>By Ann Roe</p>"
    "<p>Graders who train chatbots for Tallowby were paid $16 an hour in October, down from $21, they said.</p>"
    "<p>The firm said that it had changed its rates after a review, and that nobody was made to stay.</p>"
    "<p>The union wants $25 an hour and a contract for the three hundred people who label data there.</p>"
    "</article></body></html>"
)
TEXT = (
    "Graders who train chatbots for Mercor were paid $16 an hour in October, down from $21, they said. "
    "The firm said that it had changed its rates after a review."
)
FEED = (
    "<rss version='2.0'><channel><title>T</title><item><title>Pay falls</title><link>/a</link>"
    "<pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>"
)
ARTICLE = {"title": "Graders get less", "text": TEXT, "published": "2026-11-20", "url": "https://p.example/a"}
GOOD: dict[str, dict[str, object]] = {
    "feed": {"url": "https://p.example/feed", "body": FEED},
    "extract": {"url": "https://p.example/a", "html": PAGE},
    "relevance": ARTICLE,
    "tag": ARTICLE,
    "claims": ARTICLE,
    "dedupe": {**ARTICLE, "source": "p"},
    "cluster": {**ARTICLE, "source": "p"},
    "summarize": ARTICLE,
}
KEYS: dict[str, set[str]] = {
    "feed": {"id", "kind", "entries"},
    "extract": {
        *("id", "url", "canonical_url", "title", "authors"),
        *("published", "modified", "language", "site_name", "text"),
    },
    "relevance": {"id", "relevant", "score", "reasons"},
    "tag": {"id", "mentions"},
    "claims": {"id", "claims", "not_pay"},
    "dedupe": {"id", "canonical_id", "relation", "similarity", "origin_id"},
    "cluster": {"id", "story_id"},
    "summarize": {"id", "summary", "sentences"},
}

# Lines at which memory is measured: by the first one, buffers and bounded caches have most of their size.
EARLY, LATE = 800, 1990

pytestmark = [pytest.mark.slow, pytest.mark.model]


def answers(verb: str, lines: bytes, *options: str) -> list[dict[str, object]]:
    done = laborwire(verb, *options, stdin=lines)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("verb", GOOD)
def test_answers_each_line_in_its_place(verb: str) -> None:
    good = json.dumps({"id": "good", **GOOD[verb]}).encode()
    again = json.dumps({"id": 2, **GOOD[verb], "unknown": [1]}).encode()
    lines = good + b"\n{broken\n" + b'["list"]\n' + b'{"id": "bare"}\n' + again + b"\n"
    found = [answer for answer in answers(verb, lines) if "merge" not in answer]
    assert [answer["id"] for answer in found] == ["good", None, None, "bare", 2]
    assert set(found[0]) >= KEYS[verb]
    assert set(found[4]) >= KEYS[verb]
    assert found[1]["rejected"]["reason"] == "not_json"  # type: ignore[index]  # a JSON object
    assert found[2]["rejected"]["reason"] == "not_an_object"  # type: ignore[index]  # a JSON object
    if verb in {"dedupe", "cluster"}:
        assert "rejected" not in found[3]
    else:
        assert found[3]["rejected"]["reason"] == "missing_field"  # type: ignore[index]  # a JSON object


@pytest.mark.parametrize("verb", GOOD)
def test_an_empty_stream_is_an_empty_answer(verb: str) -> None:
    assert answers(verb, b"") == []


def test_a_pipe_of_filters_finds_the_claim() -> None:
    page = json.dumps({"id": "p", **GOOD["extract"]}).encode() + b"\n"
    (article,) = answers("extract", page)
    assert article["title"] == "Graders at Tallowby get $16 an hour"
    (reading,) = answers("claims", json.dumps(article).encode())
    claims = reading["claims"]
    assert isinstance(claims, list)
    text = str(article["text"])
    stated = {(text[claim["start"] : claim["end"]], claim["kind"], claim["change_role"]) for claim in claims}
    assert ("$16 an hour", "change", "to") in stated
    assert ("$21", "change", "from") in stated


def test_too_many_rejections_exit_with_3_and_wrong_words_with_2(tmp_path: Path) -> None:
    assert laborwire("summarize", "--max-rejected", "0", stdin=b"x\n").returncode == 3
    assert laborwire("summarize", "--max-rejected", "-1", stdin=b"").returncode == 2
    missing = laborwire("summarize", str(tmp_path / "none.jsonl"))
    assert missing.returncode == 2
    assert b"no such file" in missing.stderr


def test_reads_files_and_stdin_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "file", **ARTICLE}) + "\n")
    done = laborwire("summarize", str(path), "-", stdin=json.dumps({"id": "stdin", **ARTICLE}).encode())
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["file", "stdin"]


def _new_words(number: int) -> list[str]:
    """Return 14 words that no other line has."""
    made = []
    for position in range(14):
        value, word = (number * 14 + position) * 7_919, ""
        while len(word) < 8:
            value, consonant = divmod(value, 12)
            value, vowel = divmod(value, 5)
            word += "bdfgklmnprst"[consonant] + "aeiou"[vowel]
        made.append(word)
    return made


def _memory_kib(verb: str, folder: Path) -> tuple[int, int]:
    """Return the filter's resident memory at two points of 2,000 answers, each line with words of its own."""
    path = folder / "lines.jsonl"
    with path.open("w") as lines:
        for number in range(2000):
            record = dict(GOOD[verb])
            if "text" in record:
                a, b, c, d, *rest = _new_words(number)
                # One in five has money: the costly way is taken often enough to show a leak.
                first = (
                    f"Graders who train {a} for {b.title()} were paid $16 an hour in {c.title()}, said {d.title()} Roe."
                    if number % 5 == 0
                    else f"The council of {a.title()} opened a {b} in {c.title()} on Monday, said {d.title()} Roe."
                )
                second = f"The workers of {' and '.join(rest[:5])} did not like the {rest[5]}."
                third = f"The firm said that it had to {' or '.join(rest[6:])} after a review."
                # The models of relevance read whatever a line has: one sentence shows a leak as well as three.
                record["text"] = first if verb == "relevance" else f"{first} {second} {third}"
            lines.write(json.dumps({"id": number, **record}) + "\n")
    measured = []
    with path.open("rb") as stdin, subprocess.Popen([COMMAND, verb], stdin=stdin, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        for number, answer in enumerate(child.stdout, start=1):
            assert b'"rejected"' not in answer
            if number in {EARLY, LATE}:
                measured.append(_resident_kib(child.pid))
    assert number >= 2000
    return measured[0], measured[1]


def _resident_kib(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


@pytest.mark.sample("dedupe")
@pytest.mark.parametrize("verb", list(GOOD))
def test_memory_does_not_grow_with_the_words_of_the_stream(verb: str, tmp_path: Path) -> None:
    early, late = _memory_kib(verb, tmp_path)
    # cluster keeps an index with each article's vector and words. claims keeps buffers for each length of text that
    # its reader has met, some hundred of them. The others keep a few bytes or nothing.
    limit_kib = {"cluster": 24, "claims": 8}.get(verb, 4)
    assert (late - early) / (LATE - EARLY) < limit_kib, f"{early} KiB after {EARLY} lines, {late} KiB after {LATE}"
