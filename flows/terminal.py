"""Make text from the web safe to print on a terminal: one line, no control or invisible steering characters.

A page's title may hold escape sequences that move the cursor, recolour or retitle a terminal, or marks
that turn the direction of writing; printed as they are, they could make a refused page look like a kept one.
"""

import unicodedata


def plain(text: str) -> str:
    """Return `text` on one line, with control and formatting characters shown as U+FFFD.

    >>> plain("Pay" + chr(27) + "[2J cut")
    'Pay\\ufffd[2J cut'
    """
    return visible(" ".join(text.split()))


def visible(text: str) -> str:
    """Return `text` with control and formatting characters shown as U+FFFD; spaces stay as they are."""
    # Cc: escape and its kin; Cf: direction marks and zero-width characters.
    return "".join("\ufffd" if unicodedata.category(character) in {"Cc", "Cf"} else character for character in text)
