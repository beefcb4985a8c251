"""Say whether bytes hold anything of what is taken down: an address, a domain, a name, a headline or a sentence."""

import html
import json
import re
from collections.abc import Callable, Iterator

from pipeline.takedown.plan import Plan

Holds = Callable[[bytes], bool]


def holder_of(plan: Plan) -> Holds:
    """Return the question whether bytes (text, JSON or HTML) hold anything of a plan."""
    from ahocorasick_rs import BytesAhoCorasick

    needles = [needle for phrase in plan.phrases for needle in _written(phrase)]
    needles += [*plan.articles, *plan.claims]
    phrases = BytesAhoCorasick([needle.encode("utf-8", "replace") for needle in dict.fromkeys(needles)])
    addresses = BytesAhoCorasick(list(dict.fromkeys(_address_bytes(plan))))
    name = _name_pattern(plan)

    def holds(content: bytes) -> bool:
        if phrases.find_matches_as_indexes(content):
            return True
        if any(_ends(content, end) for _, _, end in addresses.find_matches_as_indexes(content)):
            return True
        return name is not None and name.search(content) is not None

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
