"""One news page to what it says: headline, people, dates, language, address and text.

In: the page as text or bytes, and the address it came from. Out: an `Extraction`. Refused, with
`PageRefusedError`: what is empty, is no HTML, or holds no text. Pure, and nothing here limits time: on
hostile pages it may run for long, so it runs in a child process (`pipeline.extract.pool`).
"""

import re
from datetime import datetime
from functools import cache
from itertools import islice

from lxml.etree import ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from pipeline.errors import LaborwireError, RejectionReason
from pipeline.records import Extraction

MAX_PAGE_CHARS = 24 * 1024 * 1024
# Elements of a page whose objects are held; an article has some hundreds, a long forum thread 20,000.
_MAX_HELD = 50_000
_TAG = re.compile(r"<[a-zA-Z!/][^<>]{0,2000}>")
_LANGUAGE_SAMPLE = 1_000
# py3langid erred on none of 560 texts of this length; what a page states was wrong on 15.
_SURE_CHARS = 300
# Languages that a guess cannot tell apart: here the page's word counts.
_ALIKE = (
    frozenset(("no", "nb", "nn", "da")),
    frozenset(("hr", "sr", "bs", "sh")),
    frozenset(("ms", "id")),
    frozenset(("cs", "sk")),
    frozenset(("pt", "gl")),
    frozenset(("zu", "xh", "ss", "nr")),
)


_WORDS = re.compile(r"\w+")


class PageRefusedError(LaborwireError):
    """A page cannot be read; `reason` and `detail` go into its rejection."""

    def __init__(self, reason: RejectionReason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


def extract_page(
    html: str | bytes, *, url: str, fetched_at: datetime | None = None, declared_charset: str | None = None
) -> Extraction:
    """Return what a page says.

    Args:
        fetched_at: when the page was fetched; a publication date after it is not believed.
        declared_charset: charset of the Content-Type header; only for bytes.

    Raises:
        PageRefusedError: the page is empty, too large, no HTML, or holds no text.
    """
    from pipeline.extract.access import is_cut_off
    from pipeline.extract.authors import agencies_of
    from pipeline.extract.body import article_text
    from pipeline.extract.decoding import decode_page, repair_text
    from pipeline.extract.metadata import read_metadata
    from pipeline.extract.source import cut_source

    if len(html) > MAX_PAGE_CHARS:
        raise PageRefusedError(
            RejectionReason.TOO_LARGE, f"page has {len(html)} characters, more than {MAX_PAGE_CHARS}"
        )
    page = repair_text(html) if isinstance(html, str) else decode_page(html, declared_charset=declared_charset)
    if not page.strip("\ufeff\x00 \t\r\n"):
        raise PageRefusedError(RejectionReason.EMPTY_BODY, "page is empty")
    source = cut_source(page)
    if not _TAG.search(source.markup):
        raise PageRefusedError(RejectionReason.NOT_HTML, "page has no HTML tag")
    tree = _parse(source.markup)
    # lxml makes an element's object anew on each walk unless somebody holds it.
    held = list(islice(tree.iter(), _MAX_HELD))
    said = read_metadata(tree, source.json_ld, url=url, fetched_at=fetched_at, scripts=page)
    body = article_text(tree, said, url=url)
    held.clear()
    text = _without_headline(body.text, said.title)
    if not text:
        raise PageRefusedError(RejectionReason.NO_TEXT, "page holds no article text")
    is_cut = is_cut_off(tree, text, free=said.is_accessible_for_free, words=said.words, walled=said.walled)
    return Extraction(
        canonical_url=said.canonical_url,
        title=said.title,
        authors=said.credits.authors,
        agencies=agencies_of(said.credits, text),
        published=said.published.at if said.published else None,
        published_has_time=said.published.has_time if said.published else False,
        modified=said.modified.at if said.modified else None,
        language=_language(said.language, text),
        site_name=said.site_name,
        text=text,
        is_accessible_for_free=said.is_accessible_for_free,
        is_cut_off=is_cut,
        license=said.license,
        text_confidence=body.confidence,
        extractor=extractor_name(),
    )


@cache
def extractor_name() -> str:
    """Return name and version of what extracts.

    Whoever changes what text a page gives raises our number; trafilatura's comes by itself.
    """
    from importlib.metadata import version

    return f"laborwire-extract/3 trafilatura/{version('trafilatura')}"


def _parse(markup: str) -> HtmlElement:
    parser = HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        return document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except ParserError as err:
        raise PageRefusedError(RejectionReason.NOT_HTML, f"parser found no element: {err}") from err


def _without_headline(text: str, title: str | None) -> str:
    """Return the text without a first line that only repeats the title: a headline's figure is not the text's."""
    first, _, rest = text.partition("\n")
    same = title is not None and _WORDS.findall(first.casefold()) == _WORDS.findall(title.casefold())
    return rest.lstrip() if same and rest.strip() else text


def _language(stated: str | None, text: str) -> str | None:
    """Return the language of the text; templates often state English around text in another language."""
    if len(text) < (_SURE_CHARS if stated else 40):
        return stated
    import py3langid

    code, _ = py3langid.classify(text[:_LANGUAGE_SAMPLE])
    guess = str(code)
    if stated and any(stated in group and guess in group for group in _ALIKE):
        return stated
    return guess
