"""The filters' common rules: one answer a line, in order, whatever the line is."""

import io
import itertools
import json
import tracemalloc
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import pytest

from pipeline.contracts import RelatedInput, TextInput
from pipeline.errors import RejectionReason
from pipeline.filters import Refused, Reply, each, run_filter


def run(lines: bytes, *, max_rejected: int | None = None) -> tuple[int, list[dict[str, object]]]:
    sink = io.BytesIO()
    code = run_filter(
        io.BytesIO(lines),
        sink,
        contract=TextInput,
        stage=each(lambda record: {"length": len(record.text)}),
        max_rejected=max_rejected,
    )
    return code, [json.loads(line) for line in sink.getvalue().splitlines()]


def test_answers_good_and_broken_lines_in_their_order() -> None:
    code, answers = run(
        b'{"id": "a", "title": "T", "text": "one", "unknown": 1}\n'
        b"\n"
        b"{not json}\n"
        b'{"id": 7, "text": "four", "published": "no date"}\n'
        b'{"id": "b"}\n'
        b"[1, 2]\n"
        b'{"id": "c", "text": 5}\n'
        b'{"text": "no id"}\n'
        b'{"id": "d", "title": null, "text": ""}\n'
    )
    assert code == 0
    assert [answer["id"] for answer in answers] == ["a", None, None, 7, "b", None, "c", None, "d"]
    assert [answer.get("length") for answer in answers] == [3, None, None, 4, None, None, None, None, 0]
    reasons = [answer["rejected"]["reason"] for answer in answers if "rejected" in answer]  # type: ignore[index]  # a JSON object
    assert reasons == ["not_json", "not_json", "missing_field", "not_an_object", "wrong_type", "missing_field"]


def test_says_which_line_is_not_json() -> None:
    _, answers = run(b'{"id": 1, "text": ""}\n\xff\xfe nonsense\n')
    assert "line 2" in str(answers[1]["rejected"])


def test_reads_lone_surrogates_and_invalid_utf8() -> None:
    _, answers = run(b'{"id": "s", "text": "\\ud800x"}\n{"id": "t", "text": "\xffx"}\n')
    assert [(answer["id"], answer.get("length")) for answer in answers] == [("s", 2), ("t", 2)]


def test_exits_with_3_when_too_many_lines_are_rejected() -> None:
    assert run(b"x\ny\n", max_rejected=1)[0] == 3
    assert run(b"x\ny\n", max_rejected=2)[0] == 0


def test_keeps_the_order_when_a_stage_reads_ahead() -> None:
    def in_pairs(records: Iterator[RelatedInput]) -> Iterator[Reply]:
        batch: list[RelatedInput] = []
        for record in records:
            batch.append(record)
            if len(batch) == 3:
                yield from ({"n": index} for index, _ in enumerate(batch))
                batch = []
        yield from ({"n": index} for index, _ in enumerate(batch))

    sink = io.BytesIO()
    run_filter(
        io.BytesIO(b'{"id":1}\nx\n{"id":2}\n{"id":3}\ny\n{"id":4}\nz\n'), sink, contract=RelatedInput, stage=in_pairs
    )
    answers = [json.loads(line) for line in sink.getvalue().splitlines()]
    assert [answer["id"] for answer in answers] == [1, None, 2, 3, None, 4, None]


def test_a_reply_of_several_lines_gives_the_id_to_the_first_only() -> None:
    sink = io.BytesIO()
    run_filter(
        io.BytesIO(b'{"id":"x"}\n'),
        sink,
        contract=RelatedInput,
        stage=each(lambda _: [{"story_id": "s1"}, {"merge": ["s2", "s1"]}]),
    )
    assert sink.getvalue() == b'{"id":"x","story_id":"s1"}\n{"merge":["s2","s1"]}\n'


def test_a_stage_can_refuse_a_record() -> None:
    sink = io.BytesIO()
    refuse = Refused(reason=RejectionReason.TIMED_OUT, detail="8 s")
    run_filter(io.BytesIO(b'{"id":"x"}\n'), sink, contract=RelatedInput, stage=each(lambda _: refuse))
    assert json.loads(sink.getvalue()) == {"id": "x", "rejected": {"reason": "timed_out", "detail": "8 s"}}


