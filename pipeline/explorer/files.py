"""All claims of a filter as a file: CSV, an Excel workbook or Parquet, each row with its words as far as rights go.

In: an opened snapshot and a filter. Out: the whole of it, never a part. Of an outlet that allows one sentence of an
article the file has one, as an export has. The workbook has a sheet of notes and a data dictionary, Parquet carries
both in its metadata.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.config import ExportSettings
from pipeline.explorer.address import ClaimFilter
from pipeline.explorer.claims import title_of
from pipeline.explorer.edition import Edition
from pipeline.explorer.shown_claim import ShownClaim, shown_claim
from pipeline.export.cells import safe, text_of
from pipeline.export.package import About
from pipeline.export.resources import Column, Resource
from pipeline.warehouse.showing import hide_unshown

_ROWS_A_PIECE = 500
_AT_ONCE = 5_000
_COLUMNS = (
    ("id", "VARCHAR", "Id of the claim: the same in every snapshot, and in pay_claims"),
    ("published", "DATE", "Day on which its article was published; empty where the page states none"),
    ("platform", "VARCHAR", "Who pays, as the gazetteer or else the article writes it; empty where nobody is named"),
    ("platform_id", "VARCHAR", "Id of who pays in entities; empty where the gazetteer does not know the name"),
    ("role", "VARCHAR", "Who is paid, in the words of the article, else the kind of work"),
    ("role_class", "VARCHAR", "Kind of work: kinds are never mixed in one figure"),
    ("place", "VARCHAR", "Where, in the words of the article"),
    ("country", "VARCHAR", "ISO 3166 code of the country of the place"),
    ("amount_min", "DECIMAL(18,6)", "Lower end of what is stated, in its currency and unit"),
    ("amount_max", "DECIMAL(18,6)", "Upper end of what is stated, in its currency and unit"),
    ("bound", "VARCHAR", "exact, range, at_least (a floor) or up_to (a ceiling)"),
    ("currency", "VARCHAR", "ISO 4217 code of the currency that is stated"),
    ("unit", "VARCHAR", "What the amount is paid for or by"),
    ("hourly_usd_min", "DECIMAL(18,4)", "Lower end in US dollars an hour; empty where it cannot be converted"),
    ("hourly_usd_max", "DECIMAL(18,4)", "Upper end in US dollars an hour; empty where it cannot be converted"),
    ("kind", "VARCHAR", "Kind of claim"),
    ("voice", "VARCHAR", "Whose words the figure is"),
    ("who", "VARCHAR", "Who says it, in words"),
    ("may_be_printed", "BOOLEAN", "True when nothing speaks against printing it as it stands"),
    ("why_not", "VARCHAR", "What speaks against printing it as it stands"),
    ("review_status", "VARCHAR", "Whether a person has looked at it"),
    ("quote", "VARCHAR", "The sentence around the figure, at most 40 words, fewer or none where rights say so"),
    ("headline", "VARCHAR", "Headline of the article"),
    ("outlet", "VARCHAR", "Who published it"),
    ("url", "VARCHAR", "Address of the original"),
    ("article_id", "VARCHAR", "Id of the article in articles"),
    ("story_id", "VARCHAR", "Id of the story in stories"),
)
COLUMNS = tuple(name for name, _, _ in _COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a file with claims says of itself."""

    address: str
    """Of the page with the same claims."""
    at: datetime
    settings: ExportSettings


def claim_rows(edition: Edition, wanted: ClaimFilter) -> Iterator[tuple[Any, ...]]:
    """Yield every claim that matches a filter, in its order, one value a column."""
    sentences: dict[str, str] = {}
    whole = replace(wanted, page=1)
    for row in _records(edition, whole):
        claim = shown_claim(row)
        if row["rights"] == "excerpt" and claim.quote_figure:
            # The first sentence stands for the article.
            first = sentences.setdefault(claim.article_id, row["sentence"])
            if row["sentence"] != first:
                claim = replace(claim, quote_before="", quote_figure="", quote_after="")
        yield tuple(_value(claim, column) for column in COLUMNS)


def csv_of(rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    """Yield the rows as CSV, some hundred at a time, the head first; no cell is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for number, row in enumerate(rows, start=1):
        writer.writerow([safe(value) if isinstance(value, str) else text_of(value) for value in row])
        if number % _ROWS_A_PIECE == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def write_workbook(path: Path, edition: Edition, wanted: ClaimFilter, made: Made) -> int:
    """Write the claims as an Excel workbook; return their number."""
    from pipeline.export.xlsx import Workbook

    resource = _resource(edition, wanted)
    with Workbook(path, made=made.at) as book:
        count = book.add(resource, claim_rows(edition, wanted))
        book.tell(_notes(edition, wanted, made, count, form="xlsx"), (resource,))
    return count


def write_parquet_file(path: Path, edition: Edition, wanted: ClaimFilter, made: Made) -> int:
    """Write the claims as Parquet; return their number."""
    from pipeline.export.files import write_parquet

    resource = _resource(edition, wanted)
    # The number stands in the file itself.
    facts = dict(_notes(edition, wanted, made, None, form="parquet"))
    return write_parquet(path, resource, claim_rows(edition, wanted), schema=_schema(), facts=facts)


def _records(edition: Edition, wanted: ClaimFilter) -> Iterator[dict[str, Any]]:
    numbers = edition.claims.numbers(wanted.values(), sort=wanted.sort)
    for start in range(0, len(numbers), _AT_ONCE):
        yield from edition.records.read("claims", numbers[start : start + _AT_ONCE])


def _resource(edition: Edition, wanted: ClaimFilter) -> Resource:
    columns = (
        Column(name=name, type=kind, meaning=meaning, words_of=None, figure=None) for name, kind, meaning in _COLUMNS
    )
    return Resource(
        name="claims",
        asked="Which pay claims match the filter?",
        meaning=title_of(edition, wanted),
        columns=tuple(columns),
        articles=("article_id",),
        addresses=("url",),
        sql="",
        values={},
    )


def _notes(edition: Edition, wanted: ClaimFilter, made: Made, count: int | None, *, form: str) -> list[tuple[str, str]]:
    con = edition.cursor().cursor()
    con.execute("USE snap")
    hide_unshown(con)
    about = About.of(con, snapshot=str(edition.number or ""), made=made.at, settings=made.settings)
    con.close()
    said = about.lines(form)
    said.insert(1, ("filter", title_of(edition, wanted)))
    said.insert(2, ("page", made.address))
    if count is not None:
        said.insert(3, ("claims", f"{count}, all that match; copies of articles are left out unless asked for"))
    return said


def _schema() -> Any:
    import pyarrow as pa

    kinds = {
        "VARCHAR": pa.string(),
        "DATE": pa.date32(),
        "BOOLEAN": pa.bool_(),
        "DECIMAL(18,6)": pa.decimal128(18, 6),
        "DECIMAL(18,4)": pa.decimal128(18, 4),
    }
    return pa.schema([(name, kinds[kind]) for name, kind, _ in _COLUMNS])


def _value(claim: ShownClaim, column: str) -> Any:
    if column == "quote":
        return f"{claim.quote_before}{claim.quote_figure}{claim.quote_after}"
    if column == "may_be_printed":
        return claim.is_printable
    if column == "why_not":
        return "; ".join(claim.why_not)
    return getattr(claim, column)
