"""Pages in every encoding, crawled over HTTP from a loopback web, through archive and reading into the warehouse."""

from datetime import datetime, timezone
from pathlib import Path

import duckdb
import pytest
from small_web import SmallWeb

from flows.crawling import crawl
from flows.order import stand_in_order
from flows.reading import extracted
from flows.tools import Tools
from pipeline.archive.store import Archive
from pipeline.config import load_settings
from pipeline.places import find_places
from pipeline.records import Feed, Source
from pipeline.warehouse.batch import Batch
from pipeline.warehouse.load import load
from pipeline.warehouse.store import Warehouse

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 21, 2, tzinfo=timezone.utc)
ROOT = "http://tongues.example"
GERMAN = "Die Prüfer in Zürich erhalten künftig 9 € je Stunde – das ist zu wenig, sagt die Gewerkschaft."
POLISH = "Pracownicy etykietujący zdjęcia żądają wyższej płacy, a spółka odmawia rozmów, mówią związkowcy w Łodzi."
RUSSIAN = "Разметчики данных добились повышения оплаты труда, сообщил их профсоюз на этой неделе в Риге."
JAPANESE = "データ作業者の時給が上がった。来月から全員に適用される、と会社は昨日の夕方に発表した。"
TURKISH = "Veri etiketleyicileri saatte 9 dolar kazanıyor, şirket ise zam için görüşmeye başlamadı, diyor."
# Name: words, their encoding, the charset in a tag, the charset in the header.
PAGES = {
    "utf-16-with-mark": (GERMAN, "utf-16", "", ""),
    "utf-16-in-the-header": (GERMAN, "utf-16-le", "", "utf-16le"),
    "utf-16-undeclared": (GERMAN, "utf-16-be", "", ""),
    "mark-beats-tag-and-header": (GERMAN, "utf-8-sig", "iso-8859-1", "iso-8859-1"),
    "utf-8-declared-as-western": (GERMAN, "utf-8", "windows-1252", ""),
    "western-declared-as-utf-8": (GERMAN, "cp1252", "utf-8", "utf-8"),
    "western-undeclared": (GERMAN, "cp1252", "", ""),
    "central-european": (POLISH, "cp1250", "windows-1250", ""),
    "central-european-in-the-header": (POLISH, "iso-8859-2", "", "iso-8859-2"),
    "cyrillic": (RUSSIAN, "cp1251", "windows-1251", ""),
    "cyrillic-undeclared": (RUSSIAN, "cp1251", "", ""),
    "koi8-in-the-header": (RUSSIAN, "koi8-r", "", "KOI8-R"),
    "turkish": (TURKISH, "cp1254", "windows-1254", ""),
    "shift-jis": (JAPANESE, "cp932", "Shift_JIS", ""),
    "shift-jis-in-the-header": (JAPANESE, "cp932", "", "x-sjis"),
    "shift-jis-undeclared": (JAPANESE, "cp932", "", ""),
    "euc-jp-undeclared": (JAPANESE, "euc-jp", "", ""),
}


def markup(text: str, *, declared: str) -> str:
    head = f'<meta charset="{declared}">' if declared else ""
    return f"<html><head>{head}<title>A</title></head><body><article>{f'<p>{text}</p>' * 3}</article></body></html>"


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """First lines of the articles in the warehouse, by the name of their page."""
    addresses = {name: f"{ROOT}/2026/11/20/{name}" for name in PAGES}
    source = Source(
        id="tongues",
        name="Tongues",
        homepage=f"{ROOT}/",
        source_class="press",
        country="",
        languages=("de",),
        feeds=(Feed(url=f"{ROOT}/rss", kind="feed"),),
        delay_s=0.0,
    )
    places = find_places(var=tmp_path_factory.mktemp("night") / "var")
    with SmallWeb() as web:
        web.feed(f"{ROOT}/rss", *addresses.values())
        for name, (text, encoding, declared, header) in PAGES.items():
            kind = f"text/html; charset={header}" if header else "text/html"
            web.pages[addresses[name]] = (200, kind, markup(text, declared=declared).encode(encoding))
        crawl(stand_in_order(places, NOW, sources=(source,), port=web.port))
    with Archive.open(places.archive) as archive:
        pages = list(extracted(list(archive.sightings_after(0)), archive, Tools(places, load_settings(places.data))))
    articles = tuple(page.article for page in pages if page.article is not None)
    with Warehouse.open(places.live_warehouse, data=places.data) as warehouse:
        load(warehouse, Batch(captures=tuple(page.capture for page in pages), articles=articles))
    with duckdb.connect(str(places.live_warehouse), read_only=True) as stored:
        rows = stored.execute("SELECT url, split_part(text, chr(10), 1) FROM articles").fetchall()
    return {Path(url).name: text for url, text in rows}


@pytest.mark.parametrize("name", PAGES)
def test_a_crawled_page_is_read_in_its_encoding(texts: dict[str, str], name: str) -> None:
    assert texts.get(name) == PAGES[name][0]
