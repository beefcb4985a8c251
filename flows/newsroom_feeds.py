"""Write the demo newsroom's feeds: RSS (full, excerpt, bare), Atom, JSON Feed, news sitemap, sitemap index.

In: a publisher and the articles it shows at the moment, newest first. Out: one document as text, with
absolute `http://<host>/` addresses and no port. Index pages are HTML and come from the templates.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from flows.newsroom_content import DemoArticle, FeedFormat, Publisher, article_url

_EXCERPT_CHARACTERS = 180  # Long enough for a sentence or two, as feeds with excerpts have them.


def feed_document(publisher: Publisher, feed: FeedFormat, articles: Sequence[DemoArticle]) -> tuple[str, str]:
    """Return (content type without charset, document) of one feed."""
    if feed in {"rss_full", "rss_excerpt"}:
        return "application/rss+xml", _rss(publisher, articles, full=feed == "rss_full")
    if feed == "rss_bare":
        return "text/xml", _rss_bare(publisher, articles)
    if feed in {"atom_full", "atom_excerpt"}:
        return "application/atom+xml", _atom(publisher, articles, full=feed == "atom_full")
    if feed == "json_feed":
        return "application/feed+json", _json_feed(publisher, articles)
    if feed == "news_sitemap":
        return "application/xml", _news_sitemap(publisher, articles)
    return "application/xml", _sitemap_index(publisher, articles)


def monthly_sitemap(publisher: Publisher, articles: Sequence[DemoArticle], *, month: str) -> str:
    """Return the plain sitemap of one month ("2026-11"), which the sitemap index points to."""
    rows = "".join(
        f"<url><loc>{escape(article_url(publisher, article))}</loc>"
        f"<lastmod>{_changed(article).isoformat()}</lastmod></url>\n"
        for article in articles
        if f"{article.published:%Y-%m}" == month
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    )


def feed_link(publisher: Publisher, article: DemoArticle) -> str:
    """Return the address under which a feed announces an article: tracked or redirected where the publisher does so."""
    if publisher.redirect_prefix:
        return f"http://{publisher.host}{publisher.redirect_prefix}{article.slug}"
    url = article_url(publisher, article)
    return f"{url}?{publisher.tracking}" if publisher.tracking else url


def _rss(publisher: Publisher, articles: Sequence[DemoArticle], *, full: bool) -> str:
    items = []
    if publisher.private_path:
        items.append(
            f"<item><title>For subscribers: the briefing</title>"
            f"<link>http://{publisher.host}{publisher.private_path}</link></item>"
        )
    for article in articles:
        authors = "".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in article.authors)
        tags = "".join(f"<category>{escape(tag)}</category>" for tag in article.tags)
        content = f"<content:encoded>{escape(_body_html(article))}</content:encoded>" if full else ""
        items.append(
            f"<item><title>{escape(article.headline)}</title><link>{escape(feed_link(publisher, article))}</link>"
            f'<guid isPermaLink="false">{publisher.id}-{article.slug}</guid>'
            f"<pubDate>{format_datetime(article.published)}</pubDate>{authors}{tags}"
            f"<description>{escape(_excerpt(article))}</description>{content}</item>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>'
        f"<title>{escape(publisher.name)}</title><link>http://{publisher.host}/</link>"
        f"<description>{escape(publisher.tagline)}</description><language>{publisher.languages[0]}</language>\n"
        + "\n".join(items)
        + "\n</channel></rss>\n"
    )


def _rss_bare(publisher: Publisher, articles: Sequence[DemoArticle]) -> str:
    items = "\n".join(
        f"<item><title>{escape(article.headline)}</title><link>{escape(feed_link(publisher, article))}</link></item>"
        for article in articles
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="0.92"><channel><title>{escape(publisher.name)}</title>'
        f"<link>http://{publisher.host}/</link><description>{escape(publisher.tagline)}</description>\n{items}\n"
        "</channel></rss>\n"
    )


def _atom(publisher: Publisher, articles: Sequence[DemoArticle], *, full: bool) -> str:
    entries = []
    for article in articles:
        authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in article.authors)
        content = f'<content type="html">{escape(_body_html(article))}</content>' if full else ""
        entries.append(
            f"<entry><title>{escape(article.headline)}</title>"
            f"<link rel={quoteattr('alternate')} href={quoteattr(feed_link(publisher, article))}/>"
            f"<id>tag:{publisher.host},2026:{article.slug}</id>"
            f"<published>{article.published.isoformat()}</published><updated>{_changed(article).isoformat()}</updated>"
            f"{authors}<summary>{escape(_excerpt(article))}</summary>{content}</entry>"
        )
    updated = max((_changed(article) for article in articles), default=None)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
        f'xml:lang="{publisher.languages[0]}"><title>{escape(publisher.name)}</title>'
        f'<id>http://{publisher.host}/</id><link href="http://{publisher.host}/"/>'
        + (f"<updated>{updated.isoformat()}</updated>" if updated else "")
        + "\n"
        + "\n".join(entries)
        + "\n</feed>\n"
    )


def _json_feed(publisher: Publisher, articles: Sequence[DemoArticle]) -> str:
    items = [
        {
            "id": f"{publisher.id}/{article.slug}",
            "url": feed_link(publisher, article),
            "title": article.headline,
            "summary": _excerpt(article),
            "date_published": article.published.isoformat(),
            "date_modified": _changed(article).isoformat(),
            "authors": [{"name": name} for name in article.authors],
            "language": publisher.languages[0],
        }
        for article in articles
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": publisher.name,
        "home_page_url": f"http://{publisher.host}/",
        "items": items,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _news_sitemap(publisher: Publisher, articles: Sequence[DemoArticle]) -> str:
    rows = "".join(
        f"<url><loc>{escape(feed_link(publisher, article))}</loc><news:news><news:publication>"
        f"<news:name>{escape(publisher.name)}</news:name><news:language>{publisher.languages[0]}</news:language>"
        f"</news:publication><news:publication_date>{article.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(article.headline)}</news:title></news:news></url>\n"
        for article in articles
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{rows}</urlset>\n'
    )


def _sitemap_index(publisher: Publisher, articles: Sequence[DemoArticle]) -> str:
    months = sorted({f"{article.published:%Y-%m}" for article in articles}, reverse=True)
    rows = "".join(f"<sitemap><loc>http://{publisher.host}/sitemap-{month}.xml</loc></sitemap>\n" for month in months)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</sitemapindex>\n'
    )


def _changed(article: DemoArticle) -> datetime:
    return article.modified or article.published


def _excerpt(article: DemoArticle) -> str:
    text = article.standfirst or article.paragraphs[0]
    return text if len(text) <= _EXCERPT_CHARACTERS else text[:_EXCERPT_CHARACTERS].rsplit(" ", 1)[0] + " …"


def _body_html(article: DemoArticle) -> str:
    return "".join(f"<{tag}>{block}</{tag}>" for tag, block in article.blocks)
