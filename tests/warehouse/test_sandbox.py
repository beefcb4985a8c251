"""SQL from others: answered with typed values, and kept from files, network, settings and the machine's time."""

import os
import shutil
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.errors import QueryError, WarehouseError
from pipeline.warehouse.sandbox import run_sql


@pytest.fixture(scope="module")
def snapshot(empty_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published file, and beside it one that no query may read."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "secret.csv").write_text("word\nhunter2\n")
    path = folder / "laborwire.duckdb"
    shutil.copyfile(empty_warehouse, path)
    path.chmod(0o444)
    return path


def test_rows_come_with_names_and_types(snapshot: Path) -> None:
    result = run_sql(
        snapshot,
        "SELECT 1 AS n, 2.50::DECIMAL(9, 2) AS amount, DATE '2026-03-10' AS day, TIMESTAMP '2026-03-10 12:00:00' AS at,"
        " 'x' AS word, NULL AS nothing, TRUE AS yes, [1, 2] AS list",
    )
    assert result.columns == ("n", "amount", "day", "at", "word", "nothing", "yes", "list")
    assert result.rows == ((1, Decimal("2.50"), date(2026, 3, 10), datetime(2026, 3, 10, 12), "x", None, True, [1, 2]),)
    assert (result.count, result.truncated) == (1, False)


@pytest.mark.parametrize(
    "sql",
    [
        "FROM sources",
        "WITH x AS (SELECT 1 AS n) SELECT n FROM x",
        "DESCRIBE articles",
        "SUMMARIZE sources",
        "SHOW TABLES",
        "EXPLAIN SELECT 1",
        "SELECT now()",
        "SELECT 1;",
        "SELECT 'a; b' -- ; c",
        "SELECT * FROM pay_by_platform_month",
    ],
)
def test_reading_statements_are_answered(snapshot: Path, sql: str) -> None:
    assert run_sql(snapshot, sql).columns


ATTACKS = {
    "file-by-function": "SELECT * FROM read_csv('{folder}/secret.csv')",
    "file-by-name": "SELECT * FROM '{folder}/secret.csv'",
    "text-file": "SELECT content FROM read_text('/etc/passwd')",
    "blob-file": "SELECT content FROM read_blob('/etc/passwd')",
    "json-file": "FROM read_json('/etc/passwd')",
    "parquet-file": "FROM read_parquet('/etc/passwd')",
    "sniffing-a-file": "FROM sniff_csv('{folder}/secret.csv')",
    "listing-files": "FROM glob('/*')",
    "own-file-as-bytes": "SELECT content FROM read_blob('{folder}/laborwire.duckdb')",
    "own-file-by-relative-name": "SELECT content FROM read_blob('laborwire.duckdb')",
    "process-memory": "FROM read_blob('/proc/self/environ')",
    "network": "FROM read_csv('http://127.0.0.1:9/x.csv')",
    "network-parquet": "FROM 'https://127.0.0.1:9/x.parquet'",
    "object-storage": "FROM read_parquet('s3://bucket/x.parquet')",
    "attach": "ATTACH '{folder}/other.duckdb' AS other",
    "attach-memory": "ATTACH ':memory:' AS other",
    "copy-out": "COPY (SELECT 1) TO '{folder}/out.csv'",
    "copy-in": "COPY sources FROM '{folder}/secret.csv'",
    "export": "EXPORT DATABASE '{folder}/out'",
    "setting": "SET threads = 64",
    "global-setting": "SET GLOBAL memory_limit = '100GB'",
    "external-access": "SET enable_external_access = true",
    "unlock": "SET lock_configuration = false",
    "reset": "RESET memory_limit",
    "pragma": "PRAGMA enable_profiling",
    "install": "INSTALL httpfs",
    "load": "LOAD httpfs",
    "create": "CREATE TABLE x AS SELECT 1",
    "create-temp": "CREATE TEMP TABLE x AS SELECT 1",
    "macro": "CREATE MACRO f() AS 1",
    "insert": "INSERT INTO progress VALUES ('x', 1)",
    "delete": "DELETE FROM fx_rates",
    "drop": "DROP VIEW voices",
    "call": "CALL pragma_version()",
    "logging": "CALL enable_logging()",
    "secret": "CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
    "two-statements": "SELECT 1; SELECT 2",
    "hidden-second": "SELECT 1; DROP VIEW voices",
    "query-function": "FROM query('SELECT 1; DROP VIEW voices')",
    "query-function-attach": "FROM query('ATTACH ''x''')",
    "python-variable": "SELECT * FROM order",
    "python-module": "FROM sys",
    "transaction": "BEGIN",
    "prepared": "PREPARE p AS SELECT 1",
    "checkpoint": "CHECKPOINT",
    "environment": "SELECT getenv('HOME')",
    "empty": "",
    "only-a-comment": "-- nothing",
    "unfinished": "SELECT (",
    "deep": "SELECT " + "(" * 20000 + "1" + ")" * 20000,
    "nul": "SELECT '\x00' FROM nowhere",
}


@pytest.mark.parametrize("sql", ATTACKS.values(), ids=ATTACKS.keys())
def test_everything_else_is_refused(snapshot: Path, sql: str) -> None:
    before = sorted(path.name for path in snapshot.parent.iterdir())
    asked = sql.replace("{folder}", str(snapshot.parent))
    with pytest.raises(QueryError) as refused:
        run_sql(snapshot, asked)
    assert "hunter2" not in str(refused.value)
    assert "Traceback" not in str(refused.value)
    assert sorted(path.name for path in snapshot.parent.iterdir()) == before


BOMBS = {
    "endless-join": "SELECT count(*) FROM range(10000000) a, range(10000000) b",
    "slow-scalar": "SELECT levenshtein(repeat('a', 400000), repeat('b', 400000))",
    "long-string": "SELECT repeat('x', 4000000000)",
    "large-group": "SELECT string_agg(range || repeat('x', 200)) FROM range(30000000)",
    "large-answer": "SELECT repeat('x', 100000) FROM range(1000000)",
}


@pytest.mark.parametrize("sql", BOMBS.values(), ids=BOMBS.keys())
def test_what_needs_too_much_is_stopped(snapshot: Path, sql: str) -> None:
    with pytest.raises(QueryError, match=r"stopped|needs more memory|too long|Out of Range|INT32|maximum"):
        run_sql(snapshot, sql, timeout_s=1.0, memory_mib=128)


def test_a_query_that_was_stopped_leaves_no_process(snapshot: Path) -> None:
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    before = children.read_text()
    with pytest.raises(QueryError, match=r"longer than 0\.6 seconds"):
        run_sql(snapshot, BOMBS["endless-join"], timeout_s=0.6)
    assert children.read_text() == before


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT path FROM duckdb_databases()",
        "SELECT value FROM duckdb_settings()",
        "FROM pragma_database_list",
        "SELECT * FROM nowhere",
        "SELECT * FROM duckdb_secrets()",
    ],
)
def test_no_answer_names_a_folder_of_this_machine(snapshot: Path, sql: str) -> None:
    try:
        answer = repr(run_sql(snapshot, sql).rows)
    except QueryError as err:
        answer = str(err)
    assert str(snapshot.parent) not in answer
    assert "site-packages" not in answer
    assert str(Path.home()) not in answer


