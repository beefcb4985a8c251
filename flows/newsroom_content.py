"""Read the demo newsroom's invented publishers and articles from `data/demo/`.

In: `newsroom.toml` (publishers) and `articles/<publisher>/<slug>.toml` (one file an article). Out:
frozen records, newest article first. Refused, with the file's name: unknown keys, an article of an
unknown publisher, times without an offset, a correction dated before the article. The body is plain
text: blank lines separate blocks, "## " opens a subhead, "- " a list item, `[words](address)` is a link.
"""

import html
import re
import unicodedata
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from pipeline.config import read_toml
from pipeline.errors import ConfigError
from pipeline.places import CHECKOUT
from pipeline.records import FeedKind, SourceClass

DEMO = CHECKOUT / "data" / "demo"

FeedFormat = Literal[
    "rss_full",
    "rss_excerpt",
    "rss_bare",
    "atom_full",
    "atom_excerpt",
    "json_feed",
    "news_sitemap",
    "sitemap_index",
    "index_page",
]

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


class _Content(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FeedAddress(_Content):
    """One address at which a publisher announces its articles."""

    path: str
    kind: FeedKind
    format: FeedFormat
    link_pattern: str = ""


class Remark(_Content):
    """A reader's comment that stands under every article of a publisher: page furniture, not article text."""

    name: str
    text: str


class Publisher(_Content):
    """An invented publication: how it looks, how it is found, what stands around its articles."""

    id: str
    name: str
    host: str
    make: str
    source_class: SourceClass
    country: str
    languages: tuple[str, ...]
    tagline: str
    time_zone: str
    article_path: str
    """Fields: slug, section, year, month, day."""
    byline: str
    """How names are printed; field: authors."""
    date_format: str
    """For strftime, in the time zone of the article."""
    charset: str = "utf-8"
    rights: Literal["headline_only", "excerpt", "summary"] = "summary"
    min_articles_per_week: int = 0
    feeds: tuple[FeedAddress, ...]
    robots: str = "User-agent: *\nDisallow:\n"
    tracking: str = ""
    """Query string that the feed adds to its links."""
    redirect_prefix: str = ""
    """Feed links go to this path plus slug and are redirected to the article."""
    private_path: str = ""
    """A path that the feed links to and robots.txt forbids."""
    nav: tuple[str, ...]
    newsletter: str = ""
    cookie_notice: str = ""
    most_read: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


class Correction(_Content):
    """A later version of an article: what changed, from when on it is shown."""

    since: AwareDatetime
    headline: str | None = None
    body: str
    note: str
    """Printed under the corrected text."""


class DemoArticle(_Content):
    """One invented article."""

    headline: str
    standfirst: str = ""
    authors: tuple[str, ...] = ()
    agency: str = ""
    """News agency that a copy is credited to."""
    published: AwareDatetime
    modified: AwareDatetime | None = None
    section: str
    tags: tuple[str, ...] = ()
    caption: str = ""
    body: str
    versions: tuple[Correction, ...] = ()
    withdrawn_since: AwareDatetime | None = None
    publisher: str = ""
    slug: str = ""

    def at(self, now: datetime) -> "DemoArticle":
        """Return the article as it reads at `now`: with the newest correction that is out by then."""
        shown = [version for version in self.versions if version.since <= now]
        if not shown:
            return self
        last = max(shown, key=lambda version: version.since)
        return self.model_copy(
            update={
                "headline": last.headline or self.headline,
                "body": last.body.rstrip() + "\n\n" + last.note,
                "modified": last.since,
            }
        )

    def is_out(self, now: datetime) -> bool:
        """Say whether the article has been published by `now`; a withdrawn one stays out."""
        return self.published <= now

    def is_withdrawn(self, now: datetime) -> bool:
        """Say whether the article has been taken back by `now`."""
        return self.withdrawn_since is not None and self.withdrawn_since <= now

    @property
    def blocks(self) -> tuple[tuple[str, str], ...]:
        """(tag, HTML) of each block of the body: `p`, `h2` or `li`."""
        return tuple((tag, _to_html(block)) for tag, block in _blocks(self.body))

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The blocks of the body as plain text."""
        return tuple(_LINK.sub(r"\1", block) for _, block in _blocks(self.body))

    @property
    def text(self) -> str:
        """The article's own text: standfirst and body, blocks separated by a blank line."""
        return "\n\n".join(([self.standfirst] if self.standfirst else []) + list(self.paragraphs))


class NewsroomFile(_Content):
    """All of `newsroom.toml`."""

    publishers: tuple[Publisher, ...]


@cache
def load_publishers(folder: Path = DEMO) -> tuple[Publisher, ...]:
    """Return the publishers in `newsroom.toml`.

    Raises:
        ConfigError: the file is missing or wrong, or an id or a host stands twice.
    """
    path = folder / "newsroom.toml"
    publishers = read_toml(path, NewsroomFile).publishers
    for key in ("id", "host"):
        values = [getattr(publisher, key) for publisher in publishers]
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            raise ConfigError(str(path), f"{key} {twice[0]!r} stands twice; each publisher needs its own")
    return publishers


@cache
def load_articles(folder: Path = DEMO) -> tuple[DemoArticle, ...]:
    """Return all articles, newest first; equal times by publisher and slug.

    Raises:
        ConfigError: names the file that cannot be used.
    """
    known = {publisher.id for publisher in load_publishers(folder)}
    articles = []
    for path in sorted((folder / "articles").glob("*/*.toml")):
        if path.parent.name not in known:
            raise ConfigError(str(path), f"no publisher {path.parent.name!r} in newsroom.toml; add it or move the file")
        article = read_toml(path, DemoArticle)
        if any(version.since <= article.published for version in article.versions):
            raise ConfigError(str(path), "versions.since: a correction comes after publication; use a later time")
        articles.append(article.model_copy(update={"publisher": path.parent.name, "slug": path.stem}))
    articles.sort(key=lambda article: (article.publisher, article.slug))
    articles.sort(key=lambda article: article.published, reverse=True)
    return tuple(articles)


def article_path(publisher: Publisher, article: DemoArticle) -> str:
    """Return the path of an article's page on its publisher's host."""
    day = article.published
    return publisher.article_path.format(
        slug=article.slug,
        section=_path_word(article.section),
        year=f"{day:%Y}",
        month=f"{day:%m}",
        day=f"{day:%d}",
    )


def article_url(publisher: Publisher, article: DemoArticle) -> str:
    """Return the canonical address of an article: its host's name, without a port."""
    return f"http://{publisher.host}{article_path(publisher, article)}"


def _path_word(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _blocks(body: str) -> list[tuple[str, str]]:
    found = []
    for block in re.split(r"\n\s*\n", body.strip()):
        words = " ".join(block.split())
        if words.startswith("## "):
            found.append(("h2", words[3:]))
        elif words.startswith("- "):
            found.append(("li", words[2:]))
        else:
            found.append(("p", words))
    return found


def _to_html(text: str) -> str:
    return _LINK.sub(r'<a href="\2">\1</a>', html.escape(text, quote=False))
