"""Say what an export is: its snapshot, licence, review status and rights, its data dictionary, and a data package.

The data package follows Frictionless Data Package 1: one resource for each table with path, format, size, sha256 and
a table schema whose descriptions are those of the warehouse. What it does not know of stands under `laborwire`.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from pipeline.config import ExportSettings
from pipeline.export.cells import schema_type
from pipeline.export.resources import Resource
from pipeline.warehouse.showing import what_is_hidden

MEDIA = {
    "csv": "text/csv",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sqlite": "application/vnd.sqlite3",
}
RIGHTS = (
    "Headlines, addresses, dates and figures are given whole. Of texts only what the rights of each outlet leave "
    "(sources.rights, article_rights): no words, one sentence of an article, or the sentences that state figures, at "
    "most 40 words of each; of outlets that allow nothing no row at all. "
    "Articles that their publisher withdrew, or that were dropped or taken down here, are left "
    "out."
)
CSV_NOTE = (
    "A text that begins with = + - @, a tab, a line end or ' has a ' before it, so that no spreadsheet takes it for a "
    "formula; take the first ' off to have the text as it was. Empty means null or an empty text."
)
_NO_LICENCE = (
    "None stated by the operator of this installation; the articles and the quotations belong to their publishers"
)
_STATUSES = (
    "SELECT c.review_status, count(*) FROM pay_claims AS c JOIN articles AS a ON a.id = c.article_id"
    " WHERE NOT a.is_withdrawn GROUP BY ALL ORDER BY ALL"
)
_LEFT_OUT = "SELECT count(DISTINCT canonical_url) FROM takedowns"
_INVENTED = "SELECT coalesce(bool_or(is_invented), FALSE) FROM sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an export is."""

    snapshot: str
    """Number of the snapshot; "" for a file that is none."""
    made: datetime
    settings: ExportSettings
    statuses: Mapping[str, int]
    """How many claims people have said what about; those of withdrawn articles are not counted."""
    n_left_out: int
    """Number of articles that were withdrawn, dropped or taken down."""
    n_not_shown: int
    """Number of articles of which nothing may be shown."""
    is_invented: bool
    """True when outlets of the demo newsroom are in it."""

    @classmethod
    def of(cls, con: duckdb.DuckDBPyConnection, *, snapshot: str, made: datetime, settings: ExportSettings) -> "About":
        """Read what there is to say about a snapshot."""
        return cls(
            snapshot=snapshot,
            made=made,
            settings=settings,
            statuses={str(status): int(count) for status, count in con.execute(_STATUSES).fetchall()},
            n_left_out=int(con.execute(_LEFT_OUT).fetchall()[0][0]),
            n_not_shown=what_is_hidden(con).n_articles,
            is_invented=bool(con.execute(_INVENTED).fetchall()[0][0]),
        )

    def lines(self, form: str) -> list[tuple[str, str]]:
        """Return what is to be said, as name and words."""
        reviewed = ", ".join(f"{count} {status}" for status, count in self.statuses.items()) or "no pay claims"
        licence = " ".join(filter(None, (self.settings.license or _NO_LICENCE, self.settings.license_url)))
        said = [
            ("title", "Pay claims about the people who train AI, from the news: an export of laborwire"),
            ("snapshot", self.snapshot or "not numbered"),
            ("exported", f"{self.made:%Y-%m-%d %H:%M} UTC"),
            ("licence", licence),
            ("review status", f"{reviewed}; what no person has said anything about was read by a machine"),
            ("rights", RIGHTS),
            (
                "left out",
                f"{self.n_left_out} article{'' if self.n_left_out == 1 else 's'}, withdrawn or taken down"
                + (f"; {self.n_not_shown} of which nothing may be shown" if self.n_not_shown else ""),
            ),
            ("times", "All times are UTC."),
        ]
        said += [("invented", "Outlets and firms of the demo newsroom are invented.")] if self.is_invented else []
        return said + ([("csv", CSV_NOTE)] if form == "csv" else [])


def data_package(
    about: About,
    resources: Sequence[Resource],
    *,
    form: str,
    places: Mapping[str, tuple[Path, Any]],
    counts: Mapping[str, int],
) -> dict[str, Any]:
    """Return the data package of an export.

    Args:
        places: the file of each resource, and where in it the resource is (None for the whole file).
    """
    sums = {path: _sum(path) for path in dict.fromkeys(path for path, _ in places.values())}
    settings = about.settings
    # A name has no spaces in a data package.
    name = re.sub(r"[^-A-Za-z0-9._]+", "-", settings.license) or "other-closed"
    known = {"name": name, "title": settings.license or _NO_LICENCE}
    licence = known | ({"path": settings.license_url} if settings.license_url else {})
    described = []
    for resource in resources:
        path, inside = places[resource.name]
        entry: dict[str, Any] = {
            "name": resource.name.replace("_", "-"),
            "title": resource.asked,
            "description": resource.meaning,
            "path": path.name,
            "profile": "tabular-data-resource" if form == "csv" else "data-resource",
            "format": form,
            "mediatype": MEDIA[form],
            "bytes": path.stat().st_size,
            "hash": f"sha256:{sums[path]}",
            "rows": counts[resource.name],
        }
        if form in {"csv", "jsonl"}:
            # With a byte order mark or without: the encoding has one name.
            entry["encoding"] = "utf-8"
        if form == "csv":
            entry["dialect"] = {"delimiter": ",", "doubleQuote": True, "lineTerminator": "\r\n", "header": True}
        if inside is not None:
            entry["dialect"] = inside
        fields = [
            {"name": column.name, "type": schema_type(column.type), "description": column.meaning}
            for column in resource.columns
        ]
        entry["schema"] = {"fields": fields, "missingValues": [""]}
        described.append(entry)
    return {
        "profile": "tabular-data-package" if form == "csv" else "data-package",
        "name": "laborwire",
        "title": about.lines(form)[0][1],
        "description": RIGHTS,
        "created": f"{about.made:%Y-%m-%dT%H:%M:%SZ}",
        "licenses": [licence],
        "laborwire": {
            "snapshot": int(about.snapshot) if about.snapshot else None,
            "review_status": dict(about.statuses),
            "left_out_articles": about.n_left_out,
            "not_shown_articles": about.n_not_shown,
            "is_invented": about.is_invented,
            "notes": dict(about.lines(form)),
        },
        "resources": described,
    }


def dictionary_page(about: About, resources: Sequence[Resource], *, form: str, counts: Mapping[str, int]) -> str:
    """Return what the export is, and what its tables and columns mean, as Markdown."""
    lines = [f"# {about.lines(form)[0][1]}", ""]
    lines += [f"- {name}: {said}" for name, said in about.lines(form)[1:]]
    for resource in resources:
        rows = counts[resource.name]
        lines += ["", f"## {resource.name}", "", f"*{resource.asked}*", "", f"{resource.meaning}."]
        lines += [f"{rows} row{'' if rows == 1 else 's'}.", "", "| column | type | meaning |", "|---|---|---|"]
        for column in resource.columns:
            meaning = column.meaning.replace("|", "\\|")
            lines.append(f"| `{column.name}` | `{column.type}` | {meaning} |")
    return "\n".join(lines) + "\n"


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
