"""Whatever a person hands in becomes pages or rejections, never silence."""

import gzip
import io
import random
from pathlib import Path

import pytest

from pipeline.archive.inputs import Page, read_pages
from pipeline.archive.store import Archive
from pipeline.errors import RejectionReason
from pipeline.records import Rejection


def read(raw: bytes, *, name: str = "input", url: str | None = None) -> list[Page | Rejection]:
    return list(read_pages(io.BufferedReader(io.BytesIO(raw)), name=name, url=url))


def the_page(raw: bytes, *, name: str = "input", url: str | None = None) -> Page:
    (page,) = read(raw, name=name, url=url)
    assert isinstance(page, Page), page
    return page


def the_reason(raw: bytes) -> RejectionReason:
    (rejection,) = read(raw)
    assert isinstance(rejection, Rejection), rejection
    return rejection.reason


@pytest.mark.parametrize(
    ("html", "url"),
    [
        pytest.param(b'<html><link rel="canonical" href="https://p.example/a">', "https://p.example/a", id="canonical"),
        pytest.param(b"<html><link href='https://p.example/b' rel='canonical'>", "https://p.example/b", id="turned"),
        pytest.param(b'<meta property="og:url" content="https://p.example/c">', "https://p.example/c", id="og"),
        pytest.param(b"<!-- saved from url=(0020)https://p.example/d -->\n<html>", "https://p.example/d", id="browser"),
    ],
)
def test_takes_the_address_that_a_saved_page_states(html: bytes, url: str) -> None:
    assert the_page(html).url == url


def test_gives_a_page_without_address_one_that_depends_on_its_content_alone() -> None:
    first = the_page(b"<p>one</p>", name="/home/ann/page.html").url
    assert first == the_page(b"<p>one</p>", name="C:\\pages\\page.html").url
    assert first != the_page(b"<p>two</p>", name="/home/ann/page.html").url
    assert first.startswith("file:///")
    assert first.endswith("/page.html")


def test_a_persons_word_on_the_address_wins() -> None:
    page = the_page(b'<link rel="canonical" href="https://p.example/a">', url="https://p.example/true")
    assert page.url == "https://p.example/true"


def test_reads_jsonl_plain_and_gzipped_and_answers_every_line() -> None:
    raw = (
        b'{"id": 1, "url": "https://p.example/x", "html": "<p>caf\xc3\xa9</p>"}\n'
        b"not json\n"
        b'{"id": 2, "url": "https://p.example/y"}\n'
        b'["a list"]\n'
        b'{"id": 3, "url": "ftp://p.example/z", "html": "<p>"}\n'
    )
    for data in (raw, gzip.compress(raw)):
        answers = read(data)
        assert isinstance(answers[0], Page)
        assert answers[0].body == "<p>café</p>".encode()
        assert [item.reason for item in answers[1:] if isinstance(item, Rejection)] == [
            RejectionReason.NOT_JSON,
            RejectionReason.MISSING_FIELD,
            RejectionReason.NOT_AN_OBJECT,
            RejectionReason.BAD_URL,
        ]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        pytest.param(b"", RejectionReason.EMPTY_BODY, id="empty"),
        pytest.param(b"  \n ", RejectionReason.EMPTY_BODY, id="blank"),
        pytest.param(b"%PDF-1.7 ...", RejectionReason.NOT_HTML, id="pdf"),
        pytest.param(b"<p>" + b"x" * (10 * 1024 * 1024), RejectionReason.TOO_LARGE, id="11-mb"),
        pytest.param(gzip.compress(b"<html>" + b"a" * 5000)[:40], RejectionReason.UNREADABLE, id="torn-gzip"),
    ],
)
def test_says_why_a_file_is_no_page(raw: bytes, reason: RejectionReason) -> None:
    assert the_reason(raw) is reason


def test_reads_our_own_and_others_warc_files(tmp_path: Path) -> None:
    from tests_warc import warc_response

    raw = b"".join(
        [
            warc_response("https://p.example/a", 200, "text/html", gzip.compress(b"<p>one</p>"), encoding="gzip"),
            warc_response("https://p.example/pic", 200, "image/png", b"\x89PNG"),
            warc_response("https://p.example/gone", 404, "text/html", b"<p>no</p>"),
        ]
    )
    answers = read(raw, name="crawl.warc.gz")
    assert isinstance(answers[0], Page)
    assert (answers[0].url, answers[0].body) == ("https://p.example/a", b"<p>one</p>")
    assert [item.reason for item in answers[1:] if isinstance(item, Rejection)] == [RejectionReason.HTTP_STATUS]
    assert len(answers) == 2

    with Archive.open(tmp_path, writable=True) as archive:
        archive.store(
            url="https://p.example/own",
            final_url="https://p.example/own",
            status=200,
            headers=[("Content-Type", "text/html")],
            body=b"<p>own</p>",
            fetched_at=answers[0].fetched_at,  # type: ignore[arg-type]  # stated in the record
            content_type="text/html",
        )
    own = the_page((tmp_path / "laborwire-000001.warc.gz").read_bytes())
    assert (own.url, own.body) == ("https://p.example/own", b"<p>own</p>")


def test_one_broken_response_does_not_cost_the_others() -> None:
    from tests_warc import warc_response

    page = b"<p>" + b"word " * 300 + b"</p>"
    packed = gzip.compress(page)
    chunked = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (packed[:20], packed[20:])) + b"0\r\n\r\n"
    raw = b"".join(
        [
            warc_response("https://p.example/1", 200, "text/html", chunked, encoding="gzip", chunked=True),
            warc_response("https://p.example/2", 200, "text/html", packed[:30] + b"broken", encoding="gzip"),
            warc_response("https://p.example/3", 200, "text/html", page, encoding="gzip"),
            warc_response("https://p.example/4", 200, "text/html", page, encoding="odd"),
            warc_response("https://p.example/5", 200, "text/html", gzip.compress(b"x" * (11 << 20)), encoding="gzip"),
            warc_response("https://p.example/6", 200, "text/html", b""),
            warc_response("https://p.example/7", 200, "text/html", page),
        ]
    )
    answers = {
        item.url.rsplit("/", 1)[1] if isinstance(item, Page) else item.key.rsplit("/", 1)[1]: (
            item.body if isinstance(item, Page) else item.reason
        )
        for item in read(raw)
    }
    assert answers["1"] == answers["3"] == answers["7"] == page
    assert answers["2"] in (RejectionReason.UNREADABLE, RejectionReason.EMPTY_BODY) or isinstance(answers["2"], bytes)
    assert answers["4"] is RejectionReason.UNREADABLE
    assert answers["5"] is RejectionReason.TOO_LARGE
    assert answers["6"] is RejectionReason.EMPTY_BODY
    assert len(answers) == 7


def test_says_when_a_warc_has_no_page() -> None:
    from tests_warc import warc_response

    assert the_reason(warc_response("https://p.example/pic", 200, "image/png", b"\x89PNG")) is RejectionReason.NOT_HTML


def test_a_file_that_breaks_off_inside_a_line_that_is_too_long_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.archive.inputs.MAX_LINE_BYTES", 1000)
    whole = gzip.compress(b'{"url": "' + random.Random(1).randbytes(200_000).hex().encode())
    (answer,) = read(whole[: len(whole) // 2], name="pages.jsonl.gz")
    assert isinstance(answer, Rejection)
    assert (answer.key, answer.reason) == ("pages.jsonl.gz after line 0", RejectionReason.UNREADABLE)
