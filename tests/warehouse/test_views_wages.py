"""Pay beside the legal minimum wage of its place and day: every expected number is worked out by hand."""

from typing import Any

import pytest

# The general rate of Freedonia is 40 XTS an hour in 2025 and 48 in 2026.
WAGES: list[tuple[dict[str, Any], tuple[Any, ...]]] = [
    ({"low": "36"}, ("below", "as stated", 36.0, 48.0, 25.0)),
    ({"low": "48"}, ("not below", "as stated", 48.0, 48.0, None)),
    ({"low": "40", "high": "60"}, ("partly below", "as stated", 60.0, 48.0, None)),
    ({"low": None, "high": "60", "bound": "up_to"}, (None, "as stated", 60.0, 48.0, None)),
    ({"low": None, "high": "48", "bound": "under"}, ("below", "as stated", 48.0, 48.0, None)),
    ({"low": "40", "high": None, "bound": "as_low_as"}, ("partly below", "as stated", None, 48.0, None)),
    ({"low": "40", "high": None, "bound": "at_least"}, (None, "as stated", None, 48.0, None)),
    ({"low": "50", "high": None, "bound": "at_least"}, ("not below", "as stated", None, 48.0, None)),
    # 5199.90 a month / 173.33 = 30 an hour
    ({"low": "5199.90", "unit": "month"}, ("below", "by the hour", 30.0, 48.0, 37.5)),
    # 48 XTS at 10 to the dollar are 4.80 dollars
    ({"low": "6", "currency": "USD"}, ("not below", "US dollars by the hour", 6.0, 4.8, None)),
    ({"low": "44", "time": "2025-06-01/2025-06-30"}, ("not below", "as stated", 44.0, 40.0, None)),
]


def test_pay_is_compared_with_the_minimum_of_its_place_and_day(desk: Any) -> None:
    article = desk.article("1")
    written = []
    for claim, _ in WAGES:
        fields = {"currency": "XTS", "location": "Freedonia"} | claim
        written.append(desk.claim(article, fields.pop("low"), fields.pop("high", "same"), **fields))
    desk.load()
    found = desk.rows("SELECT id, verdict, compared, pay_max, minimum, shortfall_percent FROM minimum_wage_checks")
    answers = {row[0]: row[1:] for row in found}
    assert [answers[key] for key in written] == [expected for _, expected in WAGES]


def test_a_place_is_found_by_its_parts(desk: Any) -> None:
    article = desk.article("1")
    for location in ("Firefly", "Duck City, Freedonia", "the Freedonia", "Nowhere, Firefly"):
        desk.claim(article, "36", currency="XTS", location=location)
    desk.load()
    assert (
        desk.rows("SELECT country, wage_place, comparison FROM below_minimum_wage")
        == [("FR", "Freedonia", "below")] * 4
    )


def test_a_rate_without_an_end_can_only_show_that_pay_is_below(desk: Any) -> None:
    article = desk.article("1")
    # 1733.30 a month is 10 an hour
    desk.claim(article, "8", location="Sylvania")
    desk.claim(article, "12", location="Sylvania")
    desk.load()
    assert desk.rows("SELECT verdict, minimum FROM minimum_wage_checks ORDER BY pay_max") == [
        ("below", 10.0),
        (None, 10.0),
    ]
    # An hourly wage is not the law's monthly one: hours would have to be assumed.
    assert desk.rows("SELECT count(*) FROM below_minimum_wage") == [(0,)]


def test_only_a_printable_claim_in_the_laws_own_unit_is_said_to_be_below_it(desk: Any) -> None:
    article = desk.article("1")
    below = desk.claim(article, "1500", unit="month", location="Sylvania")
    desk.claim(article, "1400", unit="month", location="Sylvania", confidence=0.1)
    desk.claim(article, None, "1300", unit="month", location="Sylvania", bound="up_to")
    desk.load()
    assert desk.rows("SELECT id, comparison FROM below_minimum_wage") == [(below, "below")]


