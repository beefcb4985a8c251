"""Names of networks and boards on which people post: where something is said, not who pays."""

import re

_VENUES = frozenset(
    [
        "tiktok",
        "reddit",
        "facebook",
        "instagram",
        "twitter",
        "x",
        "linkedin",
        "youtube",
        "telegram",
        "discord",
        "slack",
        "whatsapp",
        "glassdoor",
        "indeed",
        "quora",
        "snapchat",
        "threads",
        "mastodon",
        "bluesky",
    ]
)

# "on job sites, a moderator for Facebook" is no list of places to post on.
_WORD = r"(?!(?:for|at|with|by|from|of|in|to)\b)[\w’'-]+"


def is_venue(name: str, text: str) -> bool:
    """Return whether a name stands in the text as what people read, or only as a place to post on: "posts on Reddit".

    >>> is_venue("Reddit", "On TikTok, Reddit and elsewhere people say so."), is_venue("Reddit", "Reddit pays $9.")
    (True, False)
    """
    if re.search(rf"\b{re.escape(name)} (?:readers|subscribers|viewers|listeners)\b", text):
        return True
    if name.lower() not in _VENUES:
        return False
    listed = rf"(?:(?:the |an? )?{_WORD}(?: {_WORD})?,? (?:and |or )?){{0,3}}?"
    on = re.findall(rf"\b[Oo]n {listed}{re.escape(name)}\b", text)
    return 0 < text.count(name) <= len(on)
