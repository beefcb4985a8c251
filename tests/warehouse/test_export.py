"""Exports: complete, whole or not at all, explained, and within the rights of each outlet."""

import csv
import hashlib
import io
import json
import re
import sqlite3
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest
from full_newsroom import FORMULA
from openpyxl.utils.escape import unescape

from pipeline.config import ExportSettings
from pipeline.errors import UsageError, WarehouseError
from pipeline.export.cells import safe, text_of
from pipeline.export.export import FORMS, Exported, Wanted, export_snapshot
from pipeline.export.resources import DEFAULT, ON_DEMAND, Column, Resource
from pipeline.export.xlsx import Workbook
from pipeline.places import Places
from pipeline.warehouse.questions import questions
from pipeline.warehouse.schema import VIEWS, table_names

# The rates of twenty years are many rows and no words.
TABLES = tuple(name for name in (*DEFAULT, *ON_DEMAND) if name != "fx_rates")
EVERYTHING = Wanted(
    form="csv",
    tables=TABLES,
    asks=tuple(one.name for one in questions() if not any(p.is_required for p in one.parameters)),
)

SOME = ("sources", "articles", "pay_claims", "client_rates", "article_events", "captures", "duplicates")


@pytest.fixture(scope="module")
def export(full_newsroom: tuple[Places, dict[str, str]], now: datetime) -> Any:
    """Export from the full newsroom."""
    snapshot = full_newsroom[0].snapshots / "laborwire-000001.duckdb"

    def run(target: Path, **wanted: Any) -> Exported:
        settings = ExportSettings(license="CC-BY-4.0", license_url="https://licence.example/by")
        return export_snapshot(snapshot, target, replace(EVERYTHING, **wanted), number="1", settings=settings, now=now)

    return run


