"""Bytes to text: what is declared, what is valid, what was read wrongly before."""

import pytest

from pipeline.extract.decoding import decode_page, repair_text

GERMAN = "<p>Die Löhne der Prüfer in Zürich steigen auf 9 € – endlich.</p>"
RUSSIAN = "<p>Разметчики данных добились повышения оплаты труда.</p>"
JAPANESE = "<p>データ作業者の時給が上がった。来月から適用される。</p>"


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        pytest.param(GERMAN.encode(), None, GERMAN, id="utf-8-undeclared"),
        pytest.param(GERMAN.encode(), "iso-8859-1", GERMAN, id="valid-utf-8-beats-a-wrong-header"),
        pytest.param(b"\xef\xbb\xbf" + GERMAN.encode(), "cp1251", GERMAN, id="byte-order-mark"),
        pytest.param(GERMAN.encode("utf-16"), None, GERMAN, id="utf-16-with-mark"),
        pytest.param(GERMAN.encode("utf-16-le"), None, GERMAN, id="utf-16-without-mark"),
        pytest.param(GERMAN.encode("cp1252"), "iso-8859-1", GERMAN, id="latin-1-means-windows-1252"),
        pytest.param(GERMAN.encode("cp1252"), "utf-8", GERMAN, id="utf-8-declared-by-mistake"),
        pytest.param(GERMAN.encode("cp1252"), "no-such-charset", GERMAN, id="unknown-label"),
        pytest.param(RUSSIAN.encode("cp1251"), "windows-1251", RUSSIAN, id="header"),
        pytest.param(RUSSIAN.encode("koi8-r"), "KOI8-R", RUSSIAN, id="header-in-capitals"),
        pytest.param(JAPANESE.encode("cp932"), "Shift_JIS", JAPANESE, id="shift-jis"),
    ],
)
def test_decodes_pages(body: bytes, charset: str | None, text: str) -> None:
    assert decode_page(body, declared_charset=charset) == text


def test_reads_the_charset_in_a_meta_tag() -> None:
    html = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=euc-jp"></head>' + JAPANESE
    assert decode_page(html.encode("euc-jp")) == html


def test_keeps_utf_8_that_was_cut_in_the_middle_of_a_character() -> None:
    assert decode_page("Zürich, Prüfer, Löhne ü".encode()[:-1]) == "Zürich, Prüfer, Löhne \ufffd"


def test_never_fails_on_any_bytes() -> None:
    assert len(decode_page(bytes(range(256)) * 40)) > 0


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param(GERMAN.encode().decode("cp1252"), GERMAN, id="utf-8-read-as-windows-1252"),
        pytest.param(GERMAN.encode().decode("latin-1"), GERMAN, id="utf-8-read-as-latin-1"),
        pytest.param(
            ('<meta charset="gb2312">' + "数据标注员的工资").encode("gb2312").decode("latin-1"),
            '<meta charset="gb2312">数据标注员的工资',
            id="declared-gb2312-read-as-latin-1",
        ),
        pytest.param(GERMAN, GERMAN, id="right-already"),
        pytest.param("Ärger über Ähnliches", "Ärger über Ähnliches", id="capital-umlauts"),
        pytest.param("plain", "plain", id="ascii"),
    ],
)
def test_undoes_a_wrong_table(page: str, expected: str) -> None:
    assert repair_text(page) == expected
