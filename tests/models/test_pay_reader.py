"""The trained reader: what it sees, what it may correct, and that its answers depend on nothing else."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from models.claims import VERSION, claim_json, read_claims
from models.claims_mention import Mention
from models.money import find_money
from models.pay_reader import PayReader
from models.pay_settle import settle_changes, settle_kind, settle_unit
from models.pay_weights import PayWeights
from pipeline.errors import ModelError
from pipeline.records import ChangeRole

pytestmark = pytest.mark.model

TEXT = (
    "Vellum pays its graders $24 an hour. The assistant costs $20 a month. "
    "Graders at a rival got $18 an hour last year, one of them said."
)
SURE = 0.9


@pytest.fixture(scope="module")
def reader() -> PayReader:
    return PayReader.load()


def _read(reader: PayReader | None, text: str, *, title: str = "") -> list[dict[str, object]]:
    reading = read_claims(article_id="a1", title=title, text=text, published=date(2026, 3, 10), judge_by=reader)
    return [claim_json(claim) for claim in reading.claims]


def _mention(text: str, *, number: int = 0, sentence: int = 0, role: ChangeRole | None = None) -> Mention:
    money = find_money(text)[number]
    return Mention(
        money=money,
        sentence=sentence,
        sent_start=0,
        sent_end=len(text),
        before=text[: money.start],
        after=text[money.end :],
        start=money.start,
        end=money.end,
        role=role,
    )


def test_takes_pay_and_leaves_prices(reader: PayReader) -> None:
    assert [claim["amount_text"] for claim in _read(reader, TEXT)] == ["$24 an hour", "$18 an hour"]


def test_an_answer_does_not_depend_on_what_was_read_before(reader: PayReader) -> None:
    alone = _read(PayReader.load(), TEXT)
    _read(reader, "Nurses were offered £31,000. Rent is £900 a month.")
    assert _read(reader, TEXT) == alone


def test_every_claim_has_a_confidence_that_is_a_probability(reader: PayReader) -> None:
    for claim in _read(reader, TEXT):
        assert 0 < float(str(claim["confidence"])) < 1


def test_marks_stand_around_the_amount(reader: PayReader) -> None:
    mention = _mention(TEXT)
    window = reader.read(mention, title="Pay", text=TEXT, spans=[(0, 36)]).window
    first, last = window.places[window.opens + 1], window.places[window.closes - 1]
    assert TEXT[first[1] : last[2]] == "$24 an hour"
    assert len(window.pieces) == len(window.places)


def test_a_megabyte_around_an_amount_is_cut(reader: PayReader) -> None:
    text = "9" * 1_000_000 + " paid $24 an hour " + "x" * 1_000_000
    mention = _mention(text[999_900:1_000_100])
    mention.start, mention.end = text.index("$24"), text.index("$24") + 11
    assert len(reader.read(mention, title="t" * 10_000, text=text, spans=[(0, len(text))]).window.pieces) <= 160


def test_a_unit_beside_the_amount_stands() -> None:
    mention = _mention("He got $24 an hour.")
    mention.unit = "hour"
    settle_unit(mention, {"week": SURE, "hour": 0.1})
    assert mention.unit == "hour"


def test_a_unit_that_is_not_said_is_implied() -> None:
    mention = _mention("He got $2,400.")
    settle_unit(mention, {"month": SURE, "unknown": 0.1})
    assert (mention.unit, mention.unit_implied) == ("month", True)


def test_a_change_needs_both_halves() -> None:
    mention = _mention("It went to $24.")
    settle_kind(mention, {"change": SURE, "offered_rate": 0.1}, {"to": SURE, "from": 0.05, "delta": 0.05})
    assert mention.role == "to"
    settle_changes([mention], [{"change": SURE, "offered_rate": 0.1}])
    assert (mention.role, mention.kind) == (None, "offered_rate")


def test_old_and_new_pay_are_linked_once() -> None:
    text = "It was $21, now $16, and $30 elsewhere."
    old, new, other = (_mention(text, number=number) for number in range(3))
    old.role, new.role, other.role = "from", "to", "to"
    settle_changes([old, new, other], [{"change": SURE, "offered_rate": 0.1}] * 3)
    assert old.partner is new
    assert new.partner is old
    assert other.role is None


def test_an_unsure_change_is_none() -> None:
    mention = _mention("It went to $24.")
    settle_kind(mention, {"change": 0.6, "offered_rate": 0.4}, {"to": 0.5, "from": 0.4, "delta": 0.1})
    assert (mention.role, mention.kind) == (None, "offered_rate")


def test_weights_of_another_encoder_are_refused(reader: PayReader) -> None:
    other = replace(reader.weights, encoder_digest="sha256:0")
    with pytest.raises(ModelError, match=re.escape("python -m models.pay_train")):
        other.check_encoder(reader.weights.encoder_digest)


@pytest.mark.parametrize("content", [b"", b"no weights"])
def test_a_damaged_weights_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pay_reader.npz"
    with pytest.raises(ModelError, match="is missing"):
        PayWeights.load(path)
    path.write_bytes(content)
    with pytest.raises(ModelError, match="not a weights file"):
        PayWeights.load(path)


def test_other_weights_are_another_version(tmp_path: Path, reader: PayReader) -> None:
    replace(reader.weights, threshold=0.01).save(tmp_path / "w.npz")
    versions = {
        claim["extractor_version"]
        for judge in (None, reader, PayReader.load(), PayReader.load(tmp_path / "w.npz"))
        for claim in _read(judge, "Vellum pays its graders $24.125 an hour.")
    }
    assert [re.sub("[0-9a-f]{8}$", "", str(version)) for version in sorted(versions, key=str)] == [
        VERSION,
        f"{VERSION}+reader-",
        f"{VERSION}+reader-",
    ]


def test_weights_come_back_as_they_were_written(tmp_path: Path, reader: PayReader) -> None:
    reader.weights.save(tmp_path / "w.npz")
    again = PayWeights.load(tmp_path / "w.npz")
    assert again.features == reader.weights.features
    assert again.confidence == reader.weights.confidence
    assert all(np.array_equal(again.arrays[name], array) for name, array in reader.weights.arrays.items())


def test_amounts_stay_exact(reader: PayReader) -> None:
    (claim,) = _read(reader, "Vellum pays its graders $24.125 an hour.")
    assert Decimal(str(claim["amount_min"])) == Decimal("24.125")
