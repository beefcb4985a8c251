"""Choose the headline of a page among what its tags state, and cut the site's name off it.

Sources of a headline: JSON-LD, Open Graph, the h1 elements, `<title>`. Search engines and social
networks get other wordings than readers do; the h1 that another source confirms is the headline as
printed.
"""

import re

from pipeline.extract.head_tags import HeadTags
from pipeline.extract.json_ld import plain
from pipeline.extract.names import fold

_SEPARATOR = re.compile(r"\s+[-–—|·•»«:/]+\s+|\s*[|｜]\s*|\s+::\s+|：(?=[^：]{2,20}$)")
_MAX_TITLE_CHARS = 400


def choose_title(tags: HeadTags, *, headline: str | None, site_name: str | None, host: str) -> str | None:
    """Return the headline, or None when nothing states one.

    Args:
        headline: the headline in the JSON-LD of the article.
    """
    headings = [text for text in tags.headings if _is_headline(text, site_name, host)]
    known = [text for text in (headline, *headings) if text]
    og, twitter, title = (
        _cleaned(text, known, site_name, host)
        for text in (
            tags.first("og:title"),
            tags.first("twitter:title", "sailthru.title", "parsely-title", "dc.title"),
            tags.title,
        )
    )
    printed = _cleaned(headline, headings, site_name, host)
    others = [fold(text) for text in (printed, og, twitter, title) if text]
    # A heading that another source repeats word for word.
    for text in headings:
        if fold(text) in others:
            return _trim(text)
    if printed and og and fold(printed) == fold(og):
        return _trim(printed)
    # A heading that another source contains, or the other way round ("Kicker: headline").
    for text in headings:
        if len(text) >= 15 and any(
            fold(text) in other or (len(other) >= 15 and other in fold(text)) for other in others
        ):
            return _trim(text)
    chosen = (
        printed
        or og
        or (headings[0] if len(headings) == 1 else None)
        or twitter
        or title
        or (headings[0] if headings else None)
    )
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


def _names_site(piece: str, names: set[str]) -> bool:
    folded = fold(piece)
    if not folded:
        return True
    return any(
        folded == name or (len(name) > 3 and len(folded) > 3 and (folded in name or name in folded) and len(piece) < 50)
        for name in names
        if name
    )


def _cleaned(text: str | None, known: list[str], site_name: str | None, host: str) -> str | None:
    if not text:
        return None
    text = " ".join(plain(text).split())
    # What another source states whole, followed by a separator, is the headline; the rest is the site's.
    for other in known:
        if len(other) >= 15 and text != other and text.startswith(other) and _SEPARATOR.match(text, len(other)):
            return other
    return without_site(text, site_name=site_name, host=host) or None


def _is_headline(text: str, site_name: str | None, host: str) -> bool:
    folded = fold(text)
    if len(folded) < 2:
        return False
    return folded not in {fold(name) for name in (site_name or "", host, host.split(".")[0])}


def _trim(text: str) -> str:
    return " ".join(plain(text).split())[:_MAX_TITLE_CHARS]