@pytest.fixture(scope="module")
def exports(export: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Everything that can be exported as CSV, and a part of it in every other format."""
    folder = tmp_path_factory.mktemp("exports")
    export(folder / "csv")
    for form in FORMS[1:]:
        export(folder / form, form=form, tables=SOME, asks=())
    return {form: folder / form for form in FORMS}


@pytest.fixture(scope="module")
def counts(full_newsroom: tuple[Places, dict[str, str]]) -> dict[str, int]:
    """Rows of every table and view in the warehouse, those about the two articles that are withdrawn left out."""
    about = {"article_id", "low_article_id", "high_article_id", "canonical_url", "url", "final_url"}
    with duckdb.connect(str(full_newsroom[0].warehouse), read_only=True) as con:
        rows = con.execute("SELECT id, canonical_url FROM articles WHERE is_withdrawn").fetchall()
        assert sorted(url[-2:] for _, url in rows) == ["/6", "/7"]
        gone = {cell for row in rows for cell in row}
        found = {}
        for name in TABLES:
            table = con.sql(f"FROM {name}")
            places = [at for at, column in enumerate(table.columns) if column in about]
            found[name] = sum(all(row[at] not in gone for at in places) for row in table.fetchall())
        return found


def package(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "datapackage.json").read_bytes())
    return read


def read_rows(folder: Path, name: str) -> list[list[str]]:
    """Return the rows of a resource of any export as texts, its names first."""
    form = folder.name
    if form == "csv":
        return list(csv.reader(io.StringIO((folder / f"{name}.csv").read_text("utf-8"), newline="")))
    if form == "jsonl":
        lines = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()]
        return [list(lines[0]) if lines else [], *([text_of(value) for value in line.values()] for line in lines)]
    if form == "parquet":
        table = pq.read_table(folder / f"{name}.parquet")
        return [table.column_names, *([text_of(v) for v in row.values()] for row in table.to_pylist())]
    if form == "sqlite":
        with sqlite3.connect(folder / "laborwire.sqlite") as con:
            found = con.execute(f'SELECT * FROM "{name}"')
            return [[column[0] for column in found.description], *([text_of(v) for v in row] for row in found)]
    return read_sheet(folder / "laborwire.xlsx", name)


def read_sheet(path: Path, name: str) -> list[list[str]]:
    """Return the cells of a sheet as texts."""
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        return [[text_of(cell) for cell in row] for row in book[name].iter_rows(values_only=True)]
    finally:
        book.close()


@pytest.mark.parametrize("form", FORMS)
def test_every_row_of_every_table_is_there_but_those_of_withdrawn_articles(
    exports: dict[str, Path], counts: dict[str, int], form: str
) -> None:
    told = {one["name"]: one["rows"] for one in package(exports[form])["resources"]}
    for name in TABLES if form == "csv" else SOME:
        count = counts[name]
        assert told[name.replace("_", "-")] == count, name
        assert len(read_rows(exports[form], name)) - 1 == count, name
    assert min(counts[name] for name in ("pay_claims", "articles", "pay_changes", "client_rates", "sources")) > 0


@pytest.mark.parametrize("form", FORMS)
def test_no_word_leaves_the_house_that_may_not_be_shown(exports: dict[str, Path], form: str) -> None:
    files = [path for path in exports[form].rglob("*") if path.is_file()]
    assert files
    for path in files:
        content = path.read_bytes()
        if form == "xlsx" and path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                content = b"".join(book.read(name) for name in book.namelist())
        if path.suffix == ".parquet":
            content = repr(pq.read_table(path).to_pylist()).encode()
        assert b"HIDDEN" not in content, path.name


def test_a_sentence_is_cut_around_its_figure_as_the_rights_say(
    exports: dict[str, Path], full_newsroom: tuple[Places, dict[str, str]]
) -> None:
    ids = full_newsroom[1]
    names, *rows = read_rows(exports["csv"], "pay_claims")
    sentences = {row[0]: row[names.index("sentence")] for row in rows}
    cut = sentences[ids["fifteen"]]
    assert "raters of Vellum get $15 an hour in Firefly" in cut
    assert len(cut.replace("…", "").split()) == 40
    # Headlines alone; and at most twelve words of one sentence, here the same for both claims.
    assert sentences[ids["eighteen"]] == ""
    assert sentences[ids["twenty"]] == sentences[ids["down"]]
    assert len(sentences[ids["down"]].replace("…", "").split()) == 12


def test_what_a_spreadsheet_takes_for_a_formula_is_made_safe_and_can_be_had_back(exports: dict[str, Path]) -> None:
    names, *rows = read_rows(exports["csv"], "articles")
    headlines = [row[names.index("headline")] for row in rows]
    assert "'" + FORMULA in headlines
    risky = re.compile(r"[=+\-@\t\r\n]")
    for path in exports["csv"].glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text("utf-8"), newline="")):
            assert [cell for cell in row if risky.match(cell) and not re.fullmatch(r"-[\d.]+", cell)] == []
    for form in ("jsonl", "parquet", "xlsx", "sqlite"):
        assert any(FORMULA in row for row in read_rows(exports[form], "articles")), form


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "'x", "''"])
def test_a_safe_text_is_the_old_one_behind_one_mark(text: str) -> None:
    assert safe(text) == "'" + text


def test_numbers_stay_numbers(exports: dict[str, Path]) -> None:
    names, *rows = read_rows(exports["csv"], "pay_changes")
    assert rows[0][names.index("change_percent")] == "-25.0"
    with sqlite3.connect(exports["sqlite"] / "laborwire.sqlite") as con:
        assert con.execute("SELECT sum(amount_min), typeof(max(amount_min)) FROM pay_claims").fetchone() == (
            113,
            "integer",
        )
        assert con.execute("SELECT typeof(approx), approx FROM pay_claims LIMIT 1").fetchone() == ("integer", 0)
    line = json.loads((exports["jsonl"] / "pay_claims.jsonl").read_text().splitlines()[0])
    assert isinstance(line["amount_min"], (int, float))
    schema = pq.read_schema(exports["parquet"] / "articles.parquet")
    assert str(schema.field("published").type) == "timestamp[us, tz=UTC]"
    assert (
        str(pq.read_schema(exports["parquet"] / "pay_claims.parquet").field("amount_min").type) == "decimal128(18, 6)"
    )
    assert read_rows(exports["csv"], "articles")[1][7] == "2026-03-10T12:00:00Z"


@pytest.mark.parametrize("form", FORMS)
def test_the_data_package_tells_files_types_and_meanings(exports: dict[str, Path], form: str) -> None:
    told = package(exports[form])
    for resource in told["resources"]:
        content = (exports[form] / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
    wanted = len(SOME) if form != "csv" else len(EVERYTHING.tables) + len(EVERYTHING.asks)
    assert len({one["name"] for one in told["resources"]}) == len(told["resources"]) == wanted
    (claims,) = [one for one in told["resources"] if one["name"] == "pay-claims"]
    fields = {one["name"]: (one["type"], one["description"]) for one in claims["schema"]["fields"]}
    assert fields["amount_min"] == ("number", 'Lower end in units of currency; null for an open end ("up to $20")')
    assert fields["approx"][0] == "boolean"
    assert fields["corrected_fields"][0] == "array"
    assert fields["sentence"] == (
        "string",
        "The evidence sentence; in this export at most 40 words, fewer or none where the outlet's rights say so",
    )
    assert fields["alt"][0] == "array"


SPEC_TYPES = {"string", "number", "integer", "boolean", "object", "array", "date", "datetime"}


@pytest.mark.parametrize("form", FORMS)
def test_a_data_package_is_as_its_specification_wants_it(exports: dict[str, Path], form: str) -> None:
    told = package(exports[form])
    kind = "tabular-data-package" if form == "csv" else "data-package"
    assert (told["profile"], re.fullmatch(r"[-a-z0-9._/]+", told["name"]) is not None) == (kind, True)
    assert all(re.fullmatch(r"[-a-zA-Z0-9._]+", licence["name"]) for licence in told["licenses"])
    assert datetime.fromisoformat(told["created"])
    for one in told["resources"]:
        assert one["profile"] == ("tabular-data-resource" if form == "csv" else "data-resource")
        assert re.fullmatch(r"[-a-z0-9._/]+", one["name"])
        assert Path(one["path"]).name == one["path"]
        fields = one["schema"]["fields"]
        assert all(field["name"] and field["description"] and field["type"] in SPEC_TYPES for field in fields)
        if form == "csv":
            names, *rows = read_rows(exports[form], one["path"].removesuffix(".csv"))
            assert names == [field["name"] for field in fields]
            for row in rows:
                for field, cell in zip(fields, row, strict=True):
                    if cell:
                        read_cell(field["type"], cell)


def read_cell(kind: str, cell: str) -> None:
    """Read a cell as the type's default format says; fail if it is not in it."""
    if kind in {"number", "integer"}:
        assert (float if kind == "number" else int)(cell) is not None
    elif kind == "boolean":
        assert cell in {"true", "false"}
    elif kind in {"array", "object"}:
        assert isinstance(json.loads(cell), list if kind == "array" else dict)
    elif kind in {"date", "datetime"}:
        form = r"\d{4}-\d\d-\d\d" if kind == "date" else r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
        assert re.fullmatch(form, cell)


def test_a_licence_with_spaces_has_a_name_without(export: Any, full_newsroom: Any, tmp_path: Path, now: Any) -> None:
    snapshot = full_newsroom[0].snapshots / "laborwire-000001.duckdb"
    wanted = Wanted(form="csv", tables=("stories",))
    settings = ExportSettings(license="CC BY 4.0")
    export_snapshot(snapshot, tmp_path / "x", wanted, number="1", settings=settings, now=now)
    assert package(tmp_path / "x")["licenses"] == [{"name": "CC-BY-4.0", "title": "CC BY 4.0"}]


@pytest.mark.parametrize("form", FORMS)
def test_every_export_says_its_snapshot_licence_and_review_status(exports: dict[str, Path], form: str) -> None:
    told = package(exports[form])
    assert told["licenses"] == [{"name": "CC-BY-4.0", "title": "CC-BY-4.0", "path": "https://licence.example/by"}]
    assert told["laborwire"]["snapshot"] == 1
    assert told["laborwire"]["review_status"] == {"corrected": 1, "unreviewed": 5}
    page = (exports[form] / "data-dictionary.md").read_text("utf-8")
    for words in (
        "snapshot: 1\n",
        "left out: 2 articles, withdrawn or taken down\n",
        "CC-BY-4.0 https://licence.example/by",
        "1 corrected, 5 unreviewed",
        "| `amount_min` |",
    ):
        assert words in page


def test_one_file_explains_itself(exports: dict[str, Path]) -> None:
    notes = dict(read_sheet(exports["xlsx"] / "laborwire.xlsx", "notes"))
    with sqlite3.connect(exports["sqlite"] / "laborwire.sqlite") as con:
        assert dict(con.execute("SELECT * FROM about_this_export"))["snapshot"] == notes["snapshot"] == "1"
        meanings = con.execute("SELECT meaning FROM data_dictionary WHERE \"column\" = 'amount_text'").fetchall()
    assert ("The amount as it is written",) in meanings
    facts = pq.read_schema(exports["parquet"] / "pay_claims.parquet").metadata
    assert facts[b"snapshot"] == b"1"
    assert "CC-BY-4.0" in notes["licence"]
    assert ["pay_claims", "amount_text", "VARCHAR", "The amount as it is written"] in read_sheet(
        exports["xlsx"] / "laborwire.xlsx", "data dictionary"
    )


def test_every_public_name_is_a_table_or_view_and_private_ones_are_not_offered() -> None:
    offered = {*DEFAULT, *ON_DEMAND}
    assert offered <= {*table_names(), *VIEWS}
    assert not offered & {
        "takedowns",
        "decisions",
        "article_vectors",
        "fingerprints",
        "sketches",
        "pay_claims_superseded",
    }


@pytest.mark.parametrize("form", FORMS)
def test_one_table_can_be_one_file(export: Any, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"pay.{form}"
    done = export(target, form=form, tables=("stories",), asks=())
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([target.name, "pay.datapackage.json"])
    assert (done.rows, done.paths) == ({"stories": 1}, (target, tmp_path / "pay.datapackage.json"))
    told = json.loads((tmp_path / "pay.datapackage.json").read_bytes())
    assert [one["path"] for one in told["resources"]] == [target.name]


def test_an_answer_is_exported_with_its_values_bound(export: Any, tmp_path: Path) -> None:
    export(tmp_path / "cuts.csv", tables=(), asks=("who-cut-pay --since 2026-01-01 --platform 'Vellum AI'",), bom=True)
    content = (tmp_path / "cuts.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfday,payer,")
    assert content.count(b"\r\n") == 2
    (resource,) = json.loads((tmp_path / "cuts.datapackage.json").read_bytes())["resources"]
    assert resource["description"] == "Answer to who-cut-pay (since: 2026-01-01; platform: Vellum AI)"
    assert resource["encoding"] == "utf-8"
    meanings = {field["name"]: field["description"] for field in resource["schema"]["fields"]}
    assert meanings["payer"] == "Who pays, in the words of the text"
    assert meanings["day"] == "day on which the cut took effect, else on which it was reported"
    assert all(meanings.values())


def test_what_is_there_is_replaced_only_by_force_and_only_if_it_is_an_export(export: Any, tmp_path: Path) -> None:
    target, file = tmp_path / "out", tmp_path / "one.csv"
    few: dict[str, Any] = {"tables": ("stories",), "asks": ()}
    export(target, **few)
    export(file, **few)
    before = (target / "datapackage.json").read_bytes()
    for place in (target, file):
        with pytest.raises(UsageError, match="is there already"):
            export(place, **few)
    export(target, force=True, tables=("entities",), asks=())
    export(file, force=True, tables=("entities",), asks=())
    assert sorted(path.name for path in target.iterdir()) == ["data-dictionary.md", "datapackage.json", "entities.csv"]
    assert (target / "datapackage.json").read_bytes() != before
    own = tmp_path / "own"
    own.mkdir()
    (own / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="is no export"):
        export(own, force=True, **few)
    assert (own / "thesis.txt").read_text() == "years of work"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize(
    ("target", "wanted", "said"),
    [
        pytest.param(
            "x", {"tables": ("takedowns",)}, "'takedowns' is not exported; there are: sources, ", id="private"
        ),
        pytest.param("x", {"tables": ("pay_claims; DROP",)}, "is not exported", id="no-name"),
        pytest.param("x", {"asks": ("nobody-asks",)}, "no question is called", id="no-question"),
        pytest.param("x", {"asks": ("who-cut-pay",)}, "needs --since", id="no-value"),
        pytest.param("x", {"asks": ("who-cut-pay 'since",)}, "write a question like", id="open-quote"),
        pytest.param(
            "x", {"asks": ("pay-history --platform moro", "pay-history --platform vellum")}, "twice", id="twice"
        ),
        pytest.param("x.csv", {"tables": ("stories", "entities")}, "can hold one table, and 2", id="two-in-one-file"),
        pytest.param("no/x", {"tables": ("stories",)}, "no is no folder", id="no-folder"),
        pytest.param("x", {"form": "jsonl", "bom": True}, "--bom is for CSV", id="bom"),
    ],
)
def test_what_cannot_be_exported_is_said_and_leaves_nothing(
    export: Any, tmp_path: Path, target: str, wanted: dict[str, Any], said: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        export(tmp_path / target, **{"tables": (), "asks": ()} | wanted)
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_breaks_off_leaves_nothing_and_keeps_what_was_there(
    full_newsroom: tuple[Places, dict[str, str]], export: Any, tmp_path: Path, now: datetime
) -> None:
    export(tmp_path / "out", tables=("stories",), asks=())
    torn = tmp_path / "torn.duckdb"
    torn.write_bytes(full_newsroom[0].warehouse.read_bytes())
    with duckdb.connect(str(torn)) as con:
        # Found out only when its rows are read, after others were written.
        con.execute("CREATE OR REPLACE VIEW voices AS SELECT error('torn page') AS story_id")
    wanted = Wanted(form="csv", tables=("stories", "voices"), force=True)
    with pytest.raises(WarehouseError, match=r"torn\.duckdb: cannot be exported: .*torn page"):
        export_snapshot(torn, tmp_path / "out", wanted, number="", settings=ExportSettings(), now=now)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "torn.duckdb"]
    assert (tmp_path / "out" / "stories.csv").exists()


def resource(*names: str) -> Resource:
    columns = tuple(Column(name=name, type="VARCHAR", meaning="", words_of=None, figure=None) for name in names)
    return Resource(
        name="things", asked="What?", meaning="Things", columns=columns, articles=(), addresses=(), sql="", values={}
    )


def test_a_sheet_that_is_full_goes_on_in_another_one(tmp_path: Path, now: datetime) -> None:
    things = resource("n")
    with Workbook(tmp_path / "x.xlsx", made=now, max_rows=3) as book:
        assert book.add(things, iter([(number,) for number in range(5)])) == 5
        assert book.sheets == {"things": ("things", "things 2", "things 3")}
        book.tell([], [things])
    assert read_sheet(tmp_path / "x.xlsx", "things") == [["n"], ["0"], ["1"]]
    assert read_sheet(tmp_path / "x.xlsx", "things 3") == [["n"], ["4"]]


ADDRESS = "https://paper.example/a?b=1&c=%22x%22"


@pytest.fixture(scope="module")
def odd_book(tmp_path_factory: pytest.TempPathFactory, now: datetime) -> Any:
    """A workbook of values that sheets have their trouble with, read back."""
    path = tmp_path_factory.mktemp("odd") / "x.xlsx"
    rows = [
        (ADDRESS, "<b> & \U0001f600\r\n end "),
        (f"{ADDRESS}#part", "x" * 40_000),
        (f"{ADDRESS}&third", "\U0001f600" * 20_000),
        ("https://paper.example/" + "y" * 3000, "<r><t>raw</t></r>"),
        ("javascript:alert(1)", "=1+1"),
        ("bell \x07", "_x0041_"),
    ]
    things = resource("url", "text")
    with Workbook(path, made=now, max_links=2) as book:
        book.add(things, rows)
        book.tell([("title", "x")], [things])
    return openpyxl.load_workbook(path, rich_text=False)


def test_addresses_of_pages_are_links_as_far_as_a_sheet_holds_them(odd_book: Any) -> None:
    links = {cell.coordinate: cell.hyperlink for (cell,) in odd_book["things"]["A2:A7"] if cell.hyperlink}
    assert {key: (one.target, one.location) for key, one in links.items()} == {
        "A2": (ADDRESS, None),
        "A3": (ADDRESS, "part"),
    }
    assert odd_book["things"]["A4"].value == f"{ADDRESS}&third"
    assert ("links", "2 addresses are plain text: a sheet holds 65,530 links of at most 2,079 characters") in list(
        odd_book["notes"].values
    )


def test_texts_are_texts_whatever_they_look_like(odd_book: Any) -> None:
    cells = [cell for (cell,) in odd_book["things"]["B2:B7"]]
    # What XML cannot hold stands as spreadsheets write it, _x000D_.
    assert [unescape(cells[at].value) for at in (0, 3, 4, 5)] == [
        "<b> & \U0001f600\r\n end ",
        "<r><t>raw</t></r>",
        "=1+1",
        "_x0041_",
    ]
    assert {cell.data_type for cell in cells} == {"s"}
    assert unescape(odd_book["things"]["A7"].value) == "bell \x07"


def test_a_text_that_no_cell_holds_is_cut_and_counted(odd_book: Any) -> None:
    cut = [cell.value for (cell,) in odd_book["things"]["B3:B4"]]
    assert [text[-1] for text in cut] == ["…", "…"]
    # An emoji counts as two characters for a spreadsheet.
    assert [len(text) for text in cut] == [32_767, 16_384]
    assert ("cut", "2 texts were longer than a cell holds (32,767 characters) and were cut") in list(
        odd_book["notes"].values
    )


def test_days_and_times_are_dates_for_a_spreadsheet(tmp_path: Path, now: datetime) -> None:
    things = resource("day", "time", "amount", "old")
    row = (date(2026, 3, 10), datetime(2026, 3, 10, 12), Decimal("0.065000"), date(1899, 1, 1))
    with Workbook(tmp_path / "x.xlsx", made=now) as book:
        book.add(things, [row])
        book.tell([], [])
    day, time, amount, old = openpyxl.load_workbook(tmp_path / "x.xlsx")["things"][2]
    assert (day.value, day.number_format) == (datetime(2026, 3, 10), "yyyy-mm-dd")
    assert (time.value, time.number_format) == (datetime(2026, 3, 10, 12), "yyyy-mm-dd hh:mm:ss")
    assert (amount.value, old.value) == (0.065, "1899-01-01")


def test_a_workbook_that_breaks_off_is_not_there(tmp_path: Path, now: datetime) -> None:
    with pytest.raises(ZeroDivisionError), Workbook(tmp_path / "x.xlsx", made=now) as book:
        book.add(resource("n"), ((1 / number,) for number in (1, 0)))
    assert not (tmp_path / "x.xlsx").exists()


def test_what_the_disk_says_is_passed_on(tmp_path: Path, now: datetime) -> None:
    (tmp_path / "x.xlsx").mkdir()
    with pytest.raises(IsADirectoryError), Workbook(tmp_path / "x.xlsx", made=now) as book:
        book.add(resource("n"), [(1,)])