NO_VERDICT: dict[str, dict[str, Any]] = {
    "rate from memory": {"location": "Ruritania"},
    "unknown place": {"location": "Atlantis"},
    "no place": {"location": None},
    "before the first rate": {"time": "2019-01-01/2019-01-31"},
    "piece work": {"unit": "task"},
    "denied": {"modality": "denied"},
    "demanded": {"modality": "demanded"},
    "bonus": {"kind": "bonus"},
    "the minimum itself": {"kind": "statutory_minimum"},
}


def test_what_is_not_known_gets_no_verdict(desk: Any) -> None:
    article = desk.article("1")
    for case, claim in NO_VERDICT.items():
        desk.claim(article, "1", **{"location": "Sylvania", "payer": case} | claim)
    desk.load()
    assert desk.rows("SELECT payer FROM minimum_wage_checks") == []


VERDICTS: list[tuple[dict[str, Any], str]] = [
    ({"low": "36"}, "below the employee minimum wage of Freedonia at 2026-03-10"),
    (
        {"low": "36", "worker": "contractors"},
        "below the employee minimum wage of Freedonia at 2026-03-10; these workers are paid as contractors",
    ),
    (
        {"low": "40", "high": "60", "worker": "freelance raters", "time": "2026-01-01/2026-01-31"},
        "in part below the employee minimum wage of Freedonia at 2026-01-16; these workers are paid as contractors",
    ),
]


def test_the_verdict_says_place_and_day_and_that_contractors_are_contractors(desk: Any) -> None:
    article = desk.article("1")
    written = {}
    for claim, verdict in VERDICTS:
        fields = {"currency": "XTS", "location": "Freedonia"} | claim
        written[desk.claim(article, fields.pop("low"), fields.pop("high", "same"), **fields)] = verdict
    desk.load()
    assert dict(desk.rows("SELECT id, verdict FROM below_minimum_wage")) == written
    assert dict(desk.rows("SELECT id, verdict_text FROM minimum_wage_checks")) == written


@pytest.mark.parametrize(
    ("worker", "sentence", "expected"),
    [
        pytest.param("independent contractors", "They get $4.", True, id="their-name"),
        pytest.param(None, "Paid as independent contractors, they get $4.", True, id="paid-as"),
        pytest.param("raters", "Raters are hired as freelancers at $4.", True, id="hired-as"),
        pytest.param("raters", "The law does not apply to contractors.", False, id="others"),
        pytest.param("raters", "They are not treated as contractors.", False, id="denied"),
        pytest.param("subcontractors' staff", "They get $4.", False, id="other-word"),
        pytest.param(None, "They get $4.", False, id="nothing-said"),
    ],
)
def test_contractors_are_those_of_whom_the_text_says_so(
    desk: Any, worker: str | None, sentence: str, expected: bool
) -> None:
    name = "NULL" if worker is None else "'" + worker.replace("'", "''") + "'"
    assert desk.rows(f"SELECT says_contractors({name}, '{sentence}')") == [(expected,)]


@pytest.mark.parametrize(
    ("old", "new", "verdicts"),
    [
        pytest.param("60", "36", ["below", "not below"], id="pay-is-cut-below-it"),
        pytest.param("3", "2", [None, None], id="what-is-cut-may-be-a-premium"),
    ],
)
def test_a_change_is_judged_where_one_of_its_ends_reaches_the_minimum(
    desk: Any, old: str, new: str, verdicts: list[str | None]
) -> None:
    article = desk.article("1")
    both: dict[str, Any] = {"currency": "XTS", "location": "Freedonia", "kind": "change"}
    desk.claim(article, old, change_role="from", linked_to="c2", **both)
    desk.claim(article, new, change_role="to", linked_to="c1", **both)
    desk.load()
    assert desk.rows("SELECT verdict FROM minimum_wage_checks ORDER BY pay_max") == [(verdict,) for verdict in verdicts]


def test_a_list_of_countries_is_no_place(desk: Any) -> None:
    article = desk.article("1")
    for location in ("Freedonia, Sylvania", "Sylvania, Atlantis, Freedonia"):
        desk.claim(article, "1", location=location)
    desk.load()
    assert desk.rows("SELECT * FROM minimum_wage_checks") == []
