"""Say whether bytes hold anything of what is taken down, and where: an address, a name, a headline or a sentence."""

import html
import json
import re
from collections.abc import Callable, Iterator

from pipeline.takedown.plan import Plan

Holds = Callable[[bytes], bool]


class Spans:
    """Where bytes (text, JSON or HTML) hold anything of a plan."""

    def __init__(self, plan: Plan) -> None:
        from ahocorasick_rs import BytesAhoCorasick

        needles = [needle for phrase in plan.phrases for needle in _written(phrase)]
        needles += [*plan.articles, *plan.claims]
        self._phrases = BytesAhoCorasick([needle.encode("utf-8", "replace") for needle in dict.fromkeys(needles)])
        self._addresses = BytesAhoCorasick(list(dict.fromkeys(_address_bytes(plan))))
        self._name = _name_pattern(plan)
        # The pattern costs fifty times what a look for its longest word does.
        said = max(plan.subject.split(), key=len) if plan.kind != "url" else ""
        self._hint = said.encode("utf-8", "replace").lower()

    def words(self, content: bytes) -> Iterator[tuple[int, int]]:
        """Yield where sentences, headlines, ids and names stand, half-open."""
        yield from ((start, end) for _, start, end in self._phrases.find_matches_as_indexes(content))
        if self._name is not None and self._hint in content.lower():
            yield from (match.span() for match in self._name.finditer(content))

    def addresses(self, content: bytes) -> Iterator[tuple[int, int]]:
        """Yield where addresses stand, without their scheme, half-open."""
        found = self._addresses.find_matches_as_indexes(content)
        yield from ((start, end) for _, start, end in found if _ends(content, end))


def holder_of(plan: Plan) -> Holds:
    """Return the question whether bytes (text, JSON or HTML) hold anything of a plan."""
    spans = Spans(plan)

    def holds(content: bytes) -> bool:
        return any(True for _ in spans.addresses(content)) or any(True for _ in spans.words(content))

    return holds


def _written(phrase: str) -> Iterator[str]:
    yield phrase
    yield json.dumps(phrase)[1:-1]
    yield json.dumps(phrase, ensure_ascii=False)[1:-1]
    yield html.escape(phrase)
    yield html.escape(phrase, quote=False)


def _address_bytes(plan: Plan) -> Iterator[bytes]:
    for url in plan.urls:
        # Without scheme: a form with http or of a reader's link is the same page.
        short = url.partition("://")[2] or url
        for form in (short, short.removeprefix("www."), short.rstrip("/")):
            # A bare host is that of every page of it.
            if "/" in form.rstrip("/"):
                yield form.encode("utf-8", "replace")
                yield form.replace("/", r"\/").encode("utf-8", "replace")
                yield html.escape(form).encode("utf-8", "replace")


def _ends(content: bytes, end: int) -> bool:
    """Say whether an address ends here, and does not just begin a longer one."""
    return re.match(rb"[\w%~-]|[/.](?!amp\b)[\w%~-]", content[end : end + 8]) is None


def _name_pattern(plan: Plan) -> "re.Pattern[bytes] | None":
    if plan.kind == "domain":
        return re.compile(rb"(?<![\w-])" + re.escape(plan.subject.encode()) + rb"(?![\w-]|\.\w)", re.I)
    if plan.kind == "person":
        between = rb"(?:[\s,.-]|\\u00a0|&nbsp;|\\n)+"
        words = between.join(re.escape(word.encode()) for word in plan.subject.split())
        return re.compile(rb"(?<!\w)" + words + rb"(?!\w)", re.I)
    return None
