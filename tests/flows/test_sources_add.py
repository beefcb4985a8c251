"""`laborwire sources add`: a site's feeds are found, its entry is written, nothing is guessed; on loopback."""

import io
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest
from small_web import SmallWeb

from flows.sources_add import Wanted, add_site
from pipeline.errors import ConfigError, UsageError
from pipeline.places import Places
from pipeline.records import Feed
from pipeline.sources import load_sources

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 21, 2, tzinfo=timezone.utc)
REGISTRY = """# What we read.
[[sources]]
id = "paper"
name = "The Paper"
homepage = "https://paper.example/"
class = "press"
languages = ["en"]
[[sources.feeds]]
url = "https://feeds.paper.example/all"
kind = "feed"
evidence = "seen in a list"

# Sites that re-publish.
[[republishers]]
domain = "copies.example"
seen = "copies"
"""
STORY = "http://{host}/2026/11/20/raters-go-on-strike"
FRONT = """<html lang="sw-KE"><head><title>Front page</title><meta property="og:site_name" content="The {name}">
<meta name="geo.region" content="KE-30">{links}</head><body><a href="/2026/11/20/raters-go-on-strike">Raters</a></body>
</html>"""
FEED_LINK = '<link rel="alternate" type="application/rss+xml" href="{href}">'


@pytest.fixture(scope="module")
def web() -> Iterator[SmallWeb]:
    with SmallWeb() as small:
        yield small


@pytest.fixture
def places(tmp_path: Path, web: SmallWeb) -> Places:
    web.asked.clear()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sources.toml").write_text(REGISTRY)
    return Places(data=tmp_path / "data", var=tmp_path / "var")


def front(web: SmallWeb, host: str, *links: str) -> None:
    web.page(f"http://{host}/", FRONT.format(name=host, links="".join(FEED_LINK.format(href=link) for link in links)))


def add(places: Places, web: SmallWeb, wanted: Wanted) -> tuple[int, str]:
    out = io.StringIO()
    hosts = ("good.example", "usual.example", "bare.example", "feeds.example", "hostile.example", "mute.example")
    return add_site(places, wanted, now=NOW, out=out, loopback=web.loopback(*hosts)), out.getvalue()


def registry(places: Places) -> str:
    return (places.data / "sources.toml").read_text()


def test_finds_feed_and_news_sitemap_and_writes_the_entry_before_the_republishers(
    places: Places, web: SmallWeb
) -> None:
    host = "good.example"
    front(web, host, "/rss", "/atom", "/comments/feed")
    web.feed(f"http://{host}/rss", STORY.format(host=host))
    web.feed(f"http://{host}/atom", STORY.format(host=host))
    web.page(
        f"http://{host}/robots.txt",
        f"User-agent: *\nDisallow: /private\nSitemap: http://{host}/all.xml\nSitemap: http://{host}/news.xml\n",
        content_type="text/plain",
    )
    news = (
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>{}</loc><news:news>"
        "<news:publication_date>2026-11-20</news:publication_date></news:news></url></urlset>"
    )
    web.page(f"http://{host}/news.xml", news.format(STORY.format(host=host)), content_type="text/xml")
    web.page(f"http://{host}/all.xml", f"<urlset><url><loc>http://{host}/a</loc></url></urlset>")
    code, printed = add(places, web, Wanted(url=f"http://{host}/"))
    assert code == 0
    source = load_sources(places.data / "sources.toml")[-1]
    evidence = f"found by laborwire sources add on 2026-11-21 at http://{host}/: "
    assert (source.id, source.name, source.country, source.languages) == ("good", f"The {host}", "KE", ("sw",))
    assert source.enabled
    assert source.feeds == (
        Feed(url=f"http://{host}/rss", kind="feed", evidence=evidence + "linked from the page"),
        Feed(url=f"http://{host}/news.xml", kind="news_sitemap", evidence=evidence + "named in robots.txt"),
    )
    assert tomllib.loads(printed)["sources"][0]["id"] == "good"
    start, end = REGISTRY.split("# Sites")
    assert registry(places) == f"{start}{printed}\n# Sites{end}"
    assert not [url for url in web.asked if "comments" in url]
    assert len(web.asked) == len(set(web.asked))
    # The second time it is known, and nobody is asked.
    web.asked.clear()
    with pytest.raises(UsageError, match=r"source 'good' .* is this site already"):
        add(places, web, Wanted(url=f"http://www.{host}/about"))
    assert web.asked == []


