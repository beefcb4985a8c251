"""Text to pay claims: what is pay, what kind, who pays whom, when, and who says so."""

import io
import json
import time
from datetime import date
from decimal import Decimal

import pytest

from models.claims import answer_claims, read_claims
from models.gazetteer import Gazetteer
from pipeline.contracts import TextInput
from pipeline.filters import each, run_filter
from pipeline.places import CHECKOUT
from pipeline.records import NotPayReason, PayClaim

DAY = date(2026, 3, 10)
pytestmark = pytest.mark.model


def read(text: str, *, title: str = "", published: date | None = DAY) -> tuple[PayClaim, ...]:
    return read_claims(article_id="a1", title=title, text=text, published=published).claims


def only(text: str, *, title: str = "", published: date | None = DAY) -> PayClaim:
    (claim,) = read(text, title=title, published=published)
    return claim


def confidences(text: str) -> list[float]:
    gazetteer = Gazetteer.load(CHECKOUT / "data" / "gazetteer.toml")
    reading = read_claims(article_id="a1", title="", text=text, published=DAY, gazetteer=gazetteer)
    return [claim.confidence for claim in reading.claims]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Corvid pays its testers $24 an hour.", "offered_rate"),
        ("Testers at Corvid earned $24 an hour.", "reported_earnings"),
        ("The median tester earned $24 an hour.", "average"),
        ("Ohio's minimum wage is $11.20.", "statutory_minimum"),
        ("A job posting for testers lists $30 to $40 an hour.", "posted_range"),
        ("Staff will get a one-off bonus of $900.", "bonus"),
        ("She is still owed $1,400 for June.", "owed"),
    ],
)
def test_tells_kinds_apart(text: str, kind: str) -> None:
    assert only(text).kind == kind


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The plan costs $20 a month.", "price"),
        ("The firm raised $60m at a $900m valuation.", "funding"),
        ("Revenue hit $1.4bn in the quarter.", "revenue"),
        ("The broker was fined €2m by the regulator.", "fine"),
        ("Auditors at the firm bill clients $400 an hour.", "client_rate"),
        ("The winning team took the $10,000 prize.", "prize"),
        ("Women there earn $4,000 a year less than men.", "difference"),
        ("The editors' new rate is still $2 short of what they were paid until June.", "difference"),
        ("Packers get £2 an hour above the minimum wage.", "difference"),
        ("Drivers' pay at Corvo is $3 an hour below what its rivals pay.", "difference"),
        ("It has paid out $200m to contractors so far.", "aggregate"),
    ],
)
def test_gives_the_reason_for_money_that_is_not_pay(text: str, reason: NotPayReason) -> None:
    reading = read_claims(article_id="a1", title="", text=text, published=DAY)
    assert reading.claims == ()
    assert reason in {item.reason for item in reading.not_pay}


def test_money_that_is_not_pay_has_its_amount_and_the_unit_beside_it() -> None:
    reading = read_claims(article_id="a1", title="", text="Auditors bill clients up to $400 an hour.", published=DAY)
    (money,) = reading.not_pay
    assert (money.amount_min, money.amount_max, money.currency, money.unit) == (None, Decimal(400), "USD", "hour")


def test_links_old_and_new_pay() -> None:
    old, new = read("Corvid cut the rate from $21 to $16 per hour.")
    assert (old.change_role, old.amount_max, old.linked_to) == ("from", Decimal(21), "c2")
    assert (new.change_role, new.amount_max, new.linked_to) == ("to", Decimal(16), "c1")
    assert (old.unit, new.unit, new.payer) == ("hour", "hour", "Corvid")


def test_old_and_new_pay_are_told_apart_from_the_difference_before_them() -> None:
    claims = read("Pay at Corvid fell by $14 an hour in April, from $18 an hour a year earlier to $4 an hour.")
    assert [(claim.change_role, claim.amount_min) for claim in claims] == [("delta", 14), ("from", 18), ("to", 4)]


def test_two_firms_in_one_sentence_leave_the_payer_in_doubt() -> None:
    assert min(confidences("Appen pays its raters $14 an hour.")) > 0.7
    assert max(confidences("Appen, once a rival of Mercor, pays its raters $14 an hour.")) <= 0.7


