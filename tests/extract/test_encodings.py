"""Pages in every encoding, from the file or web archive that a person hands in to the text of the article."""

import io
from collections.abc import Iterator

import pytest
from tests_warc import warc_response

from pipeline.archive.inputs import Page as PageIn
from pipeline.archive.inputs import read_pages
from pipeline.extract.decoding import charset_of
from pipeline.extract.pool import ExtractPool, Page
from pipeline.records import Extraction

GERMAN = "Die Prüfer in Zürich erhalten künftig 9 € je Stunde – das ist zu wenig, sagt die Gewerkschaft."
RUSSIAN = "Разметчики данных добились повышения оплаты труда, сообщил их профсоюз на этой неделе в Риге."
JAPANESE = "データ作業者の時給が上がった。来月から全員に適用される、と会社は昨日の夕方に発表した。"
TURKISH = "Veri etiketleyicileri saatte 9 dolar kazanıyor, şirket ise zam için görüşmeye başlamadı, diyor."


def markup(text: str, *, declared: str = "") -> str:
    head = f'<meta charset="{declared}">' if declared else ""
    return f"<html><head>{head}<title>A</title></head><body><article>{f'<p>{text}</p>' * 3}</article></body></html>"


@pytest.fixture(scope="module")
def pool() -> Iterator[ExtractPool]:
    with ExtractPool() as pool:
        yield pool


def text_of(pool: ExtractPool, content: bytes) -> str:
    (page,) = read_pages(io.BufferedReader(io.BytesIO(content)), name="saved")  # type: ignore[arg-type]
    assert isinstance(page, PageIn)
    found = pool.extract(Page(html=page.body, url=page.url, declared_charset=charset_of(page.content_type)))
    assert isinstance(found, Extraction)
    return found.text.split("\n")[0]


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        pytest.param(GERMAN, "utf-16", "", id="utf-16-with-mark"),
        pytest.param(GERMAN, "utf-16-le", "", id="utf-16-low-byte-first"),
        pytest.param(GERMAN, "utf-16-be", "", id="utf-16-high-byte-first"),
        pytest.param(GERMAN, "utf-8-sig", "iso-8859-1", id="byte-order-mark-beats-the-tag"),
        pytest.param(GERMAN, "utf-8", "windows-1252", id="utf-8-declared-as-western"),
        pytest.param(GERMAN, "cp1252", "utf-8", id="western-declared-as-utf-8"),
        pytest.param(GERMAN, "cp1252", "", id="western-undeclared"),
        pytest.param(RUSSIAN, "cp1251", "windows-1251", id="cyrillic"),
        pytest.param(RUSSIAN, "cp1251", "", id="cyrillic-undeclared"),
        pytest.param(TURKISH, "cp1254", "iso-8859-9", id="turkish"),
        pytest.param(JAPANESE, "cp932", "Shift_JIS", id="shift-jis"),
        pytest.param(JAPANESE, "euc-jp", "", id="japanese-undeclared"),
    ],
)
def test_reads_a_saved_page_in_any_encoding(pool: ExtractPool, text: str, encoding: str, declared: str) -> None:
    assert text_of(pool, markup(text, declared=declared).encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding", "header"),
    [
        pytest.param(RUSSIAN, "koi8-r", "text/html; charset=KOI8-R", id="header"),
        pytest.param(GERMAN, "utf-8", "text/html; charset=iso-8859-1", id="wrong-header"),
        pytest.param(JAPANESE, "cp932", 'text/html;charset="x-sjis"', id="quoted-header"),
    ],
)
def test_reads_a_web_archive_by_its_header(pool: ExtractPool, text: str, encoding: str, header: str) -> None:
    body = markup(text).encode(encoding)
    assert text_of(pool, warc_response("https://paper.example/a", 200, header, body)) == text
