"""Read what a publisher reserves: text and data mining (TDM Reservation Protocol), use by AI, crawling by AI agents.

In: headers and body of a response, a site's `tdmrep.json`, a site's robots.txt. Out: a short list of opt-outs, each
where it was said, and the address of the publisher's policy. Nothing is refused here: what may be shown of such an
article is decided by `[rights]` in laborwire.toml (`pipeline.config`), when it is shown.

The word closest to a page counts: its meta tags before its headers before the file of its site, so that a publisher
can free a page of a reserved site. A body is searched up to `MAX_HEAD_BYTES`, without comments and scripts.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from pipeline.archive.cheap_text import visible_markup
from pipeline.attributes import attributes_of

OptOut = Literal["tdm_header", "tdm_page", "tdm_site", "noai", "noimageai", "robots_ai"]

SITE_OPT_OUTS: frozenset[OptOut] = frozenset({"tdm_site", "robots_ai"})
"""Said by the site, not by the page: known anew in every crawl, also when the page is "not modified"."""

WORDS: Mapping[OptOut, str] = {
    "tdm_header": "tdm-reservation header",
    "tdm_page": "tdm-reservation in the page",
    "tdm_site": "tdmrep.json of the site",
    "noai": "noai",
    "noimageai": "noimageai",
    "robots_ai": "robots.txt shuts out AI agents",
}

# Product tokens by which robots.txt files address crawlers that gather text for AI.
AI_AGENTS = (
    "GPTBot",
    "CCBot",
    "Google-Extended",
    "ClaudeBot",
    "anthropic-ai",
    "Applebot-Extended",
    "Bytespider",
    "cohere-ai",
    "Meta-ExternalAgent",
    "PerplexityBot",
)

PRODUCT = "laborwire"
MAX_HEAD_BYTES = 512 * 1024
_MAX_RULES = 10_000
_MAX_POLICY_CHARS = 2_000

_Stated = Mapping[str, tuple[str, ...]]

_ROBOTS_WORDS: tuple[OptOut, ...] = ("noai", "noimageai")
_META = re.compile(r"<meta\s([^<>]{1,4000})>", re.IGNORECASE)
_IN_TAGS = (b"tdm-reservation", b"noai", b"noimageai")
"""Where none of them stands, no tag reserves anything."""
_WIDE = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """What a publisher says about a page, by whatever way."""

    opt_outs: tuple[OptOut, ...] = ()
    policy: str = ""
    """Address at which the publisher states its terms (`tdm-policy`); "" when it states none."""


NOTHING = Reservation()


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRule:
    """One entry of a site's tdmrep.json."""

    location: str
    """Path pattern as in robots.txt: "*" is any characters, "$" at the end is the end."""
    is_reserved: bool
    policy: str = ""


def page_reservation(
    headers: Iterable[tuple[str, str]], body: bytes, *, site: Reservation = NOTHING, content_type: str = ""
) -> Reservation:
    """Return what a page is reserved for: by its meta tags, its headers and its site.

    Args:
        body: after transfer and content encoding are undone.
        content_type: as the server states it; "" is taken for HTML.
        site: what the site says about this page, from `site_reservation` and `robots_opt_outs`.
    """
    tagged, headed = (_in_page(body) if _is_html(content_type) else {}), _in_headers(headers)
    words = _robots_words((*tagged.get("robots", ()), *headed.get("robots", ())))
    found: set[OptOut] = set(site.opt_outs) - {"tdm_site"}
    found |= {one for one in _ROBOTS_WORDS if one in words}
    kind, policy = _mining(tagged, headed, site)
    return Reservation(opt_outs=in_order(found | ({kind} if kind else set())), policy=policy[:_MAX_POLICY_CHARS])


def read_site_rules(body: bytes) -> tuple[SiteRule, ...]:
    """Return the rules of a tdmrep.json; () when it is none."""
    try:
        read = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return ()
    entries = read if isinstance(read, list) else [read]
    rules = []
    for entry in entries[:_MAX_RULES]:
        if not isinstance(entry, dict) or not isinstance(entry.get("location"), str):
            continue
        policy = entry.get("tdm-policy")
        rules.append(
            SiteRule(
                location=entry["location"][:_MAX_POLICY_CHARS],
                is_reserved=_is_yes(str(entry.get("tdm-reservation", ""))),
                policy=policy if isinstance(policy, str) else "",
            )
        )
    return tuple(rules)


