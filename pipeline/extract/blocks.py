"""Cut a page into blocks of text in one walk over its tree, each with what its surroundings say about it.

A block is what a reader sees as one paragraph, heading, list item or table row. It knows how much of
it is links and which enclosing elements look like furniture (navigation, sharing, related stories,
captions, comments), judged by tag, role, class and id. Nothing is dropped here but what is invisible.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml.etree import iterwalk
from lxml.html import HtmlElement

# Never text of an article.
_INVISIBLE = frozenset(
    (
        "head", "script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "canvas", "svg",
        "math", "video", "audio", "map", "select", "option", "datalist", "textarea", "input", "progress", "meter",
        "link", "meta", "dialog", "frameset", "noframes", "source", "track", "picture", "img", "area", "base",
        "col", "colgroup", "hr", "wbr", "button",
    )
)  # fmt: skip
_BLOCK = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div",
        "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
        "header", "hgroup", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary",
        "table", "tbody", "tfoot", "thead", "tr", "ul", "amp-img",
    )
)  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_CELLS = frozenset(("td", "th"))
# What stands in these is hardly ever the article, even when there is a lot of it.
_STRONG_TAGS = frozenset(("footer", "nav", "form", "menu", "figcaption", "caption"))
_WEAK_TAGS = frozenset(("aside", "fieldset"))
_STRONG_ROLES = frozenset(
    (
        "navigation", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar", "tooltip",
    )
)  # fmt: skip
_WEAK_ROLES = frozenset(
    (
        "tablist", "complementary", "banner", "alert", "button",
    )
)  # fmt: skip
# Class names and ids, split into words at "-", "_", blanks and changes of case.
_STRONG_WORDS = re.compile(
    r"(?:^| )(?:"
    r"comments?|kommentare?|commentaires?|comentarios?|commentlist|disqus|replies|"
    r"related|relateds|recirc\w*|recommend\w*|outbrain|taboola|teads|dianomi|zergnet|"
    r"read (?:more|also|next|on)|also (?:read|like)|see also|most (?:read|popular|viewed|shared)|trending|"
    r"jp relatedposts|more (?:on|from|stories|news|articles|in|like)|latest (?:news|stories|posts|articles)|"
    r"cookies?|consent|gdpr|onetrust|ot sdk|usercentrics|didomi|"
    r"breadcrumbs?|pagination|paginator|footer|rodape|fusszeile|piede|skip link|skiplink|site header|site nav\w*|"
    r"sharedaddy|addtoany|share (?:bar|buttons?|links?|tools?)|social (?:share|links?|bar|buttons?|media|icons?)|"
    r"captions?|figcaption|bildunterschrift|legende|image credits?|photo credits?|bildnachweis|"
    r"newsletters?|sign up|signup|subscri(?:be|ption|ptions)|"
    r"advert\w*|advertorial|adslot|ad slot|"
    r"visually hidden|sr only|screen reader\w*|offscreen|noprint"
    r")(?= |$)"
)
_WEAK_WORDS = re.compile(
    r"(?:^| )(?:"
    r"comment(?!ary|ato)\w*|respond|similar|next (?:up|article|story|post)|prev(?:ious)? (?:article|story|post)|"
    r"popular|teasers?|"
    r"promos?|promoted|promotion|shar(?:e|es|ing|er)|social|socials|follow|registration|register|donat\w+|membership|"
    r"ads?|adv|sponsor\w*|banner|dfp|gpt|modal|popup|popover|overlay|lightbox|toast|tooltip|"
    r"navi|navigation|nav|navbar|menu|menus|submenu|pager|toolbar|tabs|sidebar|side bar|rail|aside|masthead|"
    r"topbar|skip|"
    r"tags?|taglist|topics|keywords|categories|by ?lines?|dateline|author|authors|autor|autoren|auteur|biography|"
    r"(?:author|user|writer|staff) bio|references|bibliography|footnotes|"
    r"cite|citation|barrier|upsell|regwall|avatar|timestamp|pubdate|credits?|"
    r"copyright|photographer|carousel|slider|rating|ratings|votes?|poll|survey|quiz|"
    r"print|printer|login|log in|search|searchbox|rss|widget|toc|table of contents|jump links?|disclaimer|affiliate|"
    r"coupon|shop|product card|buy|weather|ticker|playlist|player|jwplayer|error|warning|notice|alert|feedback|"
    r"corrections? form|meta|metadata|post info|entry info|article info|infos|kicker|button|buttons"
    r")(?= |$)"
)
_EMBED = re.compile(r"(?:^| )(?:tweet|twitter tweet|(?:social|media|post) (?:media )?embed)(?= |$)")
_WORD_EDGE = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z]+|(?<=[A-Z])(?=[A-Z][a-z])")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASS = re.compile(r"(?:^|\s)(?:hidden|hide|is-hidden|d-none|display-none)(?:\s|$)")
_MAX_MARK_CHARS = 300
_MAX_BLOCK_CHARS = 100_000


@dataclass(slots=True, kw_only=True)
class Block:
    """One paragraph, heading, list item or table row of a page."""

    text: str
    link_chars: int
    tag: str
    """Tag of the nearest enclosing block element."""
    element: HtmlElement
    zones: tuple[int, ...]
    """Numbers of the enclosing elements that look like furniture, outermost first."""
    in_list: bool
    in_table: bool
    is_bold: bool
    """True when all of its text is inside <b> or <strong>."""

    @property
    def link_share(self) -> float:
        """Share of characters inside links."""
        return self.link_chars / max(1, len(self.text))


@dataclass(slots=True, kw_only=True)
class Zone:
    """An element that looks like furniture."""

    element: HtmlElement
    why: str
    is_strong: bool
    """True when it hardly ever holds the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A page as its blocks."""

    blocks: list[Block]
    """In page order."""
    zones: list[Zone]
    """What `Block.zones` numbers."""
    spans: dict[HtmlElement, tuple[int, int]]
    """Which blocks stand inside an element: first index and the index after the last; only where there are some."""

    def span(self, element: HtmlElement) -> tuple[int, int]:
        """Return first index and index after the last of the blocks inside an element."""
        return self.spans.get(element, (0, 0))


def cut_blocks(tree: HtmlElement, *, limit: int) -> Layout:
    """Return the visible blocks of `tree`.

    Args:
        limit: stop after this many elements.
    """
    cutter = _Cutter()
    walker = iterwalk(tree, events=("start", "end"))
    starts: list[tuple[HtmlElement, int]] = []
    spans: dict[HtmlElement, tuple[int, int]] = {}
    seen = 0
    for event, element in walker:
        if event == "start":
            seen += 1
            if seen > limit:
                break
            is_entered = cutter.start(element)
            starts.append((element, len(cutter.blocks)))
            if not is_entered:
                walker.skip_subtree()
        else:
            _, first = starts.pop()
            cutter.end(element)
            if len(cutter.blocks) > first:
                spans[element] = (first, len(cutter.blocks))
    cutter.flush()
    for element, first in starts:
        spans[element] = (first, len(cutter.blocks))
    return Layout(blocks=cutter.blocks, zones=cutter.zones, spans=spans)


class _Cutter:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.zones: list[Zone] = []
        self._pieces: list[str] = []
        self._length = 0
        self._link_chars = 0
        self._bold_chars = 0
        self._stack: list[HtmlElement] = []
        self._open_zones: list[int] = []
        self._zone_elements: list[HtmlElement] = []
        self._wide_cells: list[HtmlElement] = []
        self._links = 0
        self._bold = 0
        self._lists = 0
        self._tables = 0
        self._skipped: HtmlElement | None = None

    def start(self, element: HtmlElement) -> bool:
        tag = element.tag
        if tag == "br":
            self._pieces.append("\n")
            return True
        if not isinstance(tag, str) or tag in _INVISIBLE:
            if tag in _BLOCK:
                self.flush()
            self._skipped = element
            return False
        if tag in _BLOCK:
            self.flush()
            self._stack.append(element)
            if tag in ("li", "dd", "dt"):
                self._lists += 1
            elif tag == "table":
                self._tables += 1
        elif tag in _CELLS and element.find(".//br") is not None:
            # A table for the layout: what stands in its cells is text with line breaks, not a row of values.
            self.flush()
            self._stack.append(element)
            self._wide_cells.append(element)
        elif tag in _CELLS:
            self._pieces.append(" | " if self._pieces else "")
        elif tag == "a":
            self._links += 1
        elif tag in ("b", "strong"):
            self._bold += 1
        why = _furniture(element)
        if why:
            if tag not in _BLOCK:
                self.flush()
            self._open_zones.append(len(self.zones))
            self._zone_elements.append(element)
            self.zones.append(Zone(element=element, why=why.removeprefix("!"), is_strong=why[0] == "!"))
        self._add(element.text)
        return True

    def end(self, element: HtmlElement) -> None:
        tag = element.tag
        if element is self._skipped:
            self._skipped = None
        elif tag != "br":
            is_zone = bool(self._zone_elements) and self._zone_elements[-1] is element
            if tag in _BLOCK:
                self.flush()
                self._stack.pop()
                if tag in ("li", "dd", "dt"):
                    self._lists -= 1
                elif tag == "table":
                    self._tables -= 1
            elif self._wide_cells and self._wide_cells[-1] is element:
                self.flush()
                self._stack.pop()
                self._wide_cells.pop()
            elif is_zone:
                self.flush()
            if tag == "a":
                self._links -= 1
            elif tag in ("b", "strong"):
                self._bold -= 1
            if is_zone:
                self._zone_elements.pop()
                self._open_zones.pop()
        self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if not text or self._length > _MAX_BLOCK_CHARS:
            return
        self._pieces.append(text.replace("\n", " ").replace("\r", " "))
        self._length += len(text)
        if self._links:
            self._link_chars += len(text.strip())
        if self._bold:
            self._bold_chars += len(text.strip())

    def flush(self) -> None:
        if not self._pieces:
            return
        raw = "".join(self._pieces)
        lines = [" ".join(line.split()) for line in raw.split("\n")]
        text = "\n".join(line for line in lines if line).strip(" |\n")
        if text and self._stack:
            self.blocks.append(
                Block(
                    text=text,
                    link_chars=self._link_chars,
                    tag=self._stack[-1].tag,
                    element=self._stack[-1],
                    zones=tuple(self._open_zones),
                    in_list=self._lists > 0,
                    in_table=self._tables > 0,
                    is_bold=self._bold_chars >= 0.9 * len(text),
                )
            )
        self._pieces.clear()
        self._length = self._link_chars = self._bold_chars = 0


def _is_hidden(element: HtmlElement) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style, marks = element.get("style"), element.get("class")
    if style is not None and _HIDDEN_STYLE.search(style[:_MAX_MARK_CHARS]):
        return True
    return marks is not None and "d" in marks and _HIDDEN_CLASS.search(marks[:_MAX_MARK_CHARS]) is not None


def _furniture(element: HtmlElement) -> str:
    """Return why an element looks like furniture, with a leading "!" where that is strong, or ""."""
    tag = element.tag
    if tag in ("html", "body", "main"):
        return ""
    if tag in _STRONG_TAGS:
        return f"!{tag}"
    if _is_hidden(element):
        return "hidden"
    role = element.get("role")
    if role in _STRONG_ROLES:
        return f"!role {role}"
    if tag in _BLOCK or tag == "span":
        marks = element.get("class") or element.get("data-testid")
        name = element.get("id")
        if marks is not None or name is not None:
            word = _furniture_word((marks or "")[:_MAX_MARK_CHARS], (name or "")[:_MAX_MARK_CHARS])
            if word and (word[0] == "!" or tag != "span"):
                return word
    if role in _WEAK_ROLES:
        return f"role {role}"
    return tag if tag in _WEAK_TAGS else ""


@lru_cache(maxsize=8192)
def _furniture_word(marks: str, name: str) -> str:
    # "js-" names say what a script does with an element, not what it is; long ids are headlines.
    tokens = [token for token in marks.split() if not token.startswith("js-")]
    parts = _WORD_EDGE.split(name)
    words = " ".join([*(" ".join(_WORD_EDGE.split(token)) for token in tokens), *(parts if len(parts) <= 5 else ())])
    words = words.lower()
    if _EMBED.search(words):
        # A quoted post is part of the article that quotes it, whatever else its wrapper is called.
        return ""
    if found := _STRONG_WORDS.search(words):
        return "!" + found.group().strip()
    found = _WEAK_WORDS.search(words)
    return found.group().strip() if found else ""
