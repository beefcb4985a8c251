"""Watch rules as people write them: what is read, what is refused and how, and what each compares."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.errors import ConfigError, UsageError
from pipeline.places import CHECKOUT, Places
from pipeline.watch.expression import parse_condition
from pipeline.watch.fields import FIELDS, filter_of, unknown_names
from pipeline.watch.rules import load_rules

NAMES = {"vellum": frozenset({"vellum"}), "scale ai": frozenset({"scale"}), "scale": frozenset({"scale"})}
ROW: dict[str, Any] = {
    "payer": "Vellum", "payer_id": "vellum", "worker": "night raters", "role_class": "moderator or rater",
    "project": None, "location": "Nairobi, Kenya", "places": ["nairobi", "kenya", "nairobi, kenya", "ke"],
    "currency": "KES", "unit": "hour", "kind": "change", "modality": "asserted", "bound": "exact", "voice": "worker",
    "source": "The Gazette", "source_id": "gazette", "hourly_low": 15.0, "hourly_high": 15.0,
    "amount_min": 2000.0, "amount_max": 2000.0, "direction": "cut", "change_percent": -25.0,
}  # fmt: skip


def matches(when: str, **fields: Any) -> bool:
    """Say whether a row with these fields matches, in a real DuckDB."""
    import pyarrow as pa

    row = ROW | fields
    types = {
        **{name: pa.string() for name in ROW},
        "places": pa.list_(pa.string()),
        **{name: pa.float64() for name in ROW if name.endswith(("_low", "_high", "_min", "_max", "percent"))},
    }
    table = pa.table({name: pa.array([value], types[name]) for name, value in row.items()})
    chosen = filter_of(parse_condition(when), names=NAMES)
    with duckdb.connect() as con:
        rows = con.from_arrow(table)
        return bool((rows if chosen is None else rows.filter(chosen)).fetchall())


@pytest.mark.parametrize(
    "when",
    [
        "vellum",
        "vellum and hourly < 20",
        "platform = Vellum and hourly < $20",
        "payer = 'Vellum'",
        "kind = change",
        "currency = KES and unit = hour",
        "currency = kes",
        "not scale",
        "scale or vellum",
        "(scale or vellum) and not (hourly > 20 or unit = month)",
        "platform in (scale ai, vellum)",
        "platform in scale, vellum and unit = hour",
        "platform has ell",
        "role = moderator or rater".replace("moderator or rater", '"moderator or rater"'),
        "worker has raters",
        "place = Kenya and place = nairobi and place = KE",
        "place has nairobi",
        "source = The Gazette",
        "voice != union",
        "amount >= 2000 and amount <= 2000 and amount = 2000.00",
        "hourly in (14, 15)",
        "any pay change",
        "any pay change and direction = cut and percent <= -20%",
        "new platform paying hourly > 10",
        "below the minimum wage and place = kenya",
        "new conflict and currency = KES",
    ],
)
def test_matches(when: str) -> None:
    assert matches(when)


@pytest.mark.parametrize(
    "when",
    ["scale", "vellum and hourly > 20", "not vellum", "platform != vellum", "unit in (day, week)", "place = lagos"],
)
def test_does_not_match(when: str) -> None:
    assert not matches(when)


@pytest.mark.parametrize(
    ("when", "bound", "low", "high", "expected"),
    [
        pytest.param("hourly > 100", "up_to", None, 150.0, False, id="up-to-150-is-no-low-end-above-100"),
        pytest.param("hourly < 200", "up_to", None, 150.0, True, id="up-to-150-is-below-200"),
        pytest.param("hourly_high > 100", "up_to", None, 150.0, True, id="its-upper-end-is-above-100"),
        pytest.param("hourly < 20", "range", 15.0, 25.0, False, id="a-range-across-is-not-below"),
        pytest.param("hourly > 20", "range", 15.0, 25.0, False, id="nor-above"),
        pytest.param("hourly_low < 20", "range", 15.0, 25.0, True, id="its-lower-end-is-below"),
        pytest.param("hourly < 20", "under", None, 20.0, True, id="under-20-is-below-20"),
        pytest.param("hourly < 20", "exact", 20.0, 20.0, False, id="20-is-not"),
        pytest.param("hourly <= 20", "exact", 20.0, 20.0, True, id="20-is-at-most-20"),
        pytest.param("hourly > 20", "over", 20.0, None, True, id="over-20-is-above-20"),
        pytest.param("hourly > 20", "at_least", 20.0, None, False, id="at-least-20-need-not-be"),
        pytest.param("hourly >= 20", "at_least", 20.0, None, True, id="at-least-20-is"),
        pytest.param("hourly < 50", "at_least", 20.0, None, False, id="an-open-top-is-below-nothing"),
        pytest.param("hourly < 5", "as_low_as", 2.0, None, True, id="as-low-as-2-pays-somebody-2"),
        pytest.param("hourly != 20", "range", 15.0, 18.0, True, id="surely-another"),
        pytest.param("hourly != 20", "range", 15.0, 25.0, False, id="may-be-the-same"),
        pytest.param("not hourly < 20", "exact", None, None, False, id="unknown-is-not-the-opposite"),
    ],
)
def test_bounds_are_respected(when: str, bound: str, low: float | None, high: float | None, expected: bool) -> None:
    assert matches(when, bound=bound, hourly_low=low, hourly_high=high) is expected


@pytest.mark.parametrize("when", ["vellum", "platform != vellum", "not vellum"])
def test_a_claim_without_a_payer_compares_with_no_payer(when: str) -> None:
    assert not matches(when, payer=None, payer_id=None)


def test_a_name_of_the_gazetteer_finds_its_payer_under_any_name() -> None:
    assert matches("scale ai", payer="the San Francisco firm", payer_id="scale")
    assert not matches("scale ai", payer="Scale AI", payer_id="vellum")
    assert matches("platform = Quire", payer="Quire", payer_id=None)
    assert unknown_names(parse_condition("platform = Quire or vellum"), NAMES) == ("Quire",)


def test_words_of_a_rule_are_values_and_never_sql() -> None:
    assert not matches("""platform = "x') OR 1=1 --" """)
    assert not matches('worker has "%"')


@pytest.mark.parametrize(
    ("when", "said"),
    [
        pytest.param("", "is empty", id="empty"),
        pytest.param(
            "hourli < 20", "unknown field 'hourli' (at character 1); the fields are amount, bound, currency", id="field"
        ),
        pytest.param(
            "new conflict and hourly < 3",
            "unknown field 'hourly' (at character 18) for 'new conflict'",
            id="field-of-event",
        ),
        pytest.param("story has lawsuit", "unknown field 'story'", id="not-stored"),
        pytest.param("lawsuit", "'lawsuit' (at character 1) is neither a comparison", id="lone-word"),
        pytest.param("kind = chnge", "kind 'chnge' (at character 1) is none of change, owed", id="closed-set"),
        pytest.param("currency = dollars", "no ISO 4217 code", id="currency"),
        pytest.param("hourly < cheap", "is no plain number", id="number"),
        pytest.param("hourly < 1e99", "is no plain number", id="huge"),
        pytest.param("hourly < nan", "is no plain number", id="nan"),
        pytest.param("hourly has 2", "is a number", id="has-number"),
        pytest.param("unit < hour", "has no order", id="order"),
        pytest.param("vellum and", "found the end (at character 11)", id="cut-off"),
        pytest.param("(vellum", "a closing bracket", id="bracket"),
        pytest.param("vellum)", "found ')' (at character 7)", id="bracket-too-many"),
        pytest.param('platform = "x', "is a quote open?", id="quote"),
        pytest.param("vellum or any pay change", "stands first, once", id="event-second"),
        pytest.param(
            "any pay change or vellum", "found 'or' (at character 16) where there should be \"and\"", id="event-or"
        ),
        pytest.param("any pay change and vellum or scale", "brackets", id="event-and-or"),
        pytest.param("hourly < 20 unit = hour", "found '='", id="and-forgotten"),
        pytest.param("(" * 60 + "vellum" + ")" * 60, "at most 40", id="deep"),
        pytest.param("not " * 60 + "vellum", "at most 40", id="many-nots"),
        pytest.param("vellum or " * 300 + "vellum", "longer than 2000", id="long"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(when: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        filter_of(parse_condition(when), names=NAMES)
    assert said in str(caught.value)


GOOD = 'name = "a"\nwhen = "hourly < 5"\nto = "digest"\n'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("[[rule]\n", "not TOML", id="not-toml"),
        pytest.param("rule = " + "[" * 5000, "not TOML: a list or a number in it is larger", id="deep"),
        pytest.param(f"[[rule]]\n{GOOD}max_age_days = {'9' * 5000}", "a number in it is larger", id="digits"),
        pytest.param("[rule]\nname = 1\n", "write [[rule]] with two brackets", id="one-bracket"),
        pytest.param("[[rules]]\n" + GOOD, "unknown key 'rules'", id="unknown-table"),
        pytest.param('[[rule]]\nwhen = "vellum"\n', "rule 1: name: is missing", id="no-name"),
        pytest.param(f"[[rule]]\n{GOOD}wen = 1\n", "rule 'a': unknown key 'wen'", id="unknown-key"),
        pytest.param('[[rule]]\nname = "a"\nto = "digest"\nwhen = 3\n', "rule 'a': when: 3 is no text", id="no-text"),
        pytest.param(
            '[[rule]]\nname = "a"\nto = "digest"\nwhen = "hourli < 3"\n',
            "rule 'a': when: unknown field 'hourli'",
            id="field",
        ),
        pytest.param('[[rule]]\nname = "a"\nwhen = "vellum"\n', "rule 'a': to: is missing", id="nowhere"),
        pytest.param(
            '[[rule]]\nname = "a"\nwhen = "vellum"\nto = ["digest", "fax:1"]\n',
            "rule 'a': to, entry 2: 'fax:1' is none of digest, file:PATH",
            id="destination",
        ),
        pytest.param(
            '[[rule]]\nname = "a"\nwhen = "vellum"\nto = "mail:desk@x.example, b@y.example"\n',
            "no mail address",
            id="two-mails",
        ),
        pytest.param(
            '[[rule]]\nname = "a"\nwhen = "vellum"\nto = "webhook:https://u:p@x.example/"\n',
            "no web address",
            id="login",
        ),
        pytest.param(f"[[rule]]\n{GOOD}printable_only = 1\n", "printable_only: 1 is neither", id="flag"),
        pytest.param(f"[[rule]]\n{GOOD}max_age_days = 0\n", "max_age_days: 0 is no whole number", id="age"),
        pytest.param(f"[[rule]]\n{GOOD}[[rule]]\n{GOOD}", "rule 'a': name: another rule has it", id="twice"),
    ],
)
def test_a_broken_file_is_refused_with_file_rule_and_key(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "watch.toml").write_text(content)
    with pytest.raises(ConfigError) as caught:
        load_rules(Places(data=tmp_path, var=tmp_path / "var"))
    assert str(caught.value).startswith(f"{tmp_path / 'watch.toml'}: ")
    assert said in str(caught.value)


def test_without_a_file_there_are_no_rules(tmp_path: Path) -> None:
    assert load_rules(Places(data=tmp_path, var=tmp_path / "var")) == ()


def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "watch.toml").write_text(f"\ufeff[[rule]]\n{GOOD}", encoding="utf-8")
    assert [rule.name for rule in load_rules(Places(data=tmp_path, var=tmp_path / "var"))] == ["a"]


def test_a_webhook_s_path_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "watch.toml").write_text(f"[[rule]]\n{GOOD}".replace('"digest"', '"webhook:https://x.example/secret"'))
    (rule,) = load_rules(Places(data=tmp_path, var=tmp_path / "var"))
    assert rule.to[0].shown() == "webhook:https://x.example/…"


def test_every_rule_of_the_documentation_can_be_used(tmp_path: Path) -> None:
    text = (CHECKOUT / "docs" / "alerts.md").read_text(encoding="utf-8")
    example = text.split("```toml\n")[1].split("```")[0]
    (tmp_path / "watch.toml").write_text(example)
    rules = load_rules(Places(data=tmp_path, var=tmp_path / "var"))
    assert len(rules) >= 5
    first_cells = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| `")]
    whens = [cell.strip("`") for cell in first_cells[: first_cells.index("`platform`, `payer`")]]
    for when in whens:
        filter_of(parse_condition(when))
    assert "new conflict" in whens


def test_every_field_of_a_rule_is_documented() -> None:
    text = (CHECKOUT / "docs" / "alerts.md").read_text(encoding="utf-8")
    fields = {name for of_event in FIELDS.values() for name in of_event}
    assert [name for name in sorted(fields) if f"`{name}`" not in text] == []