def site_reservation(rules: Sequence[SiteRule], path: str) -> Reservation:
    """Return what a site's tdmrep.json says about a path with its query; the longest location that matches counts.

    >>> rules = read_site_rules(b'[{"location": "/news/", "tdm-reservation": 1}]')
    >>> site_reservation(rules, "/news/a").opt_outs, site_reservation(rules, "/").opt_outs
    (('tdm_site',), ())
    """
    matching = [rule for rule in rules if _matches(rule.location, path)]
    if not matching:
        return NOTHING
    # Of two equally long ones the one that reserves.
    chosen = max(matching, key=lambda rule: (len(rule.location), rule.is_reserved))
    return Reservation(opt_outs=("tdm_site",), policy=chosen.policy) if chosen.is_reserved else NOTHING


def named_ai_agents(robots: str) -> tuple[str, ...]:
    """Return the AI agents that a robots.txt addresses by name."""
    # No expression: one that looks for a line's first word is slow on a megabyte of empty lines.
    lines = (line.partition(":") for line in robots.splitlines())
    named = {value.partition("#")[0].strip().lower() for key, _, value in lines if key.strip().lower() == "user-agent"}
    return tuple(agent for agent in AI_AGENTS if agent.lower() in named)


def in_order(opt_outs: Iterable[OptOut]) -> tuple[OptOut, ...]:
    """Return opt-outs each once, always in the same order."""
    given = set(opt_outs)
    return tuple(one for one in get_args(OptOut) if one in given)


def _mining(tagged: _Stated, headed: _Stated, site: Reservation) -> tuple[OptOut | None, str]:
    """Return how a page is reserved from mining, and the policy; the first that says anything has the word."""
    said: tuple[tuple[OptOut, _Stated], ...] = (("tdm_page", tagged), ("tdm_header", headed))
    for kind, values in said:
        if stated := values.get("tdm-reservation"):
            policies = (*values.get("tdm-policy", ()), *headed.get("tdm-policy", ()))
            return (kind, next(iter(policies), "")) if any(map(_is_yes, stated)) else (None, "")
    return ("tdm_site", site.policy) if "tdm_site" in site.opt_outs else (None, "")


def _is_html(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() in {"", "text/html", "application/xhtml+xml"}


def _in_headers(headers: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    for name, value in headers:
        key = name.strip().lower()
        if key in {"tdm-reservation", "tdm-policy"}:
            values[key] = (*values.get(key, ()), value.strip())
        elif key == "x-robots-tag":
            values["robots"] = (*values.get("robots", ()), _for_us(value))
    return values


def _for_us(value: str) -> str:
    """Return the words of an X-Robots-Tag that are for everybody or for us; "otherbot: noai" is neither."""
    agent, colon, words = value.partition(":")
    if not colon or "," in agent or agent.strip().lower() in {"unavailable_after", "max-snippet"}:
        return value
    return words if agent.strip().lower() in {PRODUCT, "*"} else ""


def _in_page(body: bytes) -> dict[str, tuple[str, ...]]:
    head = body[:MAX_HEAD_BYTES]
    is_wide = head.startswith(_WIDE)
    values: dict[str, tuple[str, ...]] = {}
    lowered = head.lower()
    # Most pages reserve nothing, and taking one apart costs many times what looking for these words does.
    if not is_wide and not any(word in lowered for word in _IN_TAGS):
        return values
    for tag in _META.finditer(visible_markup(head.decode("utf-16" if is_wide else "latin-1", "replace"))):
        said = attributes_of(tag[1])
        name = (said.get("name") or said.get("property") or said.get("http-equiv") or "").lower()
        key = "robots" if name in {"robots", PRODUCT} else name
        if key in {"robots", "tdm-reservation", "tdm-policy"}:
            values[key] = (*values.get(key, ()), said.get("content", ""))
    return values


def _robots_words(values: Iterable[str]) -> set[str]:
    return {word.strip().lower() for value in values for word in value.split(",")}


def _is_yes(value: str) -> bool:
    return value.strip().lower() in {"1", "true"}


def _matches(location: str, path: str) -> bool:
    """Match as RFC 9309 does, in time that no pattern can blow up: each part is looked for once, from the left."""
    is_end = location.endswith("$")
    first, *rest = location.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for number, part in enumerate(rest):
        if is_end and number == len(rest) - 1:
            return len(path) - len(part) >= at and path.endswith(part)
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return not is_end or at == len(path)
