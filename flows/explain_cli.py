"""`laborwire claims --explain`: why each amount of each article was taken for pay or refused, in words.

In: JSON lines as the filter reads them; a file named *.txt is one article, its text. Out: a paragraph an amount.
A line that cannot be processed gives one line that says why, in its place; exit codes are those of the filters. Where
there is nothing to explain, standard error says so.
"""

import io
import os
import sys
from pathlib import Path

from flows.filters_cli import Joined, tools_of_this_installation
from flows.terminal import plain, visible
from pipeline.codec import to_json
from pipeline.filters import Answer, Reply

_TEXT = ".txt"


def explain_claims_of(files: list[str], *, max_rejected: int | None) -> int:
    """Explain the articles in `files`, `-` for standard input, and return the exit code.

    Raises:
        UsageError: a file is not there.
    """
    # First of all: a file that is not there is said before models are loaded.
    source = Joined(files, opened=_open)

    from models.claims_explain import explain_claims
    from pipeline.contracts import TextInput
    from pipeline.filters import each, run_filter

    tools = tools_of_this_installation()

    def answer(record: TextInput) -> Reply:
        reader = tools.pay_reader
        return explain_claims(record, gazetteer=tools.gazetteer, judge_by=reader, weights=reader.weights.confidence)

    explained = 0

    def as_text(told: Answer) -> bytes:
        nonlocal explained
        explained += 1
        return _as_text(told)

    try:
        code = run_filter(
            source,
            sys.stdout.buffer,
            contract=TextInput,
            stage=each(answer),
            max_rejected=max_rejected,
            as_line=as_text,
        )
    except BrokenPipeError:
        # As in the filters: the reader has what it wanted.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    if explained == 0:
        # As in the filters nothing in is nothing out and no failure; but who wants reasons is told why there are none.
        sys.stderr.write("laborwire: no text was given; pipe in lines with id and text, or name a .txt file\n")
    return code


def _open(name: str) -> io.BufferedIOBase:
    """Open a file for reading lines of JSON; a text becomes one such line."""
    path = Path(name)
    if path.suffix.lower() != _TEXT:
        return path.open("rb")
    text = path.read_text("utf-8", errors="replace")
    if not text.strip():
        sys.stderr.write(f"laborwire: no text was given: {visible(str(path))} is empty\n")
    return io.BytesIO(to_json({"id": path.name, "text": text}) + b"\n")


def _as_text(answer: Answer) -> bytes:
    key = plain(str(answer["id"])) if answer["id"] is not None else "no id"
    rejected = answer.get("rejected")
    if isinstance(rejected, dict):
        said = f"rejected ({rejected['reason']}): {plain(str(rejected['detail']))}"
    else:
        said = "\n".join(visible(line) for line in str(answer.get("explanation", "")).split("\n"))
    return f"[{key}] {said}\n\n".encode("utf-8", "replace")
