"""Choose the headline of a page among what its tags state, and cut the site's name off it.

Sources of a headline: JSON-LD, Open Graph, the headings, `<title>`. Search engines and social networks
get other wordings than readers do; the heading that another source confirms is the headline as printed.
A kicker in front of it ("Economy: ...") belongs to the layout where one source lacks it.
"""

import re

from pipeline.extract.head_tags import HeadTags
from pipeline.extract.json_ld import plain
from pipeline.extract.names import fold

_SEPARATOR = re.compile(
    r"\s+[-–—|·•»«:/]+\s+|\s*[|｜»]\s*|\s+::\s+|：(?=[^：]{2,20}$)|[-_—](?=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,10}$)"
)
_LEADING_DATE = re.compile(
    r"^(?:\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d\d-\d\d|\d{1,2}\. \w{3,9} \d{4})\s*[-–—:|,]?\s*(?=\D)"
)
_MARKUP = re.compile(r"</?(?:b|i|em|strong|span|sup|sub|br|u|a|font|mark|small|q|cite)\b[^<>]{0,300}>", re.IGNORECASE)
_MAX_TITLE_CHARS = 400
_MIN_HEADLINE_CHARS = 15


def choose_title(tags: HeadTags, *, headline: str | None, site_name: str | None, host: str) -> str | None:
    """Return the headline, or None when nothing states one.

    Args:
        headline: the headline in the JSON-LD of the article.
    """
    headings = [text for text in dict.fromkeys(tags.headings) if _is_headline(text, site_name, host)]
    marked = [text for text in tags.marked_headings if _is_headline(text, site_name, host)]
    known = [text for text in (headline, *headings, *marked) if text]
    printed = _cleaned(headline, [*headings, *marked], site_name, host)
    og = _cleaned(tags.first("og:title"), known, site_name, host)
    other = _cleaned(tags.first("twitter:title", "sailthru.title", "parsely-title", "dc.title"), known, site_name, host)
    title = _cleaned(tags.title, known, site_name, host)
    stated = [text for text in (printed, og, other, title) if text]
    folded = [fold(text) for text in stated]
    confirmed = [text for text in (*headings, *marked) if fold(text) in folded]
    if confirmed:
        # "News" may be confirmed by a lazy tag; the article's heading is confirmed more often, or longer.
        best = max(confirmed, key=lambda text: (folded.count(fold(text)) + (len(text) > 20), -confirmed.index(text)))
        return _trim(_without_kicker(best, og))
    if printed and og and fold(printed) == fold(og):
        return _trim(printed)
    for text in (*headings, *marked):
        if alike := _with_or_without_kicker(text, stated):
            return _trim(alike)
    chosen = printed or og or (headings[0] if len(headings) == 1 else None) or other
    if chosen is None and len(marked) == 1:
        chosen = marked[0]
    if chosen is None and title:
        # Nothing but <title>: its longest part, as in "Blog archive » Headline".
        chosen = max(_SEPARATOR.split(title), key=len)
    if chosen is None and headings:
        chosen = headings[0]
    return _trim(chosen) if chosen else None


def without_site(text: str, *, site_name: str | None, host: str) -> str:
    """Return a title without the site's name at its end or start.

    >>> without_site("Raters win a raise - The Daily Page", site_name="The Daily Page", host="dailypage.example")
    'Raters win a raise'
    """
    names = {
        fold(name) for name in (site_name or "", host, host.rsplit(".", 1)[0], *host.split(".")[:-1]) if len(name) > 1
    }
    while cuts := list(_SEPARATOR.finditer(text)):
        last, first = cuts[-1], cuts[0]
        if _names_site(text[last.end() :], names):
            text = text[: last.start()]
        elif _names_site(text[: first.start()], names):
            text = text[first.end() :]
        else:
            break
    return text.strip()


def _without_kicker(heading: str, og: str | None) -> str:
    """Return the Open Graph title when a heading is that title with something in front of it."""
    if og is None or len(og) < max(_MIN_HEADLINE_CHARS, len(heading) // 2):
        return heading
    return og if fold(heading).endswith(fold(og)) else heading


def _with_or_without_kicker(heading: str, stated: list[str]) -> str | None:
    """Return the shorter of a heading and a stated title when one is the other with something around it."""
    folded = fold(heading)
    if len(heading) < _MIN_HEADLINE_CHARS:
        return None
    for text in stated:
        other = fold(text)
        if folded in other:
            return heading
        if len(text) >= _MIN_HEADLINE_CHARS and other in folded:
            # In front of it stands a kicker or date; after it, the stated title was shortened.
            return text if folded.endswith(other) else heading
    return None


def _names_site(piece: str, names: set[str]) -> bool:
    folded = fold(piece)
    if not folded:
        return True
    return any(
        folded == name or (len(name) > 3 and len(folded) > 3 and (folded in name or name in folded) and len(piece) < 50)
        for name in names
    )


def _cleaned(text: str | None, known: list[str], site_name: str | None, host: str) -> str | None:
    if not text:
        return None
    text = " ".join(_MARKUP.sub("", plain(text)).split())
    # What another source states whole, followed by a separator, is the headline; the rest is the site's.
    for other in known:
        if (
            len(other) >= _MIN_HEADLINE_CHARS
            and text != other
            and text.startswith(other)
            and _SEPARATOR.match(text, len(other))
        ):
            return other
    return without_site(text, site_name=site_name, host=host) or None


def _is_headline(text: str, site_name: str | None, host: str) -> bool:
    folded = fold(text)
    return len(folded) >= 2 and folded not in {fold(name) for name in (site_name or "", host, host.split(".")[0])}


def _trim(text: str) -> str:
    text = " ".join(plain(text).split())
    return (_LEADING_DATE.sub("", text) or text)[:_MAX_TITLE_CHARS]
