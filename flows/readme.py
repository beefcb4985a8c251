"""Write the generated parts of the README: help texts as they are, and the demo's questions with their answers."""

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

_COMMANDS = (
    "demo nightly poll add backfill digest history search review label watch evaluate reprocess sql serve ask changes "
    "export doctor schedule sources test-source gazetteer story verify rebuild backup restore publish takedown "
    "feed extract relevance tag claims dedupe cluster summarize"
)


def help_section() -> str:
    """Return the help text of every command."""
    parts = [_help()]
    for command in _COMMANDS.split():
        parts.append(_help(command))
        if command == "sources":
            parts += [_help("sources", verb) for verb in ("list", "check", "add")]
        if command == "evaluate":
            parts.append(_help("evaluate", "pay"))
        if command == "gazetteer":
            parts += [_help("gazetteer", verb) for verb in ("check", "list", "proposals", "accept", "reject")]
        if command == "story":
            parts += [_help("story", verb) for verb in ("list", "show", "merge", "split", "move", "undo")]
        if command == "watch":
            parts += [_help("watch", verb) for verb in ("run", "list", "test", "log", "confirm", "retry")]
    return "\n\n".join(parts)


def queries_section() -> str:
    """Return the demo's questions with the answers of a demo that is run for it, in a folder of its own."""
    from flows.demo import QUERIES, run_demo
    from flows.sql_cli import print_table
    from pipeline.places import find_places
    from pipeline.warehouse.sandbox import run_sql

    parts = []
    with tempfile.TemporaryDirectory() as folder:
        places = find_places(var=Path(folder) / "var")
        run_demo(places, direct=True, out=io.StringIO())
        for question, query in QUERIES:
            answer = io.StringIO()
            print_table(run_sql(places.warehouse, query), answer)
            lines = "\n".join(line.rstrip() for line in answer.getvalue().splitlines())
            parts.append(f'{question}\n\n```\n$ laborwire sql "{query}"\n{lines}\n```')
    return "\n\n".join(parts)


def _help(*words: str) -> str:
    command = [str(Path(sys.executable).parent / "laborwire"), *words, "--help"]
    environment = {**os.environ, "COLUMNS": "100", "TERMINAL_WIDTH": "100", "NO_COLOR": "1"}
    text = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
    title = " ".join(("laborwire", *words))
    body = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return f"<details><summary><code>{title}</code></summary>\n\n```\n{body}\n```\n\n</details>"
