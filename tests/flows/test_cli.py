"""The command line: help at once, answers on stdout, errors in one line."""

import csv
import io
import json
import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from conftest import COMMAND, laborwire, run_ok

from flows.filters_cli import filters_app
from flows.report import last_report
from pipeline.places import Places

FILTERS = [command.callback.__name__ for command in filters_app.registered_commands if command.callback]
COMMANDS = ["demo", "nightly", "add", "digest", "review", "sql", "doctor", "schedule", "sources", *FILTERS]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example_and_comes_within_half_a_second(command: str) -> None:
    printed = run_ok([command, "--help"])
    assert "xample" in printed or command == "sources"
    # CPU time, not wall time: what others do on this machine is not ours to answer for.
    assert any(_cpu_seconds([COMMAND, command, "--help"]) < 0.5 for _ in range(3))


def _cpu_seconds(words: list[str]) -> float:
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    return usage.ru_utime + usage.ru_stime


def test_sources_are_listed() -> None:
    printed = run_ok(["sources", "list", "--all"])
    assert len(printed.splitlines()) >= 100
    first = json.loads(run_ok(["sources", "list", "--json"]).splitlines()[0])
    assert first["enabled"] is True
    assert first["feeds"][0]["evidence"]


@pytest.mark.parametrize(
    "what", ["warehouse.duckdb", "laborwire.duckdb", "snapshots", "archive", "decisions.jsonl"], ids=str
)
def test_the_demo_keeps_out_of_a_folder_with_real_work(tmp_path: Path, what: str) -> None:
    (tmp_path / what).touch()
    done = laborwire("demo", "--direct", "--var", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, b"")
    assert what in done.stderr.decode()
    assert [path.name for path in tmp_path.iterdir()] == [what]


@pytest.mark.slow
@pytest.mark.model
class TestWithDemo:
    """What needs a warehouse."""

    def test_sql_prints_a_table_csv_json_and_parquet(self, demo: tuple[Places, str], tmp_path: Path) -> None:
        var = demo[0].var
        query = "SELECT 1 AS a, 'x, \"y\"' AS b UNION ALL SELECT 2, NULL ORDER BY a"
        assert run_ok(["sql", query], var=var).split() == ["a", "b", "1", "x,", '"y"', "2"]
        assert list(csv.reader(io.StringIO(run_ok(["sql", "--csv", query], var=var)))) == [
            ["a", "b"],
            ["1", 'x, "y"'],
            ["2", ""],
        ]
        assert run_ok(["sql", "--json", query], var=var).splitlines()[1] == '{"a":2,"b":null}'
        target = tmp_path / "out.parquet"
        run_ok(["sql", "--parquet", str(target), query], var=var)
        assert duckdb.read_parquet(str(target)).fetchall() == [(1, 'x, "y"'), (2, None)]

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            pytest.param("SELEC 1", "syntax", id="typo"),
            pytest.param("SELECT * FROM nowhere", "nowhere", id="no-table"),
            pytest.param("DROP TABLE articles", "", id="write"),
            pytest.param("SELECT * FROM read_csv('/etc/passwd')", "", id="file"),
            pytest.param("", "empty", id="empty"),
        ],
    )
    def test_a_wrong_query_is_one_line_and_exits_with_1(self, demo: tuple[Places, str], query: str, said: str) -> None:
        done = laborwire("sql", query, var=demo[0].var)
        assert done.returncode == 1
        assert said in done.stderr.decode()
        assert b"Traceback" not in done.stderr
        assert b"root:" not in done.stdout

    def test_doctor_finds_models_and_warehouse(self, demo: tuple[Places, str]) -> None:
        printed = run_ok(["doctor"], var=demo[0].var)
        assert "all-MiniLM-L6-v2: digest as expected" in printed
        assert "pay claims in" in printed
        assert "none: set crawl.contact" in printed

    def test_doctor_sees_a_damaged_index_and_a_torn_decision(self, demo: tuple[Places, str], tmp_path: Path) -> None:
        var = tmp_path / "var"
        shutil.copytree(demo[0].archive, var / "archive")
        run_ok(["doctor"], var=var)
        (var / "decisions.jsonl").write_text('{"id": "d0"')
        done = laborwire("doctor", var=var)
        assert done.returncode == 1
        assert b"FAIL  decisions" in done.stdout
        (var / "decisions.jsonl").unlink()
        with (var / "archive" / "index.sqlite").open("r+b") as index:
            index.seek(4096)
            index.write(b"\xff" * 4096)
        done = laborwire("doctor", var=var)
        assert done.returncode == 1
        assert b"FAIL  archive" in done.stdout

    def test_doctor_sees_a_damaged_crawl_state_and_a_broken_ledger(
        self, demo: tuple[Places, str], tmp_path: Path
    ) -> None:
        var = tmp_path / "var"
        shutil.copytree(demo[0].archive, var / "archive")
        with (var / "archive" / "crawl.sqlite").open("r+b") as state:
            state.write(b"\xff" * 4096)
        with (var / "archive" / "loads.jsonl").open("ab") as loads:
            loads.write(b'{"broken\n')
        done = laborwire("doctor", var=var)
        assert done.returncode == 1
        assert b"FAIL  crawl state" in done.stdout
        assert b"move it away, and the next crawl makes it anew" in done.stdout
        assert b"FAIL  loads" in done.stdout
        assert b"loads.jsonl line" in done.stdout
        assert b"restore the ledger from a backup" in done.stdout

    def test_columns_of_one_name_are_both_in_the_json(self, demo: tuple[Places, str]) -> None:
        assert run_ok(["sql", "--json", "SELECT 1 AS a, 2 AS a"], var=demo[0].var) == '{"a":1,"a_1":2}\n'

    def test_a_table_steers_no_terminal(self, demo: tuple[Places, str]) -> None:
        assert "\x1b" not in run_ok(["sql", "SELECT chr(27) || '[2J' AS a"], var=demo[0].var)

    def test_doctor_knows_when_a_night_was_missed(self, demo: tuple[Places, str], tmp_path: Path) -> None:
        places = demo[0]
        report = last_report(places, command="nightly")
        assert report is not None
        soon = (report.started_at + timedelta(hours=8)).isoformat()
        late = (report.started_at + timedelta(days=3)).isoformat()
        assert laborwire("doctor", "--last-night", "--now", soon, var=places.var).returncode == 0
        # The demo's clock is invented: a machine whose own is behind it has missed no night.
        early = (report.started_at - timedelta(days=90)).isoformat()
        done = laborwire("doctor", "--last-night", "--now", early, var=places.var)
        assert (done.returncode, b"by the clock of the demo" in done.stdout) == (0, True)
        done = laborwire("doctor", "--last-night", "--now", late, var=places.var)
        assert done.returncode == 1
        assert b"too old" in done.stdout
        assert laborwire("doctor", "--last-night", var=tmp_path / "none").returncode == 1

    def test_a_wrong_week_is_refused_and_an_empty_one_still_speaks(self, demo: tuple[Places, str]) -> None:
        var = demo[0].var
        assert laborwire("digest", "--week", "2026-99", var=var).returncode == 2
        path = run_ok(["digest", "--week", "2026-W30"], var=var).splitlines()[0]
        assert "No new article matched this week" in Path(path).read_text()


