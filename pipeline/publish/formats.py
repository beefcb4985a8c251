"""Write a digest as files: Markdown, HTML page, mail, and feeds of its stories and of all digests.

Each file appears whole or not at all. The feeds of all digests lie beside the folders of the weeks and are made of the
pages that lie in these: an issue is in them from its first HTML page on.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from pipeline.places import Places
from pipeline.publish.markdown import digest_markdown
from pipeline.publish.model import Digest
from pipeline.publish.page import digest_page

Format = Literal["md", "html", "mail", "atom", "jsonfeed"]
USUAL: tuple[Format, ...] = ("md", "html")
FILES: dict[Format, str] = {
    "md": "digest.md",
    "html": "digest.html",
    "mail": "digest.eml",
    "atom": "stories.atom",
    "jsonfeed": "stories.json",
}
"""The formats in the order in which they are written, and the file of each in the folder of its week."""
ALL_DIGESTS: dict[Format, str] = {"atom": "digests.atom", "jsonfeed": "digests.json"}
"""The feeds of all digests, in the folder above."""
_NAMES: dict[Format, str] = {"md": "Markdown", "mail": "mail", "atom": "Atom", "jsonfeed": "JSON Feed"}


def write_formats(
    places: Places, digest: Digest, *, formats: Collection[Format], address: str, now: datetime
) -> tuple[Path, ...]:
    """Write a digest in some formats and return the files.

    Args:
        address: web address of the folder `digests`; "" when it is published nowhere.
        now: when it is made; the feeds say so once for each issue that differs from the one before.
    """
    from pipeline.publish.feeds import digests_feed, note_issue, stories_feed

    folder = places.digests / digest.week
    wanted = [name for name in FILES if name in formats]
    beside = {"md", *wanted} if (folder / FILES["md"]).exists() else set(wanted)
    digest = replace(digest, formats=tuple((words, FILES[name]) for name, words in _NAMES.items() if name in beside))
    make: dict[Format, Callable[[], bytes]] = {
        "md": lambda: digest_markdown(digest).encode(),
        "html": lambda: digest_page(digest).encode(),
        "mail": lambda: _mail(digest),
        "atom": lambda: stories_feed(digest, folder, address=address).as_atom(),
        "jsonfeed": lambda: stories_feed(digest, folder, address=address).as_json(),
    }
    note_issue(folder, digest, now=now)
    written = []
    for name in wanted:
        written.append(_put(folder / FILES[name], make[name]()))
    for name in wanted:
        if name in ALL_DIGESTS:
            feed = digests_feed(places.digests, address=address)
            content = feed.as_atom() if name == "atom" else feed.as_json()
            written.append(_put(places.digests / ALL_DIGESTS[name], content))
    return tuple(written)


def _mail(digest: Digest) -> bytes:
    from pipeline.publish.mail import digest_mail

    return digest_mail(digest).as_bytes()


def _put(path: Path, content: bytes) -> Path:
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
    return path
