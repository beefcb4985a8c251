"""Lay a digest out as one HTML page: no script, no outside request, light and dark, phone and desk.

Text from articles is escaped by Jinja, links are http(s) only, and the page's own policy forbids
everything but its inline style.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from pipeline.publish.chart import draw_chart, drawable, wage_words
from pipeline.publish.context_model import StoryContext
from pipeline.publish.context_words import (
    AHEAD_TITLE,
    NO_EARLIER,
    ahead_head,
    followed_head,
    names_line,
    new_names_line,
    points_line,
)
from pipeline.publish.model import CitedSentence, CitedSource, Digest
from pipeline.publish.words import (
    EVENTS_TITLE,
    METHOD,
    VOICES_TITLE,
    counts_line,
    dates_line,
    empty_line,
    first_upper,
    left_out_line,
    read_line,
    removal_line,
    story_line,
    summary_line,
    voices_lines,
)
from pipeline.urls import is_web_address

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from markupsafe import Markup

# A figure of up to so many characters is never broken over two lines; a longer one would not fit a phone.
_UNBROKEN = 26
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def digest_page(digest: Digest) -> str:
    """Return the digest as HTML."""
    wide = draw_chart(digest.chart, until=digest.last_day, wages=digest.wages)
    narrow = draw_chart(digest.chart, until=digest.last_day, narrow=True, wages=digest.wages)
    return lay_out("digest.html.j2", digest, wide=wide, narrow=narrow, has_chart=wide is not None)


def lay_out(name: str, digest: Digest, *, wide: str | None, narrow: str | None, has_chart: bool, **more: str) -> str:
    """Return a digest as the named template lays it out.

    Args:
        wide: the chart as SVG, drawn by ourselves with its labels escaped.
        narrow: the same for phones.
        more: what this template alone wants.
    """
    from markupsafe import Markup

    asked, link, link_words = removal_line(digest)
    page = _template(name).render(
        method=METHOD,
        removal_words=asked,
        removal_link=link,
        removal_name=link_words,
        digest=digest,
        dates=dates_line(digest),
        counts=counts_line(digest),
        empty=empty_line(digest),
        read=read_line(digest),
        left_out=left_out_line(digest),
        events_title=EVENTS_TITLE,
        ahead_title=AHEAD_TITLE,
        no_earlier=NO_EARLIER,
        voices_title=VOICES_TITLE,
        voices=voices_lines(digest),
        chart_points=drawable(digest.chart),
        wage_lines=tuple(map(wage_words, digest.wages)),
        has_chart=has_chart,
        # The only markup that is not the template's own.
        chart_wide=Markup(wide or ""),  # noqa: S704
        chart_narrow=Markup(narrow or ""),  # noqa: S704
        **more,
    )
    return _CONTROLS.sub("\ufffd", page)


def marked(sentence: CitedSentence) -> "Markup":
    """Return a sentence with its figures marked; those that may not be printed differ in line, not only in colour."""
    from markupsafe import Markup, escape

    parts, at = [escape("… " if sentence.cut_before else "")], 0
    for mark in sentence.marks:
        figure = sentence.text[mark.start : mark.end]
        classes = [*([] if mark.is_checked else ["open"]), *(["n"] if len(figure) <= _UNBROKEN else [])]
        opening = Markup('<mark class="{}">').format(" ".join(classes)) if classes else Markup("<mark>")
        parts += [escape(sentence.text[at : mark.start]), opening, escape(figure), Markup("</mark>")]
        at = mark.end
    return Markup("").join([*parts, escape(sentence.text[at:]), escape(" …" if sentence.cut_after else "")])


def context_html(context: StoryContext, sources: Mapping[int, CitedSource], *, is_lead: bool) -> str:
    """Return what stands around a story as HTML for a feed: numbers of sources without links, no styles.

    Args:
        sources: those of the digest, by their numbers.
    """
    return _template("context_feed.html.j2").render(
        context=context,
        is_lead=is_lead,
        no_earlier=NO_EARLIER,
        outlets={number: source.outlet for number, source in sources.items()},
    )


def language_tag(language: str | None) -> str:
    """Return a language as a page may state it; "" when it is none."""
    return language if language and re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", language) else ""


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
    environment.filters["story_line"] = story_line
    words = (first_upper, ahead_head, followed_head, names_line, new_names_line, points_line, summary_line)
    environment.filters.update({function.__name__: function for function in words})
    environment.filters["language"] = language_tag
    environment.tests["web_address"] = is_web_address
    return environment


def _template(name: str) -> "Template":
    return _environment().get_template(name)
