"""What pages in any encoding hold of what is taken down, and what is left of them."""

from datetime import datetime, timezone

import pytest

from pipeline.records import Capture
from pipeline.takedown.plan import Plan
from pipeline.takedown.traces import PageTraces
from pipeline.tombstones import Kind

NOW = datetime(2026, 3, 9, tzinfo=timezone.utc)
URL = "https://zeitung.example/2026/löhne"
SAID = "Die Löhne der Prüfer fielen um drei Euro, sagt Jörg Müßig."
PAGE = (
    '<html><head><meta charset="{charset}"></head><body><p>{said} Straße bleibt.</p>'
    '<a href="/2026/löhne">Weniger Lohn für Prüfer</a><p>Anderes bleibt, 𝒳 auch.</p></body></html>'
)


def traces(*, kind: Kind = "url", subject: str = URL) -> PageTraces:
    return PageTraces(
        Plan(
            kind=kind,
            subject=subject,
            why="asked",
            who="ed",
            when=NOW,
            marks=(),
            articles=("a0123456789abcdef",),
            claims=(),
            captures=(),
            urls=(URL,),
            headlines=("Weniger Lohn für Prüfer",),
            phrases=(SAID,),
            copies=(),
        )
    )


def capture(content_type: str = "text/html") -> Capture:
    url = "https://zeitung.example/other"
    return Capture(
        id="c1", url=url, final_url=url, fetched_at=NOW, status=200, content_type=content_type, payload_digest=""
    )


@pytest.mark.parametrize(
    ("codec", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-8"),
        ("cp1252", "windows-1252"),
        ("cp1252", "none"),
        ("iso-8859-15", "iso-8859-15"),
    ],
)
def test_a_page_in_any_encoding_is_found_and_written_over_in_its_own(codec: str, declared: str) -> None:
    text = PAGE.format(charset=declared, said=SAID)
    if not codec.startswith("utf"):
        text = text.replace("𝒳", "x")
    page = text.encode(codec)
    assert traces().are_on_page(page, capture())
    left = traces().overwritten(page, capture(), "")
    assert len(left) == len(page)
    read = left.decode(codec)
    for gone in ("Löhne", "Jörg", "löhne", "Weniger"):
        assert gone not in read
    assert "Straße bleibt." in read
    assert text[text.index("<p>Anderes") :] == read[read.index("<p>Anderes") :]
    assert not traces().are_on_page(left, capture())


def test_an_encoding_that_only_the_header_names_is_believed() -> None:
    page = "<p>Об этом говорит Анна Петрова из Киева.</p>".encode("windows-1251")
    person = traces(kind="person", subject="Анна Петрова")
    told = capture("text/html; charset=windows-1251")
    assert person.are_on_page(page, told)
    left = person.overwritten(page, told, "").decode("windows-1251")
    assert left == "<p>Об этом говорит xxxx xxxxxxx из Киева.</p>"


def test_an_encoding_that_nobody_names_is_guessed_as_the_reader_does() -> None:
    page = f"<p>{'Об этом говорит Анна Петрова из Киева. ' * 9}</p>".encode("windows-1251")
    person = traces(kind="person", subject="Анна Петрова")
    assert person.are_on_page(page, capture())
    assert "Петрова" not in person.overwritten(page, capture(), "").decode("windows-1251")


def test_characters_of_two_units_leave_the_length() -> None:
    page = f"<p>{SAID[:-1]}, 𝒳𝒴.</p>".encode("utf-16")
    name = traces(kind="person", subject="Jörg Müßig")
    assert len(name.overwritten(page, capture(), "")) == len(page)


def test_bytes_that_no_codec_gives_back_are_searched_as_they_are() -> None:
    page = b"<p>\x81\x8d\xff\xfe\x00</p><a href='https://zeitung.example/2026/other-story'>x</a>" + SAID.encode()
    assert traces().are_on_page(page, capture())
    left = traces().overwritten(page, capture(), "")
    assert len(left) == len(page)
    assert b"sagt" not in left
    assert left.startswith(b"<p>\x81\x8d\xff\xfe\x00</p>")


def test_a_page_in_utf8_with_one_stray_byte_is_searched_as_utf8() -> None:
    page = PAGE.format(charset="utf-8", said=SAID).encode().replace(b"bleibt.</p>", b"bleibt \xe4.</p>")
    assert "Löhne" not in traces().overwritten(page, capture(), "").decode("utf-8", "replace")
