"""`laborwire feed` on what is no feed, no record or no JSON: each line is answered in its place, nothing is silent."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

MIB = 1024 * 1024
URL = "https://paper.example/feed"


def feed(stdin: bytes, *options: str) -> tuple[int, list[dict[str, Any]], bytes]:
    """Run the filter as a person would."""
    command = [Path(sys.executable).with_name("laborwire"), "feed", *options]
    done = subprocess.run(command, input=stdin, capture_output=True, check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def line(body: object, **fields: object) -> bytes:
    return json.dumps({"id": "x", "url": URL, "body": body} | fields).encode()


GOOD = line("https://paper.example/a\nhttps://paper.example/b")
LINES = {
    "junk": (b"<rss><channel><item>", "not_json"),
    "blank": (b"", "not_json"),
    "binary": (bytes(byte for byte in range(256) if byte != 10), "not_json"),
    "cut": (GOOD[:-9], "not_json"),
    "deep": (b"[" * 200_000, "not_json"),
    "deep-and-closed": (b"[" * 200_000 + b"]" * 200_000, "not_json"),
    "list": (b"[1]", "not_an_object"),
    "no-body": (json.dumps({"id": 1, "url": URL}).encode(), "missing_field"),
    "no-address": (json.dumps({"id": 1, "body": ""}).encode(), "missing_field"),
    "null": (line(None), "missing_field"),
    "number": (line(7), "wrong_type"),
    "huge": (line("x" * (65 * MIB)), "too_large"),
}
# Records, but of bodies that are no feeds: kind and what is said of them.
BODIES = {
    "empty": (line(""), "unknown", "nothing: the body is empty"),
    "words": (line("Bad gateway"), "unknown", "neither a feed nor a sitemap"),
    "nulls": (line("\0" * 10_000), "unknown", "neither a feed nor a sitemap"),
    "deep-json": (line('{"items": ' + "[" * 100_000), "unknown", "JSON that lists no articles"),
    "deep-xml": (line("<rss><channel><item>" + "<a>" * 100_000), "rss", "1 entries, none with an address"),
    "surrogate": (b'{"id": "x", "url": "' + URL.encode() + b'", "body": "<rss>\\ud800"}', "rss", None),
    "no-web-address": (line("<rss><item><link>/a</link></item></rss>", url="feed.xml"), "rss", "1 entries, none with"),
    "long": (line("<rss><item><link>/a</link></item>" + " " * (20 * MIB)), "rss", "only the first 5 MiB of"),
    "unlinked": (line("<urlset><url><loc/></url><url/></urlset>"), "sitemap", "2 entries, none with an address"),
}


@pytest.fixture(scope="module")
def answered() -> tuple[int, list[dict[str, Any]], bytes]:
    """Run all lines through one filter, with a good one behind each."""
    every = [broken for broken, *_ in (*LINES.values(), *BODIES.values())]
    return feed(b"\n".join(piece for broken in every for piece in (broken, GOOD)) + b"\n")


def test_each_line_is_answered_and_the_stream_goes_on(answered: tuple[int, list[dict[str, Any]], bytes]) -> None:
    code, answers, words = answered
    assert code == 0
    assert len(answers) == 2 * (len(LINES) + len(BODIES))
    assert [len(answer["entries"]) for answer in answers[1::2]] == [2] * (len(LINES) + len(BODIES))
    assert b"Traceback" not in words


@pytest.mark.parametrize("name", LINES)
def test_a_line_that_is_no_record_is_refused_with_its_reason(
    name: str, answered: tuple[int, list[dict[str, Any]], bytes]
) -> None:
    number = 2 * list(LINES).index(name)
    refused = answered[1][number]["rejected"]
    assert refused["reason"] == LINES[name][1]
    assert f"line {number + 1} " in refused["detail"].replace(":", " ")


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_announces_nothing_says_why(name: str, answered: tuple[int, list[dict[str, Any]], bytes]) -> None:
    _, kind, problem = BODIES[name]
    answer = answered[1][2 * (len(LINES) + list(BODIES).index(name))]
    assert answer["kind"] == kind
    assert str(answer["problem"]).startswith(str(problem))


def test_refusals_beyond_what_is_allowed_are_a_failed_run_and_a_file_that_is_none_is_wrong_usage() -> None:
    assert feed(b"junk", "--max-rejected", "0")[0] == 3
    code, answers, words = feed(b"", "no-such-file.jsonl")
    assert (code, answers) == (2, [])
    assert b"no-such-file.jsonl" in words
    assert b"Traceback" not in words