def test_more_rows_than_asked_for_are_cut_and_said_to_be(snapshot: Path) -> None:
    result = run_sql(snapshot, "FROM range(1200)", max_rows=700)
    assert (len(result.rows), result.truncated) == (700, True)
    assert not run_sql(snapshot, "FROM range(700)", max_rows=700).truncated


def test_rows_can_go_to_a_parquet_file(snapshot: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    out = tmp_path / "rates.parquet"
    result = run_sql(
        snapshot,
        "SELECT day, units_per_usd FROM fx_rates WHERE currency = 'XTS' AND period = 'day' ORDER BY day",
        parquet=out,
    )
    assert (result.count, result.rows) == (2, ())
    assert pq.read_table(out).to_pylist() == [
        {"day": date(2026, 3, 5), "units_per_usd": Decimal("4.00000000")},
        {"day": date(2026, 3, 6), "units_per_usd": Decimal("10.00000000")},
    ]


def test_a_refused_query_leaves_no_parquet_file(snapshot: Path, tmp_path: Path) -> None:
    with pytest.raises(QueryError):
        run_sql(snapshot, "SELECT nothing", parquet=tmp_path / "x.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_parquet_file_that_cannot_be_written_is_refused(snapshot: Path, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="cannot write"):
        run_sql(snapshot, "SELECT 1", parquet=tmp_path / "no" / "x.parquet")


def test_without_a_snapshot_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="no such snapshot"):
        run_sql(tmp_path / "laborwire.duckdb", "SELECT 1")


def test_a_file_that_is_no_database_is_refused_without_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "laborwire.duckdb"
    path.write_bytes(b"x" * 10000)
    with pytest.raises(QueryError) as refused:
        run_sql(path, "SELECT 1")
    assert str(tmp_path) not in str(refused.value)


def test_a_word_that_utf8_cannot_write_is_no_traceback(snapshot: Path) -> None:
    assert run_sql(snapshot, "SELECT 'a\ud800b' AS word").rows == (("a?b",),)
