"""Lay a digest out as one HTML page: no script, no outside request, light and dark, phone and desk.

Text from articles is escaped by Jinja, links are http(s) only, and the page's own policy forbids
everything but its inline style.
"""

from functools import cache
from typing import TYPE_CHECKING

from pipeline.publish.chart import draw_chart
from pipeline.publish.model import CitedSentence, Digest
from pipeline.publish.words import counts_line, dates_line, story_line

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from markupsafe import Markup


def digest_page(digest: Digest) -> str:
    """Return the digest as HTML."""
    from markupsafe import Markup

    wide = draw_chart(digest.chart, until=digest.last_day)
    narrow = draw_chart(digest.chart, until=digest.last_day, narrow=True)
    return _template("digest.html.j2").render(
        digest=digest,
        dates=dates_line(digest),
        counts=counts_line(digest),
        # Drawn by ourselves, with its labels escaped; the only markup that is not the template's own.
        chart_wide=Markup(wide) if wide else None,  # noqa: S704
        chart_narrow=Markup(narrow) if narrow else None,  # noqa: S704
    )


def marked(sentence: CitedSentence) -> "Markup":
    """Return a sentence with its printable figures marked."""
    from markupsafe import Markup, escape

    parts, at = [], 0
    for start, end in sentence.marks:
        parts += [escape(sentence.text[at:start]), Markup("<mark>"), escape(sentence.text[start:end])]
        parts.append(Markup("</mark>"))
        at = end
    return Markup("").join([*parts, escape(sentence.text[at:])])


def web_link(url: str) -> str:
    """Return an address that a page may link to: http(s), or "#"."""
    return url if url.startswith(("http://", "https://")) else "#"


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("pipeline.publish", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["marked"] = marked
    environment.filters["web_link"] = web_link
    environment.filters["story_line"] = story_line
    return environment


def _template(name: str) -> "Template":
    return _environment().get_template(name)