def test_a_pasted_article_adds_its_site_under_the_name_of_the_host(places: Places, web: SmallWeb) -> None:
    story = STORY.format(host="usual.example")
    web.page(story, "<html lang=en><title>Raters strike</title><meta property=og:type content=article><p>Words.")
    web.feed("http://usual.example/feed", story)
    assert add(places, web, Wanted(url=story, id="pasted"))[0] == 0
    source = load_sources(places.data / "sources.toml")[-1]
    assert (source.name, source.homepage) == ("usual.example", "http://usual.example/")
    assert [feed.url for feed in source.feeds] == ["http://usual.example/feed"]


def test_tries_the_usual_places_until_one_answers_as_a_feed(places: Places, web: SmallWeb) -> None:
    host = "usual.example"
    front(web, host)
    web.page(f"http://{host}/feed", "<html><body>All our feeds</body></html>")
    web.feed(f"http://{host}/rss", STORY.format(host=host))
    code, printed = add(places, web, Wanted(url=f"http://{host}/", dry_run=True, languages=("en", "sw")))
    assert code == 0
    assert 'url = "http://usual.example/rss"' in printed
    assert 'languages = ["en", "sw"]' in printed
    assert web.paths() == [f"http://{host}/", f"http://{host}/feed", f"http://{host}/rss"]
    assert registry(places) == REGISTRY


def test_a_line_of_robots_txt_that_is_no_address_is_named_and_spoils_nothing(
    places: Places, web: SmallWeb, capsys: pytest.CaptureFixture[str]
) -> None:
    host = "usual.example"
    front(web, host, "/rss")
    web.pages[f"http://{host}/"] = (
        200,
        "text/html",
        web.pages[f"http://{host}/"][2].replace(b"og:site_name", b"x").replace(b"Front page", b"Start | Usual - all"),
    )
    web.feed(f"http://{host}/rss", STORY.format(host=host))
    web.page(f"http://{host}/robots.txt", "Sitemap: http://[news\n", content_type="text/plain")
    assert add(places, web, Wanted(url=f"http://{host}/"))[0] == 0
    del web.pages[f"http://{host}/robots.txt"]
    assert "no   http://[news  " in capsys.readouterr().err
    source = load_sources(places.data / "sources.toml")[-1]
    assert source.name == "Usual"
    assert [feed.url for feed in source.feeds] == [f"http://{host}/rss"]


def test_a_host_that_does_not_answer_is_not_said_to_forbid_it(
    tmp_path: Path, places: Places, web: SmallWeb, capsys: pytest.CaptureFixture[str]
) -> None:
    with SmallWeb() as gone:
        port = gone.port
    out = io.StringIO()
    assert add_site(places, Wanted(url="http://gone.example/"), now=NOW, out=out, loopback={"gone.example": port}) == 1
    said = capsys.readouterr().err
    assert said.startswith("nothing was added: http://gone.example/ cannot be read: robots.txt of http://gone.example")
    assert "gone.example refused the connection" in said
    assert "not allowed" not in said


def test_a_site_without_a_feed_is_not_added_unless_its_page_is_to_be_watched(places: Places, web: SmallWeb) -> None:
    front(web, "bare.example")
    assert add(places, web, Wanted(url="http://bare.example/")) == (1, "")
    assert registry(places) == REGISTRY
    assert add(places, web, Wanted(url="http://bare.example/", watch=True, id="bare_watch"))[0] == 0
    (feed,) = load_sources(places.data / "sources.toml")[-1].feeds
    assert (feed.url, feed.kind) == ("http://bare.example/", "page_watch")