@pytest.mark.parametrize(
    ("sure", "doubtful"),
    [
        pytest.param(
            "Graders who work for Appen get $9 an hour.",
            "Graders who label photos for Appen get $9 an hour.",
            id="client",
        ),
        pytest.param(
            "Pay for Appen graders is $9 an hour.",
            "Graders rating maps on behalf of Appen earn $9 an hour.",
            id="on-behalf",
        ),
        pytest.param(
            "Appen used to pay graders $9 an hour, and now pays them $7 an hour.",
            "Appen used to pay graders $9 an hour, and now pays editors $7 an hour.",
            id="another-group",
        ),
    ],
)
def test_a_client_and_a_rate_for_others_leave_the_claim_in_doubt(sure: str, doubtful: str) -> None:
    assert min(confidences(sure)) > 0.7
    assert max(confidences(doubtful)) <= 0.7


def test_pay_that_stayed_the_same_is_no_change() -> None:
    assert only("Pay at Corvid was $20 an hour in 2023, and it is $20 an hour today.").kind != "change"


def test_each_half_of_a_change_has_its_words() -> None:
    old, new = read("Corvid raised monthly salaries in Leon from 1.4 million to 1.6 million pesos.")
    assert (old.amount_text, new.amount_text) == ("1.4 million", "1.6 million pesos")


def test_pay_beside_the_legal_minimum_is_no_legal_minimum() -> None:
    pay, law = read("Corvid pays testers $15 an hour in Oregon, where the legal minimum is $15.05.")
    assert (pay.kind, pay.payer) == ("offered_rate", "Corvid")
    assert law.kind == "statutory_minimum"


def test_pay_for_doing_something_once_takes_no_unit_from_the_rate_before_it() -> None:
    rate, trial = read("Corvid pays testers $22 an hour. New testers get $120 for completing a two-hour trial.")
    assert (rate.unit, trial.unit) == ("hour", "project")


def test_a_perk_beside_the_pay_is_no_bar_to_it() -> None:
    assert only("Corvid testers in Leeds earn £1,800 a month plus health insurance.").kind == "reported_earnings"


def test_a_bonus_on_top_does_not_make_pay_a_lowest_amount() -> None:
    pay, bonus = read("Corvid testers get $900 a month plus a night bonus of $40.")
    assert (pay.bound, bonus.kind) == ("exact", "bonus")


def test_a_stated_difference_is_a_delta() -> None:
    claim = only("Porters want a raise of $3 an hour.")
    assert (claim.kind, claim.change_role, claim.modality) == ("change", "delta", "demanded")


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Corvid denies paying $4 an hour.", "denied"),
        ("The lawsuit alleges that Corvid paid $4 an hour.", "alleged"),
        ("If tasks were steady she would make $700 a week.", "hypothetical"),
        ("The union is demanding $25 an hour.", "demanded"),
        ("Recruiters told me I could earn $45 an hour.", "promised"),
        ("Drivers will get $19 an hour from July.", "planned"),
        ("Drivers get $19 an hour.", "asserted"),
        ("Corvid's head of growth rejected a report that testers earn less than $10.", "denied"),
        ("Corvid disputed a report that testers earn $10 an hour.", "alleged"),
    ],
)
def test_reads_the_force_of_a_statement(text: str, modality: str) -> None:
    assert only(text).modality == modality


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ('"I get KES 900 a day," said Achieng.', "speaker", "Achieng"),
        ("Packers earn £12 an hour, a payslip shows.", "document", "payslip"),
        ("According to the union, packers earn £12 an hour.", "speaker", "union"),
        ("Packers earn £12 an hour.", "reporter", None),
    ],
)
def test_names_who_says_it(text: str, kind: str, name: str | None) -> None:
    attribution = only(text).attribution
    assert (attribution.type, attribution.name) == (kind, name)


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("In early 2025 raters earned $33 an hour.", "2025-01-01/2025-04-30"),
        ("Since September 2025 the rate has been $20 an hour.", "2025-09-01/.."),
        ("Last month she earned $610.", "2026-02-01/2026-02-28"),
        ("Raters earn $33 an hour.", None),
    ],
)
def test_reads_the_time_of_the_pay(text: str, interval: str | None) -> None:
    assert only(text).time == interval


def test_relative_time_needs_a_publication_date() -> None:
    assert only("Last month she earned $610.", published=None).time is None


