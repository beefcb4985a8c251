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


def is_venue(name: str, text: str) -> bool:
    """Return whether a name stands in the text as what people read, or only as a place to post on: "posts on Reddit".

    >>> is_venue("Reddit", "On TikTok, Reddit and elsewhere people say so."), is_venue("Reddit", "Reddit pays $9.")
    (True, False)
    """
    if re.search(rf"\b{re.escape(name)} (?:readers|subscribers|viewers|listeners)\b", text):
        return True
    if name.lower() not in _VENUES:
        return False
    on = re.findall(rf"\b[Oo]n (?:(?:the |an? )?[\w’'-]+(?: \w+)?,? (?:and |or )?){{0,3}}?{re.escape(name)}\b", text)
    return 0 < text.count(name) <= len(on)
