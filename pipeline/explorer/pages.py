"""Lay the explorer's pages out as HTML: one inline stylesheet, no script, links that carry the snapshot.

Text from articles and addresses is escaped by Jinja, links out are http(s) only (`web_address`), and what a browser may
do with a page is told by its content security policy, which allows the one stylesheet by its digest and nothing else.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.explorer.address import address
from pipeline.explorer.sql_page import cell
from pipeline.explorer.words import FACET_NAMES, count, country_name, day_words, time_words
from pipeline.publish.page import language_tag, marked
from pipeline.publish.words import first_upper
from pipeline.urls import is_web_address

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

TABS = (
    ("Stories", "/stories"),
    ("Pay claims", "/claims"),
    ("Platforms", "/platforms"),
    ("Sources", "/sources"),
    ("SQL", "/sql"),
    ("Digest", "/digests"),
    ("Watch", "/watch"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around every page."""

    snapshot: int
    newest: int
    as_of: str
    is_invented: bool
    tab: str
    path: str
    parameters: Mapping[str, str]
    formats: tuple[tuple[str, str], ...] = ()
    """(name, suffix) of the other forms of the page."""
    feed: str = ""
    """Address of the feed that a reader program finds in the page's head."""

    def link(self, path: str, **parameters: object) -> str:
        """Return the address of a page of the same snapshot."""
        return address(path, {name: str(value) for name, value in parameters.items()}, snapshot=self.snapshot)

    def link_with(self, path: str, parameters: Mapping[str, str]) -> str:
        """Return the address of a page of the same snapshot, its parameters in a mapping."""
        return address(path, parameters, snapshot=self.snapshot)

    def here(self, suffix: str = "", *, is_pinned: bool = True) -> str:
        """Return the address of this page, or of another form of it."""
        return address(self.path + suffix, self.parameters, snapshot=self.snapshot if is_pinned else None)

    def here_now(self) -> str:
        """Return the address of this page in the newest snapshot."""
        return address(self.path, self.parameters, snapshot=self.newest)


def render(template: str, frame: Frame, **values: object) -> str:
    """Return a page as HTML."""
    text = (
        _environment().get_template(f"{template}.html.j2").render(frame=frame, tabs=TABS, style=_safe_style(), **values)
    )
    return _CONTROLS.sub("\ufffd", text)


def content_policy() -> str:
    """Return the content security policy of our pages."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


@cache
def _style() -> str:
    return (_TEMPLATES / "style.css").read_text(encoding="utf-8")


def _safe_style() -> Any:
    from markupsafe import Markup

    return Markup(_style())  # noqa: S704  # a file of ours


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("pipeline.explorer", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "marked": marked,
        "language": language_tag,
        "day": day_words,
        "time": time_words,
        "country": country_name,
        "cell": cell,
        "first_upper": first_upper,
    }
    environment.globals |= {"count": count, "facet_names": FACET_NAMES}
    environment.tests["web_address"] = is_web_address
    return environment