def test_a_blank_line_has_its_answer_and_an_odd_id_comes_back() -> None:
    _, answers = run(b'\n{"id": 1.5, "text": "x"}\n{"id": true, "text": "x"}\n')
    assert [answer["id"] for answer in answers] == [None, 1.5, True]
    assert [answer["rejected"]["reason"] for answer in answers] == ["not_json", "wrong_type", "wrong_type"]  # type: ignore[index]  # JSON objects


def test_skips_a_line_that_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.filters.MAX_LINE_BYTES", 100)
    _, answers = run(b'{"id": "l", "text": "' + b"x" * 1000 + b'"}\n{"id": "s", "text": "ok"}\n')
    assert [answer["id"] for answer in answers] == [None, "s"]
    assert answers[0]["rejected"]["reason"] == "too_large"  # type: ignore[index]  # a JSON object


def test_what_an_earlier_filter_refused_keeps_its_reason() -> None:
    refused = b'{"id": "p", "rejected": {"reason": "timed_out", "detail": "8 s"}}'
    _, answers = run(refused + b"\n" + b'{"id": "q", "rejected": {"reason": "no such reason"}}\n')
    assert answers[0] == json.loads(refused)
    assert answers[1]["rejected"]["reason"] == "missing_field"  # type: ignore[index]  # a JSON object


def test_one_record_that_breaks_the_reader_does_not_end_the_stream() -> None:
    def fragile(record: RelatedInput) -> Reply:
        if record.id == "bad":
            raise ZeroDivisionError("by this record")
        return {"ok": True}

    sink = io.BytesIO()
    run_filter(io.BytesIO(b'{"id":"a"}\n{"id":"bad"}\n{"id":"b"}\n'), sink, contract=RelatedInput, stage=each(fragile))
    answers = [json.loads(line) for line in sink.getvalue().splitlines()]
    assert [answer.get("ok") for answer in answers] == [True, None, True]
    assert answers[1]["rejected"] == {"reason": "crashed", "detail": "ZeroDivisionError: by this record"}


class Lines:
    """A stream that makes its lines when they are read, and looks at what was answered so far."""

    def __init__(self, lines: Iterator[bytes], sink: io.BytesIO) -> None:
        self._lines, self._sink = lines, sink
        self.most_unanswered = self.read = 0

    def readline(self, size: int = -1) -> bytes:
        self.most_unanswered = max(self.most_unanswered, self.read - self._sink.getvalue().count(b"\n"))
        self.read += 1
        return next(self._lines, b"")


def test_a_refused_line_is_answered_before_the_next_one_is_read() -> None:
    sink = io.BytesIO()
    source = Lines(iter([b"wrong file\n"] * 500), sink)
    run_filter(source, sink, contract=TextInput, stage=each(lambda record: {}))
    assert source.most_unanswered == 0


@pytest.mark.sample("behind-a-record")
@pytest.mark.parametrize("first", [b"", b'{"id": 1, "text": ""}\n'], ids=["only-refused", "behind-a-record"])
def test_a_hundred_thousand_refused_lines_are_not_held_in_memory(first: bytes) -> None:
    class Nowhere(io.RawIOBase):
        lines = 0

        def write(self, data: Any) -> int:
            self.lines += bytes(data).count(b"\n")
            return len(data)

    def reads_all_first(records: Iterator[TextInput]) -> Iterator[Reply]:
        yield from [{"n": 1} for _ in records]

    sink = Nowhere()
    wrong = itertools.chain([first] if first else [], itertools.repeat(b'{"id": "wrong"}\n', 100_000))
    tracemalloc.start()
    try:
        run_filter(
            Lines(wrong, io.BytesIO()),
            cast("BinaryIO", sink),
            contract=TextInput,
            stage=reads_all_first,
        )
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sink.lines == 100_000 + bool(first)
    assert peak < 8 * 1024 * 1024