def test_a_feed_that_is_given_names_the_site_of_its_articles(places: Places, web: SmallWeb) -> None:
    web.feed("http://feeds.example/all", STORY.format(host="good.example"))
    front(web, "good.example")
    assert add(places, web, Wanted(url="http://feeds.example/all", source_class="union"))[0] == 0
    source = load_sources(places.data / "sources.toml")[-1]
    assert (source.homepage, source.source_class) == ("http://good.example/", "union")
    assert [feed.url for feed in source.feeds] == ["http://feeds.example/all"]


def test_hostile_pages_lead_nowhere_and_their_names_are_harmless(places: Places, web: SmallWeb) -> None:
    host = "hostile.example"
    links = ["http://127.0.0.1:22/rss", "http://0x7f.1/rss", "file:///etc/passwd", "http://10.0.0.1/rss", "/rss"]
    links += [f"/feed{number}" for number in range(10_000)]
    name = 'x"]\n[[sources]]\nid = "evil\x1b[2J'
    front(web, host, *links)
    web.pages[f"http://{host}/"] = (200, "text/html", web.pages[f"http://{host}/"][2].replace(
        b"The hostile.example", name.replace('"', "&quot;").encode()
    ))  # fmt: skip
    web.feed(f"http://{host}/rss", STORY.format(host=host), "http://10.0.0.1/a")
    (places.data / "laborwire.toml").write_text('[crawl]\ncontact = "desk@desk.example"\n')
    code, printed = add(places, web, Wanted(url=f"http://{host}/"))
    assert code == 0
    assert "\x1b" not in printed
    sources = load_sources(places.data / "sources.toml")
    assert [source.id for source in sources] == ["paper", "hostile"]
    assert [feed.url for feed in sources[-1].feeds] == [f"http://{host}/rss"]
    assert len(web.paths()) < 10


@pytest.mark.parametrize(
    ("url", "said"),
    [
        pytest.param("https://www.paper.example/news", "source 'paper' .* is this site already", id="site"),
        pytest.param("https://feeds.paper.example/all", "source 'paper' has this address", id="feed"),
        pytest.param("https://www.copies.example/", "listed as a re-publisher", id="republisher"),
    ],
)
def test_what_is_known_is_refused_before_anybody_is_asked(places: Places, web: SmallWeb, url: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        add(places, web, Wanted(url=url))
    assert web.asked == []


@pytest.mark.parametrize(
    ("more", "error", "said"),
    [
        pytest.param({}, UsageError, "does not say its language; give --language", id="language"),
        pytest.param({"languages": ("en",), "id": "paper"}, ConfigError, "'paper': id: is taken", id="id"),
        pytest.param({"languages": ("en",), "country": "Kenya"}, ConfigError, "'mute': country", id="country"),
    ],
)
def test_what_cannot_be_written_leaves_the_registry_as_it_was(
    places: Places, web: SmallWeb, more: dict[str, object], error: type[Exception], said: str
) -> None:
    web.page("http://mute.example/", "<a href='/2026/11/20/raters-go-on-strike'>Raters</a>")
    wanted = replace(Wanted(url="http://mute.example/", watch=True), **more)  # type: ignore[arg-type]  # its fields
    web.page("http://mute.example/sitemap.xml", "<urlset><url><loc>http://mute.example/a</loc></url></urlset>")
    with pytest.raises(error, match=said):
        add(places, web, wanted)
    assert registry(places) == REGISTRY
    assert sorted(path.name for path in places.data.iterdir()) == ["sources.toml"]


def test_an_unreadable_site_is_said_to_be_so(places: Places, web: SmallWeb, capsys: pytest.CaptureFixture[str]) -> None:
    web.page("http://bare.example/robots.txt", "User-agent: *\nDisallow: /", content_type="text/plain")
    try:
        assert add(places, web, Wanted(url="http://bare.example/"))[0] == 1
    finally:
        del web.pages["http://bare.example/robots.txt"]
    assert "cannot be read: robots.txt of bare.example does not allow it" in capsys.readouterr().err
    assert web.paths() == []
