"""Say whether a text credits another outlet: "according to the Morning Ledger", "the Ledger reported".

In: a text and the outlet of an earlier article. Out: yes or no. Precision first: the name must stand beside a
word of reporting and be the outlet's, not just contain it.
"""

import re

_NAME = r"(?:[Tt]he )?[A-Z][\w.&'’-]{1,40}(?: (?:of |the )?[A-Z][\w.&'’-]{0,40}){0,4}"
_CREDIT = re.compile(
    rf"\b(?:[Aa]ccording to|(?:[Ff]irst )?reported by|report(?:ing)? (?:by|in|from)|told|interview with|via"
    rf"|(?:appeared|published) (?:in|on|by)) ({_NAME})"
    rf"|\b({_NAME})(?:,? which)? (?:first |has |had |also |earlier )?"
    r"(?:reported|reports|revealed|has learned|wrote|found)\b"
)
_CHARS = 20_000
_NOT_NAMES = frozenset({"www", "com", "org", "net", "co", "news"})


def credits_outlet(text: str, outlet: str) -> bool:
    """Say whether `text` names `outlet` (a host name or source id) as where something was reported.

    >>> credits_outlet("Raters wait unpaid, the Morning Ledger reported.", "morning-ledger.example")
    True
    >>> credits_outlet("Raters wait unpaid in the morning.", "morning-ledger.example")
    False
    """
    wanted = _labels(outlet)
    if not wanted:
        return False
    for before, after in _CREDIT.findall(text[:_CHARS]):
        name = re.sub(r"[^a-z0-9]", "", (before or after).lower().removeprefix("the ").removesuffix("'s"))
        if name in wanted or name.removeprefix("the") in wanted:
            return True
    return False


def _labels(outlet: str) -> set[str]:
    parts = [part for part in outlet.lower().split(".") if part not in _NOT_NAMES]
    squeezed = {re.sub(r"[^a-z0-9]", "", part) for part in (parts[:-1] or parts)}
    # Three letters (an agency's) stand for too much else in a sentence.
    return {label.removeprefix("the") for label in squeezed if len(label) >= 4}
