"""Names of networks and boards on which people post, and of payment services: where something is said or handed on,
not who pays.
"""

import re

# "paid weekly through Stripe": who hands the money on.
_CASHIERS = frozenset(
    [
        "stripe",
        "paypal",
        "payoneer",
        "wise",
        "deel",
        "airtm",
        "skrill",
        "venmo",
        "zelle",
        "gcash",
        "m-pesa",
        "mpesa",
        "hyperwallet",
        "tipalti",
    ]
)
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
    """Return whether a name stands in the text as what people read, a place to post on or a way to be paid.

    >>> is_venue("Reddit", "On TikTok, Reddit and elsewhere people say so."), is_venue("Reddit", "Reddit pays $9.")
    (True, False)
    """
    if re.search(rf"\b{re.escape(name)} (?:readers|subscribers|viewers|listeners)\b", text):
        return True
    if name.lower() in _CASHIERS:
        handed = re.findall(
            rf"\b(?:via|through|by|using|with|on|to|or|and|,) (?:an? |their |your |his |her )?{re.escape(name)}\b", text
        )
        return 0 < text.count(name) <= len(handed)
    if name.lower() not in _VENUES:
        return False
    listed = rf"(?:(?:the |an? )?{_WORD}(?: {_WORD})?,? (?:and |or )?){{0,3}}?"
    on = re.findall(rf"\b[Oo]n {listed}{re.escape(name)}\b", text)
    return 0 < text.count(name) <= len(on)