def test_conversion_is_no_second_claim() -> None:
    claim = only("He earns 30,000 rupees ($360) a month.")
    assert [(item.amount_min, item.currency) for item in claim.alt] == [(Decimal(360), "USD")]
    assert claim.unit == "month"


def test_a_repeat_is_one_claim() -> None:
    assert len(read("Graders earn $24 an hour. Graders earn $24 an hour, and that is that.")) == 1


def test_place_decides_what_a_dollar_is() -> None:
    claim = only("Reviewers in Brisbane were offered $44 an hour.")
    assert (claim.currency, claim.location) == ("AUD", "Brisbane")


def test_quotation_marks_count() -> None:
    assert only('"I was on £9 an hour," he said.').quote


def test_spans_point_into_the_text_and_the_sentence_holds_the_amount() -> None:
    text = "First line.\n🙂 Graders earn $24 an hour in Leeds. They like it."
    claim = only(text)
    assert text[claim.start : claim.end] == claim.amount_text == "$24 an hour"
    assert text[claim.sent_start : claim.sent_end] == "🙂 Graders earn $24 an hour in Leeds."


def test_every_amount_has_a_reason() -> None:
    reading = read_claims(
        article_id="a1", title="", text="Graders earn $24 an hour. The plan costs $20 a month.", published=DAY
    )
    assert [(item.is_pay, bool(item.rules)) for item in reading.why] == [(True, True), (False, True)]


def test_reading_twice_gives_the_same_ids() -> None:
    assert read("Graders earn $24 an hour.") == read("Graders earn $24 an hour.")


def test_filter_answers_with_every_key_of_a_claim() -> None:
    line = {"id": 7, "title": None, "text": "Corvid pays its testers $24 an hour.", "published": "2026-03-10"}
    sink = io.BytesIO()
    code = run_filter(io.BytesIO(json.dumps(line).encode()), sink, contract=TextInput, stage=each(answer_claims))
    answer = json.loads(sink.getvalue())
    assert (code, answer["id"], answer["not_pay"]) == (0, 7, [])
    (claim,) = answer["claims"]
    assert claim["amount_min"] == "24"
    assert claim["attribution"] == {"type": "reporter", "name": None}
    assert {
        "claim_id",
        "payer_alt",
        "payer_optional",
        "linked_to",
        "rule_ids",
        "confidence",
        "extractor_version",
    } <= set(claim)


def test_every_field_of_a_claim_is_documented() -> None:
    page = (CHECKOUT / "docs" / "pay-claims.md").read_text(encoding="utf-8")
    missing = [name for name in PayClaim.__dataclass_fields__ if f"`{name}`" not in page]
    assert missing == []


def test_every_reason_for_not_pay_is_documented() -> None:
    page = (CHECKOUT / "docs" / "pay-claims.md").read_text(encoding="utf-8")
    assert [reason for reason in NotPayReason.__args__ if f"`{reason}`" not in page] == []


@pytest.mark.parametrize("text", ["", " ", "\n\n", "No money here.", "$", "€€€", "$ an hour"])
def test_text_without_amounts_has_no_claims(text: str) -> None:
    assert read(text) == ()


def test_lone_surrogates_do_no_harm() -> None:
    assert len(read("Graders \ud800 earn $24 an hour.")) == 1


@pytest.mark.sample("one-endless-line", "mixed-scripts", "digits")
@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("1" * 1_000_000, id="digits"),
        pytest.param("\n".join(f"Graders earn ${n} an hour." for n in range(10_000)), id="ten-thousand-amounts"),
        pytest.param("$5, the union said, " * 50_000, id="one-endless-line"),
        pytest.param("رواتب зарплата 工资 ₹ " * 50_000, id="mixed-scripts"),
    ],
)
def test_hostile_text_is_read_within_ten_seconds(text: str) -> None:
    read("Graders earn $24 an hour.")
    started = time.process_time()
    reading = read_claims(article_id="a1", title="", text=text, published=DAY)
    assert time.process_time() - started < 10
    assert len(reading.why) >= len(reading.claims)


def test_a_raise_that_lies_ahead_undoes_a_cut_that_is_told_after_it() -> None:
    text = "Quellen will lift its graders' rate to $19 an hour in May, after protests against a cut to $16 in October."
    sides = {claim.amount_text: claim.change_role for claim in read(text)}
    assert sides == {"$19 an hour": "to", "$16": "from"}
