"""The commands that answer named questions, compare snapshots and export them, on the demo newsroom."""

import csv
import io
import json
from pathlib import Path

from conftest import laborwire_here as laborwire
from conftest import run_here

from pipeline.places import Places


def test_ask_lists_the_questions_and_answers_one_in_three_forms(demo: tuple[Places, str]) -> None:
    var = demo[0].var
    listed = [json.loads(line) for line in run_here(["ask", "--jsonl"], var=var).splitlines()]
    assert len(listed) >= 12
    assert all(one["question"].endswith("?") and one["example"].startswith("laborwire ask") for one in listed)
    asked = ["ask", "who-cut-pay", "--since", "2020-01-01"]
    lines = [json.loads(line) for line in run_here([*asked, "--jsonl"], var=var).splitlines()]
    rows = list(csv.DictReader(io.StringIO(run_here([*asked, "--csv"], var=var))))
    table = run_here(asked, var=var).splitlines()
    assert len(lines) == len(rows) > 0
    assert [line["payer"] or "" for line in lines] == [row["payer"] for row in rows]
    assert table[0].split()[:2] == ["day", "payer"]


def test_ask_says_what_a_question_needs(demo: tuple[Places, str]) -> None:
    done = laborwire("ask", "pay-history", var=demo[0].var)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"pay-history needs --platform: whose pay" in done.stderr


def test_changes_are_a_table_and_json_lines(demo: tuple[Places, str]) -> None:
    done = laborwire("changes", "--since", "1", "--jsonl", var=demo[0].var)
    changes = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.stderr.startswith(b"from snapshot 1 (")
    assert {change["change"] for change in changes} == {"added", "changed", "withdrawn"}
    assert {change["what"] for change in changes} == {"article", "claim"}
    table = run_here(["changes", "--since", "1"], var=demo[0].var).splitlines()
    assert table[0].split() == ["what", "change", "by", "id", "source", "which", "fields", "why"]
    # The table names every change in a line of its own.
    assert sum(line.split()[:1] in (["article"], ["claim"]) for line in table) == len(changes)
    assert laborwire("changes", "--since", "1990-01-01", var=demo[0].var).returncode == 2


def test_export_writes_what_it_says(demo: tuple[Places, str], tmp_path: Path) -> None:
    target = tmp_path / "claims.csv"
    said = run_here(["export", str(target), "--table", "pay_claims", "--bom"], var=demo[0].var)
    rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8-sig"))))
    told = json.loads((tmp_path / "claims.datapackage.json").read_bytes())
    assert said.splitlines()[0].split() == [f"{len(rows)}", "rows", "pay_claims"]
    assert told["resources"][0]["rows"] == len(rows) > 0
    assert told["laborwire"]["snapshot"] == 2
    again = laborwire("export", str(target), var=demo[0].var)
    assert (again.returncode, again.stderr.count(b"is there already")) == (2, 1)
    unknown = laborwire("export", str(tmp_path / "claims.ods"), var=demo[0].var)
    assert (unknown.returncode, b"use --format with one of: csv" in unknown.stderr) == (2, True)