def test_without_a_warehouse_the_next_move_is_named(tmp_path: Path) -> None:
    for words in (["sql", "SELECT 1"], ["digest"]):
        done = laborwire(*words, var=tmp_path / "var")
        assert done.returncode == 1
        assert b"no snapshot yet" in done.stderr


def test_a_closed_input_and_a_folder_are_named(tmp_path: Path) -> None:
    closed = subprocess.run(["sh", "-c", f"'{COMMAND}' claims <&-"], capture_output=True, check=False)
    assert (closed.returncode, b"standard input is closed" in closed.stderr) == (2, True)
    for words in (["claims", str(tmp_path)], ["add", str(tmp_path)]):
        done = laborwire(*words, var=tmp_path / "var")
        assert (done.returncode, b"is a folder" in done.stderr) == (2, True)


def test_a_closed_output_is_no_traceback() -> None:
    closed = subprocess.run(["sh", "-c", f"'{COMMAND}' sources list >&-"], capture_output=True, check=False)
    assert (closed.returncode, b"Traceback" in closed.stderr) == (0, False)


def test_cron_and_systemd_lines_are_printed() -> None:
    cron = run_ok(["schedule", "--print", "cron"])
    assert "0 2 * * * " in cron
    assert "0 7 * * 1 " in cron
    systemd = run_ok(["schedule", "--print", "systemd"])
    assert "OnCalendar=*-*-* 02:00" in systemd
    assert "OnCalendar=Mon *-*-* 07:00" in systemd
    assert laborwire("schedule", "--print", "at").returncode == 2


def test_the_clock_can_be_given_and_must_be_a_time() -> None:
    done = laborwire("doctor", "--now", "yesterday")
    assert done.returncode == 2
    assert b"2026-11-21T02:00:00Z" in done.stderr
