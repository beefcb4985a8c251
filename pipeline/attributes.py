"""Read the attributes of one HTML tag."""

import re
from html import unescape

_ATTRIBUTE = re.compile(r"""([\w:-]{1,60})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


def attributes_of(text: str) -> dict[str, str]:
    """Return the attributes by name in small letters, references resolved; of two alike the first, as in browsers.

    Args:
        text: what stands between the name of the tag and its end; the time is linear in its length.

    >>> attributes_of("NAME=robots content='noai &amp; more' name=x")
    {'name': 'robots', 'content': 'noai & more'}
    """
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        found.setdefault(match[1].lower(), unescape(match[2] or match[3] or match[4] or "").strip())
    return found
