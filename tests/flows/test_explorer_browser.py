"""The explorer in a real browser: journeys to a quoted, linked figure, axe, phones, and pages full of hostile text."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from email import message_from_bytes
from email.policy import default
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen
from xml.etree import ElementTree

import duckdb
import pytest
from serving import Served, chromium, served

from flows.explorer import make_explorer
from pipeline.places import Places
from pipeline.publish.digest import write_digest
from pipeline.publish.formats import FILES
from pipeline.search.index import sync_index

WEEK = "2026-W47"

PAGES = (
    "/stories",
    "/stories/{story}",
    "/claims?platform=demo_gradewell",
    "/claims?platform=demo_gradewell&kind=owed&country=KE",
    "/claims/{claim}",
    "/platforms",
    "/platforms/demo_gradewell",
    "/sources",
    "/sources/bay-ledger",
    "/search?q=pay",
    "/search?q=pay&platform=demo_gradewell&since=2026-01-01&words=1",
    "/sql?q=SELECT+payer,amount_text+FROM+pay_claims+LIMIT+3",
    "/digests",
    "/watch",
    "/nothing-here",
)

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><script>alert(2)</script>',
    "'><img src=x onerror=alert(3)>",
    '"><svg/onload=alert(4)>',
    "</title><script>alert(5)</script>",
    "</style><script>alert(6)</script>",
    "</textarea><script>alert(7)</script>",
    "<iframe srcdoc='<script>alert(8)</script>'>",
    '" autofocus onfocus=alert(9) x="',
    "' onmouseover=alert(10) '",
    "<a href=javascript:alert(11)>x</a>",
    "{{constructor.constructor('alert(12)')()}}",
    "${alert(13)}",
    "<math><mtext></mtext><script>alert(14)</script></math>",
    "<details open ontoggle=alert(15)>",
    "<body onload=alert(16)>",
    "<style>@import 'http://evil.example/x.css';</style>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(18)'>",
    "&lt;script&gt;alert(19)&lt;/script&gt;<script>alert(19)</script>",
    "\u202e<script>alert(20)</script>\x00",
)
LINKS = (
    "javascript:alert(21)",
    "data:text/html,<script>alert(22)</script>",
    "JaVaScRiPt:alert(23)",
    " javascript:alert(24)",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def site(demo: tuple[Places, str]) -> Iterator[Served]:
    with served(demo[0]) as server:
        yield server


@pytest.fixture(scope="module")
def names(demo: tuple[Places, str]) -> dict[str, str]:
    """A story and a claim that may be printed, with many reports."""
    with duckdb.connect(str(demo[0].warehouse), read_only=True) as con:
        row = con.execute(
            "SELECT m.story_id, p.id FROM pay_claims_printable AS p JOIN story_articles AS m USING (article_id)"
            " WHERE p.payer_id = 'demo_gradewell' ORDER BY p.id LIMIT 1"
        ).fetchone()
    assert row is not None
    return {"story": row[0], "claim": row[1]}


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def ends_at_a_quoted_figure(page: Any) -> bool:
    """Say whether the page shows a figure inside its sentence, and a link to the original."""
    return page.locator("mark").count() > 0 and page.locator('main a[href^="http"]').count() > 0


@pytest.mark.sample("reporter-reads-the-first-story", "union-researcher")
@pytest.mark.parametrize(
    ("begins", "clicks"),
    [
        pytest.param("/", ["main .list .head >> nth=0"], id="reporter-reads-the-first-story"),
        pytest.param(
            "/", ["text=Pay claims", "nav.facet >> text=May be printed", "text=record >> nth=0"], id="union-researcher"
        ),
        pytest.param(
            "/", ["text=Platforms", "text=Gradewell", "text=Open the"], id="policy-analyst-follows-a-platform"
        ),
        pytest.param("/search?q=labellers", ["#claims + ul .head >> nth=0"], id="data-worker-searches"),
        pytest.param(
            "/", ["text=Sources", "main tbody a >> nth=0", "main dd a >> nth=0"], id="operator-looks-at-a-source"
        ),
    ],
)
def test_a_quoted_and_linked_figure_is_three_clicks_away(
    site: Served, page: Any, begins: str, clicks: list[str]
) -> None:
    page.goto(site.address + begins)
    assert len(clicks) <= 3
    for click in clicks:
        page.locator(click).locator("visible=true").first.click()
    assert "snapshot=2" in page.url
    assert ends_at_a_quoted_figure(page)


def test_back_leads_to_the_view_that_was_left(site: Served, page: Any) -> None:
    page.goto(site.address + "/claims?snapshot=2")
    page.locator("nav.facet a >> visible=true").first.click()
    narrowed = page.url
    page.locator('th a:has-text("Pay")').click()
    page.go_back()
    assert page.url == narrowed
    assert page.locator(".chip.set").count() == 1


def test_no_page_scrolls_sideways_asks_others_or_needs_a_script(
    site: Served, browser: Any, names: dict[str, str]
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, color_scheme="dark")
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    for path in PAGES:
        for width in (390, 1600):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(site.address + path.format(**names))
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()
    assert not [url for url in asked if not url.startswith((site.address, "data:"))]
    # A page that is not found is said to be so; nothing was refused by the policy.
    assert not [words for words in complaints if "404" not in words]


def test_axe_finds_nothing_on_any_page(site: Served, browser: Any, names: dict[str, str]) -> None:
    axe = pytest.importorskip("axe_playwright_python", reason="axe is not installed: pip install '.[dev]'")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    found = []
    for width, scheme in ((390, "dark"), (1280, "light")):
        # The policy lets no script in; axe is ours for the test.
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        for path in PAGES:
            page.goto(site.address + path.format(**names))
            page.evaluate(script)
            for one in page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]:
                found.append((path, width, one["id"], [node["html"][:160] for node in one["nodes"][:3]]))
        context.close()
    assert found == []


@pytest.fixture(scope="module")
def hostile(demo: tuple[Places, str], tmp_path_factory: pytest.TempPathFactory) -> Places:
    """The demo with a payload in every field that is shown, and links that are none."""
    var = tmp_path_factory.mktemp("hostile")
    path = var / "laborwire.duckdb"
    path.write_bytes(demo[0].warehouse.read_bytes())
    payloads = "[" + ", ".join("'" + payload.replace("'", "''").replace("\0", "") + "'" for payload in PAYLOADS) + "]"
    links = "[" + ", ".join("'" + link.replace("'", "''") + "'" for link in LINKS) + "]"
    with duckdb.connect(str(path)) as con:
        # A figure's place in its sentence stays: the payload comes behind it.
        for table, columns in {
            "articles": ("headline", "site_name"),
            "pay_claims": ("worker", "payer", "project", "location", "attribution_name", "amount_text"),
            "article_events": ("sentence",),
            "sources": ("name",),
            "entities": ("name",),
            "mentions": ("text",),
            "source_errors": ("problem",),
        }.items():
            for column in columns:
                con.execute(
                    f"UPDATE {table} SET {column} = coalesce({column}, '') || ({payloads})[1 + rowid % {len(PAYLOADS)}]"
                )
        con.execute(f"UPDATE pay_claims SET sentence = sentence || ({payloads})[1 + rowid % {len(PAYLOADS)}]")
        con.execute(f"UPDATE articles SET authors = {payloads}")
        con.execute(f"UPDATE articles SET text = text || ({payloads})[1 + rowid % {len(PAYLOADS)}]")
        con.execute(f"UPDATE articles SET canonical_url = ({links})[1 + rowid % 4], url = ({links})[1 + rowid % 4]")
        con.execute(f"UPDATE sources SET homepage = ({links})[1 + rowid % 4]")
    places = Places(data=demo[0].data, var=var)
    sync_index(places.search, places.warehouse)
    now = datetime(2026, 11, 23, 7, tzinfo=timezone.utc)
    write_digest(places, week=WEEK, now=now, choose=make_explorer(places).choose, formats=tuple(FILES))
    return places


# Without the policy nothing but the escaping protects: what holds there holds with it.
@pytest.mark.sample("policy-switched-off")
@pytest.mark.parametrize("with_policy", [True, False], ids=["with-policy", "policy-switched-off"])
def test_hostile_text_is_never_run(hostile: Places, browser: Any, names: dict[str, str], with_policy: bool) -> None:
    with served(hostile, with_policy=with_policy) as site, watched(browser) as (page, ran, asked):
        pages = [path.format(**names) for path in PAGES]
        pages += [f"/digests/{WEEK}/digest.html", f"/digests/{WEEK}/digest.md"]
        words = [quote(payload) for payload in PAYLOADS]
        pages += [f"/search?q={''.join(words[n : n + 5])}" for n in range(0, len(words), 5)]
        pages += [f"/search?q=pay&platform={word}&source={word}&since={word}" for word in words[:4]]
        pages.append(f"/sql?q={'%0A'.join(words)}")
        for n in range(0, len(words), 5):
            filters = zip(("platform", "kind", "source", "story", "country"), words[n : n + 5], strict=True)
            pages.append("/claims?" + "&".join(f"{name}={word}" for name, word in filters))
        for path in pages:
            page.goto(site.address + path, wait_until="load")
            assert page.locator('a[href^="javascript:" i], a[href^="data:" i]').count() == 0, path
            assert page.locator("script, iframe, main style").count() == 0, path
        # What was hostile is there to be seen, also among what a search has found.
        page.goto(f"{site.address}/search?q=pay&words=1")
        assert page.locator("main .list li", has_text="alert(").count() > 3
        assert not [url for url in asked if not url.startswith((site.address, "data:"))]
    assert ran == []


FEEDS = ("/claims.atom", "/stories.atom", "/sources/bay-ledger.atom", "/search.atom?q=pay", "/watch.atom")


def test_hostile_text_is_never_run_in_a_feed(hostile: Places, browser: Any) -> None:
    with served(hostile, with_policy=False) as site, watched(browser) as (page, ran, asked):
        for path in FEEDS:
            with urlopen(site.address + path) as answer:
                feed = ElementTree.fromstring(answer.read())  # noqa: S314
            assert {element.tag.split("}")[0] for element in feed.iter()} == {"{http://www.w3.org/2005/Atom"}
            assert all(link.attrib["href"].startswith("http") for link in feed.iter() if link.tag.endswith("}link"))
            assert {one.attrib.get("type", "text") for one in feed.iter() if one.tag.endswith("}content")} <= {"text"}
            # As a page of the feed's own address, which is the worst that a reader program can make of it.
            xml = ElementTree.tostring(feed)
            page.route("**/as-xml", partial(answer_with, xml))
            page.goto(f"{site.address}/as-xml")
            page.unroute("**/as-xml")
        assert not [url for url in asked if not url.startswith((site.address, "data:"))]
    assert ran == []


@pytest.mark.parametrize("form", ["page", "mail", "atom", "json-feed"])
def test_hostile_text_is_never_run_in_a_digest_without_its_policy(hostile: Places, browser: Any, form: str) -> None:
    folder = hostile.digests / WEEK
    if form == "page":
        content = (folder / FILES["html"]).read_text(encoding="utf-8")
    elif form == "mail":
        message = message_from_bytes((folder / FILES["mail"]).read_bytes(), policy=default)
        part = message.get_body(("html",))
        assert part is not None
        content = part.get_content()
    elif form == "atom":
        feed = ElementTree.fromstring((folder / FILES["atom"]).read_bytes())  # noqa: S314
        content = "".join(one.text or "" for one in feed.iter() if one.attrib.get("type") == "html")
    else:
        items = json.loads((folder / FILES["jsonfeed"]).read_bytes())["items"]
        content = "".join(item["content_html"] for item in items)
    assert "alert(" in content
    content = re.sub(r"<meta http-equiv=[^>]*>", "", content)
    with watched(browser) as (page, ran, asked):
        page.set_content(content)
        page.wait_for_timeout(100)
        assert page.locator("script, iframe, body style").count() == 0
        assert page.locator('a[href^="javascript:" i], a[href^="data:" i]').count() == 0
        assert not [url for url in asked if url.startswith("http")]
    assert ran == []


def answer_with(xml: bytes, route: Any) -> None:
    route.fulfill(body=xml, content_type="application/xml")


@contextmanager
def watched(browser: Any) -> Iterator[tuple[Any, list[str], list[str]]]:
    """A page with scripts allowed, what it said in dialogs, and which addresses it asked."""
    context = browser.new_context()
    page = context.new_page()
    ran: list[str] = []
    asked: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    yield page, ran, asked
    context.close()


def test_what_shows_that_a_payload_would_run(browser: Any) -> None:
    ran: list[str] = []
    page = browser.new_page()
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.set_content(f"<p>{PAYLOADS[2]}")
    page.wait_for_timeout(200)
    page.close()
    assert ran == ["3"]
