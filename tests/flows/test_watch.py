"""Alerts from news to mailbox: real snapshots, a real mail server and webhook on loopback, real kills."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email import message_from_string
from email.policy import default
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from conftest import COMMAND
from conftest import laborwire_here as laborwire
from conftest import run_here as run_ok
from publish.newsroom import Desk as Newsdesk
from publish.newsroom import at
from servers import Hook, MailServer, kill

from flows.crawling import CrawlOutcome
from flows.night import run_night
from flows.order import Order
from flows.steps import Steps, publish
from flows.watch import WatchRun, print_run, run_watch, settle, watch_night
from flows.watch_tell import check_alerts
from pipeline.errors import ConfigError, LockedError, UsageError
from pipeline.places import CHECKOUT, Places
from pipeline.publish.digest import write_digest
from pipeline.sentences import sentence_spans
from pipeline.warehouse.lock import held
from pipeline.warehouse.store import Warehouse
from pipeline.watch.log import AlertLog, log_file

NIGHT = at("2026-03-11T02:00")
WAGES = """
[[wage]]
place = "Freedonia"
country = "FR"
worker_class = "general"
currency = "USD"
unit = "hour"
verdict = true
evidence = ["https://law.example/1"]
rates = [{ amount = "12", from = 2026-01-01, to = 2026-12-31, confidence = "sourced" }]
"""
PLACES = '[[country]]\ncode = "FR"\nnames = ["Freedonia"]\nplaces = ["Firefly"]\n'


class Desk(Newsdesk):
    """A newsroom whose nights load, publish and look for alerts."""

    nights = 0

    def night_of_alerts(self, *, now: datetime | None = None) -> WatchRun:
        """Load what was written since, publish, and run the last step."""
        when = now or NIGHT + timedelta(days=self.nights)
        self.nights += 1
        self.add(loaded_at=when)
        self.publish()
        return run_watch(self.places, now=when)

    def rules(self, *rules: dict[str, Any]) -> None:
        """Write watch.toml; each rule goes to alerts.md unless it says otherwise."""
        lines = []
        for number, rule in enumerate(rules, start=1):
            whole = {"name": f"rule {number}", "to": ["file:alerts.md"]} | rule
            lines += ["[[rule]]", *(f"{key} = {json.dumps(value)}" for key, value in whole.items())]
        (self.places.data / "watch.toml").write_text("\n".join(lines) + "\n")

    def told(self) -> list[str]:
        """The lines of alerts.md."""
        path = self.places.var / "alerts.md"
        return path.read_text().splitlines() if path.exists() else []

    def cut(self, slug: str, **more: Any) -> str:
        """An article about one and the same cut."""
        key = self.article(slug, text=f"Vellum cut the pay of annotators from $21 to $16 an hour, says {slug}.", **more)
        self.change(key, "21", "16")
        return key


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """An empty warehouse to copy: loading the rates once is enough."""
    folder = tmp_path_factory.mktemp("watch")
    data = folder / "data"
    (data / "fx").mkdir(parents=True)
    (data / "pay").mkdir()
    (data / "fx" / "annual.csv").write_text("currency,year,units_per_usd,source\nXTS,2026,4,imf\n")
    (data / "minimum_wage.toml").write_text(WAGES)
    (data / "pay" / "places.toml").write_text(PLACES)
    places = Places(data=data, var=folder / "var")
    Warehouse.open(places.live_warehouse, data=data).close()
    return places


@pytest.fixture
def desk(tmp_path: Path, template: Places) -> Desk:
    """An installation of one's own, with an empty warehouse."""
    shutil.copytree(template.data, tmp_path / "data")
    shutil.copytree(template.var, tmp_path / "var")
    return Desk(Places(data=tmp_path / "data", var=tmp_path / "var"))


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def mail_settings(desk: Desk, port: int) -> None:
    (desk.places.data / "laborwire.toml").write_text(
        f'[mail]\nhost = "127.0.0.1"\nport = {port}\nstarttls = false\nsender = "wire@paper.example"\ntimeout_s = 3\n'
    )


def states(desk: Desk) -> list[str]:
    with AlertLog.open(log_file(desk.places)) as book:
        return [one.state for one in book.deliveries()]


def words(desk: Desk, *more: str) -> list[str]:
    return ["watch", *more, "--data", str(desk.places.data), "--var", str(desk.places.var)]


def test_a_matching_claim_is_told_with_all_that_a_reader_must_know(desk: Desk, mail_server: MailServer) -> None:
    desk.rules({"when": "vellum and hourly < 20", "to": ["mail:desk@paper.example"]})
    mail_settings(desk, mail_server.port)
    claim = desk.paid("low", "15")
    desk.paid("high", "25")
    done = desk.night_of_alerts()
    assert (done.n_claims, len(done.found), done.n_sent, done.waiting, done.doubtful) == (2, 1, 1, (), ())
    (alert,) = done.found
    assert alert.article_id == claim
    (mail,) = [message_from_string(text, policy=default) for text in mail_server.mails]
    assert mail["Subject"].strip() == "laborwire: rule 1: Vellum, annotators: 15 USD per hour, reported earnings"
    body = mail.get_content()
    for line in (
        "“Vellum pays annotators »$15 an hour« in case low.”",
        "payer:        Vellum",
        "USD an hour:  $15.00",
        "according to: the reporter",
        "source:       The Gazette",
        "published:    2026-03-10",
        "address:      https://gazette.example/low",
        "print:        printable",
        f"claim:        {alert.claim_id} ",
    ):
        assert line in body


def test_a_repeated_night_tells_nothing_twice(desk: Desk) -> None:
    desk.rules({"when": "hourly < 20"}, {"when": "any pay change"})
    desk.paid("low", "15")
    desk.cut("cut")
    assert len(desk.night_of_alerts().found) == 3
    before = desk.told()
    for _ in range(2):
        assert run_watch(desk.places, now=NIGHT).found == ()
    assert desk.night_of_alerts().found == ()
    assert desk.told() == before


@pytest.mark.thorough
def test_ten_articles_about_one_change_are_one_alert(desk: Desk) -> None:
    desk.rules({"when": "any pay change"})
    for number in range(4):
        desk.cut(f"first-{number}")
    assert len(desk.night_of_alerts().found) == 1
    for number in range(6):
        desk.cut(f"later-{number}", source="courier", published="2026-03-12")
    assert desk.night_of_alerts().found == ()
    (line,) = desk.told()
    assert "pay changes from 21 USD per hour to 16 USD per hour, cut, -23.8 %" in line


@pytest.mark.thorough
def test_the_same_change_half_a_year_later_is_another_event(desk: Desk) -> None:
    desk.rules({"when": "any pay change"})
    desk.cut("march")
    desk.night_of_alerts()
    desk.cut("october", published="2026-10-20", fetched="2026-10-21")
    assert len(desk.night_of_alerts(now=at("2026-10-21T02:00")).found) == 1


@pytest.mark.thorough
def test_copies_and_new_versions_of_an_article_tell_nothing_new(desk: Desk) -> None:
    desk.rules({"when": "hourly < 20", "printable_only": False})
    first = desk.paid("story", "15")
    desk.night_of_alerts()
    said = "Vellum pays annotators $15 an hour in case story."
    copy = desk.article("copied", text=said, source="courier", relation="copy", canonical=first)
    desk.claim(copy, "$15 an hour", "15")
    version = desk.article("story", text=f"Corrected. {said}", fetched="2026-03-12")
    desk.claim(version, "$15 an hour", "15")
    assert desk.night_of_alerts().found == ()


def test_what_may_not_be_printed_is_told_only_where_asked_for_and_says_why(desk: Desk) -> None:
    desk.rules({"when": "hourly < 20"}, {"when": "hourly < 20", "printable_only": False, "to": ["file:all.md"]})
    key = desk.article("rumour", text="Vellum pays annotators $15 an hour, it is said.")
    desk.claim(key, "$15 an hour", "15", confidence=0.2)
    desk.night_of_alerts()
    assert desk.told() == []
    assert "(not checked: confidence below" in (desk.places.var / "all.md").read_text()


@pytest.mark.thorough
def test_a_claim_that_a_person_accepts_is_told_then(desk: Desk) -> None:
    desk.rules({"when": "hourly < 20"})
    key = desk.article("rumour", text="Vellum pays annotators $15 an hour, it is said.")
    claim = desk.claim(key, "$15 an hour", "15", confidence=0.2)
    assert desk.night_of_alerts().found == ()
    desk.decide("accept", claim)
    assert [one.claim_id for one in desk.night_of_alerts().found] == [claim]
    assert desk.night_of_alerts().found == ()


@pytest.mark.thorough
def test_the_first_run_looks_at_the_newest_load_and_since_looks_further_back(desk: Desk) -> None:
    desk.paid("old", "9", published="2026-03-01")
    desk.add(loaded_at=at("2026-03-02"))
    desk.publish()
    desk.rules({"when": "hourly < 20"})
    desk.paid("new", "15")
    assert [one.headline for one in desk.night_of_alerts().found] == ["About new"]
    again = run_watch(desk.places, now=NIGHT, since=at("2026-03-01"))
    assert [one.headline for one in again.found] == ["About old"]


@pytest.mark.thorough
def test_old_articles_that_are_put_in_alarm_nobody(desk: Desk) -> None:
    desk.rules({"when": "hourly < 20", "max_age_days": 30})
    desk.paid("archive", "9", published="2025-06-01")
    desk.paid("new", "15")
    assert [one.headline for one in desk.night_of_alerts().found] == ["About new"]


@pytest.mark.thorough
def test_a_rule_also_looks_at_the_load_before_it_was_written(desk: Desk) -> None:
    desk.paid("earlier", "8")
    desk.night_of_alerts()
    desk.paid("last-night", "9")
    desk.night_of_alerts()
    desk.rules({"when": "hourly < 20"})
    assert [one.headline for one in run_watch(desk.places, now=NIGHT).found] == ["About last-night"]


@pytest.mark.thorough
def test_a_warehouse_that_was_made_anew_is_no_news(desk: Desk) -> None:
    desk.paid("first", "9")
    desk.night_of_alerts()
    desk.paid("second", "15", fetched="2026-03-11T20:00")
    desk.night_of_alerts()
    desk.rules({"when": "hourly < 20"})
    for path in (desk.places.live_warehouse, desk.places.warehouse, *desk.places.snapshots.iterdir()):
        path.unlink()
    desk.paid("third", "16", fetched="2026-03-20")
    # All three are loaded now; two of them were fetched long ago.
    assert [one.headline for one in desk.night_of_alerts(now=at("2026-03-20T14:00")).found] == ["About third"]


def test_pay_below_the_minimum_wage_is_told_with_its_verdict(desk: Desk) -> None:
    desk.rules({"when": "below minimum wage"})
    key = desk.article("low", text="Vellum pays $9 an hour in Freedonia. Others get $13 an hour.")
    desk.claim(key, "$9 an hour", "9", location="Freedonia")
    desk.claim(key, "$13 an hour", "13", location="Freedonia")
    (alert,) = desk.night_of_alerts().found
    assert alert.summary == (
        "Vellum, annotators: 9 USD per hour, below the employee minimum wage of Freedonia at 2026-03-10"
    )


@pytest.mark.thorough
def test_a_conflict_is_told_once_for_its_amounts(desk: Desk) -> None:
    desk.rules({"when": "new conflict and platform = vellum"})
    desk.paid("one", "15")
    assert desk.night_of_alerts().found == ()
    desk.paid("two", "22", source="courier", published="2026-03-12")
    (alert,) = desk.night_of_alerts().found
    assert alert.summary == "Vellum, annotators, March 2026: reports differ, 15 USD per hour or 22 USD per hour"
    assert "The Gazette has $15 an hour" in alert.note
    desk.paid("three", "22", source="herald", published="2026-03-13")
    assert desk.night_of_alerts().found == ()


@pytest.mark.parametrize(
    ("rights", "said"),
    [
        pytest.param({"rights": "headline_only"}, "The Gazette has $15 an hour https://", id="headline-only"),
        pytest.param(
            {"rights": "excerpt", "excerpt_words": 4},
            "has $15 an hour: “… $15 an hour in …” https://",
            id="excerpt",
        ),
    ],
)
def test_of_the_other_report_of_a_conflict_no_more_is_shown_than_its_outlet_allows(
    desk: Desk, rights: dict[str, Any], said: str
) -> None:
    desk.rules({"when": "new conflict and platform = vellum"})
    gazette = {"gazette": rights}
    desk.add(sources=tuple(replace(one, **gazette.get(one.id, {})) for one in desk.batch.sources))
    desk.paid("one", "15")
    desk.paid("two", "22", source="courier", published="2026-03-12")
    (alert,) = desk.night_of_alerts().found
    assert said in alert.note


@pytest.mark.thorough
def test_a_new_platform_is_told_once(desk: Desk) -> None:
    desk.rules({"when": "new platform paying hourly > 10"})
    desk.paid("known", "15")
    desk.night_of_alerts()
    desk.paid("again", "16", published="2026-03-12")
    desk.paid("newcomer", "30", payer="moro", published="2026-03-12T01:00")
    desk.paid("newcomer-too", "31", payer="moro", published="2026-03-12T02:00")
    (alert,) = desk.night_of_alerts().found
    assert alert.summary == "first pay claim about Moro, annotators: 30 USD per hour, reported earnings"


def test_a_rejected_figure_is_taken_back_once_where_it_was_told(desk: Desk) -> None:
    desk.rules({"when": "hourly < 20"})
    key = desk.article("slip", text="Vellum pays annotators $15 an hour.")
    claim = desk.claim(key, "$15 an hour", "15")
    (alert,) = desk.night_of_alerts().found
    desk.decide("reject", claim)
    (correction,) = desk.night_of_alerts().found
    assert (correction.kind, correction.corrects) == ("correction", alert.id)
    assert "no longer stands, a person rejected its figure" in desk.told()[1]
    assert desk.night_of_alerts().found == ()


@pytest.mark.thorough
def test_a_corrected_figure_is_told_as_a_correction_and_not_as_news(desk: Desk) -> None:
    desk.rules({"when": "hourly < 20"})
    key = desk.article("slip", text="Vellum pays annotators $15 an hour.")
    claim = desk.claim(key, "$15 an hour", "15")
    desk.night_of_alerts()
    desk.decide("correct", claim, value='{"amount_min": "14", "amount_max": "14"}')
    (correction,) = desk.night_of_alerts().found
    assert correction.note == "a person corrected its figure: 14 USD per hour"


@pytest.mark.thorough
def test_a_change_that_another_article_still_reports_stands(desk: Desk) -> None:
    desk.rules({"when": "any pay change"})
    first = desk.cut("first")
    desk.cut("second", source="courier", published="2026-03-11")
    desk.night_of_alerts()
    for claim in [one.id for one in desk.batch.claims if one.article_id == first]:
        desk.decide("reject", claim)
    assert desk.night_of_alerts().found == ()


@pytest.mark.thorough
def test_of_an_article_that_was_taken_down_no_word_is_kept(desk: Desk) -> None:
    desk.rules({"when": "hourly < 20"})
    key = desk.article("private", text="Vellum pays Zebulon Quillfeather $15 an hour.", headline="Quillfeather speaks")
    desk.claim(key, "$15 an hour", "15")
    desk.night_of_alerts()
    assert b"Quillfeather" in log_file(desk.places).read_bytes()
    desk.decide("take_down", key)
    (correction,) = desk.night_of_alerts().found
    assert correction.headline == correction.before == ""
    assert b"Quillfeather" not in log_file(desk.places).read_bytes()
    assert desk.night_of_alerts().found == ()


@pytest.mark.thorough
def test_the_digest_has_the_alerts_of_its_week(desk: Desk) -> None:
    desk.rules({"when": "hourly < 20", "to": ["digest"], "name": "Low *pay*"})
    desk.paid("low", "15")
    (alert,) = desk.night_of_alerts().found
    paths = write_digest(
        desk.places,
        week="2026-W11",
        now=at("2026-03-16T07:00"),
        choose=lambda title, text, count: sentence_spans(text)[:count],
    )
    markdown, page = (path.read_text() for path in paths)
    assert "## Alerts of this week\n\n- **Low \\*pay\\***: Vellum, annotators: 15 USD per hour" in markdown
    assert '<h2 class="label">Alerts of this week</h2>' in page
    assert f"<code>{alert.id}</code>" in page


@pytest.mark.sample("headline-only")
@pytest.mark.parametrize(
    "rights",
    [
        pytest.param({"rights": "headline_only"}, id="headline-only"),
        pytest.param({"rights": "excerpt", "excerpt_words": 3}, id="longer-than-the-excerpt"),
    ],
)
def test_an_outlet_that_does_not_allow_the_sentence_is_quoted_nowhere(desk: Desk, rights: dict[str, Any]) -> None:
    desk.rules({"when": "hourly < 20", "to": ["digest", "file:alerts.md"]})
    desk.add(sources=tuple(replace(one, **rights) for one in desk.batch.sources))
    desk.paid("low", "15")
    desk.night_of_alerts()
    week = {"week": "2026-W11", "now": at("2026-03-16T07:00")}
    paths = write_digest(desk.places, **week, choose=lambda title, text, count: sentence_spans(text)[:count])
    for path in paths:
        section = path.read_text().split("Alerts of this week")[1].split("Sources")[0]
        assert "About low" in section
        assert "in case low" not in section
    (line,) = desk.told()
    assert "“**$15 an hour**”" in line.replace("… ", "").replace(" …", "")
    assert "in case low" not in line


@pytest.mark.thorough
def test_a_flood_of_alerts_is_cut_in_the_digest_and_counted(desk: Desk) -> None:
    desk.rules({"when": "hourly < 2000", "to": ["digest"]})
    for number in range(23):
        desk.paid(f"number-{number}", str(100 + number))
    desk.night_of_alerts()
    week = {"week": "2026-W11", "now": at("2026-03-16T07:00")}
    paths = write_digest(desk.places, **week, choose=lambda title, text, count: sentence_spans(text)[:count])
    assert "- and 3 more (laborwire watch log)" in paths[0].read_text()
    assert "And 3 more (laborwire watch log)." in paths[1].read_text()


@pytest.mark.thorough
def test_a_summary_names_no_person(desk: Desk) -> None:
    desk.rules({"when": "hourly < 20"})
    key = desk.article("pay", text="Vellum pays Ida Quillfeather $15 an hour.")
    desk.claim(key, "$15 an hour", "15", worker="Ida Quillfeather")
    (alert,) = desk.night_of_alerts().found
    assert alert.summary == "Vellum: 15 USD per hour, reported earnings"


def test_a_webhook_gets_what_the_documentation_says(desk: Desk) -> None:
    with Hook() as hook:
        (desk.places.data / "laborwire.toml").write_text(f'[webhook]\nloopback = ["{hook.netloc}"]\n')
        desk.rules({"when": "hourly < 20", "to": [f"webhook:{hook.url}"]})
        desk.paid("low", "15")
        (alert,) = desk.night_of_alerts().found
    ((_, headers, body),) = hook.posts
    assert headers["Idempotency-Key"] == body["id"] == alert.id
    assert body["hourly_usd"] == {"min": "15.0000", "max": "15.0000", "words": "$15.00"}
    assert body["sentence"]["figure"] == "$15 an hour"
    documented = (CHECKOUT / "docs" / "alerts.md").read_text()
    assert [key for key in body if f"`{key}`" not in documented] == []


@pytest.mark.thorough
def test_a_server_that_cannot_be_reached_gets_it_from_the_next_run(desk: Desk) -> None:
    with MailServer() as server:
        mail_settings(desk, server.port)
    desk.rules({"when": "hourly < 20", "to": ["mail:desk@paper.example", "file:alerts.md"]})
    desk.paid("low", "15")
    done = desk.night_of_alerts()
    assert (done.n_sent, [one.state for one in done.waiting]) == (1, ["failed"])
    with MailServer() as server:
        mail_settings(desk, server.port)
        assert run_watch(desk.places, now=NIGHT).n_sent == 1
    assert (len(server.mails), states(desk), len(desk.told())) == (1, ["sent", "sent"], 1)


@pytest.mark.thorough
def test_what_is_always_refused_is_given_up_and_said(desk: Desk) -> None:
    desk.rules({"when": "hourly < 20", "to": ["mail:desk@paper.example"]})
    with MailServer(rcpt="550 nobody here") as server:
        mail_settings(desk, server.port)
        desk.paid("low", "15")
        desk.night_of_alerts()
        for _ in range(6):
            done = run_watch(desk.places, now=NIGHT)
        assert sum(word.startswith("rcpt") for word in server.said) == 5
        assert done.waiting[0].words() == "given up after 5 tries"
        settle(desk.places, [done.waiting[0].alert_id], "pending", destination=None, now=NIGHT, out=StringIO())
        server.answers["rcpt"] = "250 ok"
        assert run_watch(desk.places, now=NIGHT).n_sent == 1


def test_a_kill_while_sending_is_reported_and_never_repeated(desk: Desk, mail_server: MailServer) -> None:
    desk.rules({"when": "hourly < 20", "to": ["mail:desk@paper.example"]})
    mail_settings(desk, mail_server.port)
    desk.paid("low", "15")
    desk.add(loaded_at=NIGHT)
    desk.publish()
    child = subprocess.Popen([COMMAND, *words(desk, "run"), "--now", NIGHT.isoformat()])
    # The text has arrived; before it is answered, the run is gone.
    mail_server.on_text = lambda: kill(child.pid)
    assert child.wait(60) == -9
    assert (len(mail_server.mails), states(desk)) == (1, ["sending"])
    mail_server.on_text = lambda: None
    done = laborwire(*words(desk, "run"), "--now", NIGHT.isoformat())
    assert done.returncode == 1
    assert b"unconfirmed: w" in done.stdout
    assert len(mail_server.mails) == 1
    doctor = laborwire("doctor", "--data", str(desk.places.data), "--var", str(desk.places.var)).stdout.decode()
    assert "note  alerts         1 unconfirmed, 0 refused" in doctor
    (listed,) = run_ok(words(desk, "log", "--open", "--json")).splitlines()
    alert = json.loads(listed)["id"]
    run_ok(words(desk, "confirm", alert))
    assert laborwire(*words(desk, "run"), "--now", NIGHT.isoformat()).returncode == 0
    assert (len(mail_server.mails), states(desk)) == (1, ["sent"])


@pytest.mark.thorough
def test_a_kill_before_anything_is_sent_loses_nothing(desk: Desk, mail_server: MailServer) -> None:
    desk.rules({"when": "hourly < 20", "to": ["mail:desk@paper.example"]})
    mail_settings(desk, mail_server.port)
    desk.paid("low", "15")
    desk.add(loaded_at=NIGHT)
    desk.publish()
    for seconds in (0.3, 0.8, 1.3):
        child = subprocess.Popen([COMMAND, *words(desk, "run"), "--now", NIGHT.isoformat()])
        time.sleep(seconds)
        kill(child.pid)
        child.wait()
    run_watch(desk.places, now=NIGHT)
    # Sent once, or in doubt: never twice.
    assert len(mail_server.mails) == 1
    assert states(desk) in (["sent"], ["unconfirmed"])


@pytest.mark.thorough
def test_only_what_is_in_doubt_can_be_confirmed(desk: Desk) -> None:
    desk.rules({"when": "hourly < 20"})
    desk.paid("low", "15")
    (alert,) = desk.night_of_alerts().found
    with pytest.raises(UsageError, match="nothing to settle"):
        settle(desk.places, [alert.id], "sent", destination=None, now=NIGHT, out=StringIO())
    with pytest.raises(UsageError, match="is no alert"):
        settle(desk.places, ["w1"], "sent", destination=None, now=NIGHT, out=StringIO())


def test_two_runs_at_once_are_refused(desk: Desk) -> None:
    desk.rules({"when": "hourly < 20"})
    desk.publish()
    with held(desk.places.var / "alerts.lock", "watch", NIGHT), pytest.raises(LockedError):
        run_watch(desk.places, now=NIGHT)


@pytest.mark.thorough
def test_a_rule_that_is_gone_sends_no_more(desk: Desk) -> None:
    with MailServer() as server:
        mail_settings(desk, server.port)
    desk.rules({"when": "hourly < 20", "to": ["mail:desk@paper.example"]})
    desk.paid("low", "15")
    desk.night_of_alerts()
    desk.rules()
    run_watch(desk.places, now=NIGHT)
    assert states(desk) == ["dropped"]


def test_a_broken_rule_stops_no_night_and_the_doctor_says_so(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.publish()
    desk.rules({"when": "hourli < 20"})
    watch_night(desk.places, now=NIGHT)
    assert "alerts were not looked for" in caplog.text
    with pytest.raises(ConfigError, match=r"watch.toml: rule 'rule 1': when: unknown field 'hourli'"):
        check_alerts(desk.places)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"when": "hourly < 5", "to": "mail:desk@paper.example"}, "mail wants host and sender"),
        ({"when": "hourly < 5", "to": "webhook:http://x.example/a"}, "only https is posted to"),
        ({"when": "hourly < 5", "to": "webhook:https://10.0.0.1/a"}, "10.0.0.1 is not a public address"),
        ({"when": "hourly < 5", "to": "file:decisions.jsonl"}, "belongs to laborwire itself"),
        ({"when": "hourly < 5", "to": "file:work/../archive/alerts.md"}, "belongs to laborwire itself"),
        ({"when": "hourly < 5", "to": "file:../data/watch.toml"}, "belongs to laborwire itself"),
        ({"when": "hourly < 5", "to": "file:.."}, "is a folder; name a file in it"),
        ({"when": "hourly < 5", "to": "file:~nobody-of-this-name/alerts.md"}, "there is no such user"),
        ({"when": "lawsuit"}, "neither a comparison"),
    ],
)
def test_a_rule_that_this_installation_cannot_serve_is_refused(desk: Desk, rule: dict[str, Any], said: str) -> None:
    desk.publish()
    desk.rules(rule)
    with pytest.raises(ConfigError, match=f"watch.toml: rule 'rule 1': .*{said}"):
        check_alerts(desk.places)
    with pytest.raises(ConfigError, match=said):
        desk.paid("low", "15")
        desk.night_of_alerts()


def test_invented_articles_leave_the_machine_by_no_mail(desk: Desk, mail_server: MailServer) -> None:
    mail_settings(desk, mail_server.port)
    desk.rules({"when": "hourly < 20", "to": ["mail:desk@paper.example", "file:alerts.md"]})
    desk.add(sources=tuple(replace(one, is_invented=True) for one in desk.batch.sources))
    (desk.places.var / "demo.json").write_text("{}")
    desk.paid("low", "15")
    desk.night_of_alerts()
    assert mail_server.mails == []
    assert desk.told()[0].startswith("- Demo, invented: **rule 1**")
    assert sorted(states(desk)) == ["sent", "withheld"]


@pytest.mark.thorough
def test_a_headline_adds_nothing_to_a_mail_s_headers(desk: Desk, mail_server: MailServer) -> None:
    mail_settings(desk, mail_server.port)
    desk.rules({"when": "kind = reported earnings", "to": ["mail:desk@paper.example"]})
    key = desk.article(
        "evil", text="Vellum pays Bob $15 an hour.", headline="Pay\r\nBcc: all@paper.example\x1b[2J \u202eright"
    )
    desk.claim(key, "$15 an hour", "15", worker="Bob\r\nBcc: all@paper.example")
    desk.night_of_alerts()
    (mail,) = mail_server.mails
    assert "\nBcc:" not in mail
    assert [word for word in mail_server.said if word.startswith("rcpt")] == ["rcpt TO:<desk@paper.example>"]
    assert "\x1b" not in mail


@pytest.mark.thorough
def test_the_commands_print_rules_matches_and_log(desk: Desk) -> None:
    desk.rules({"when": "platform = Quire or vellum and hourly < 20", "to": ["digest", "file:alerts.md"]})
    desk.paid("low", "15")
    desk.night_of_alerts()
    listed = run_ok(words(desk, "list"))
    assert "  to     digest, file:alerts.md\n" in listed
    assert "  last   2026-03-11 02:00 UTC\n" in listed
    assert "'Quire' is not in the gazetteer" in listed
    tried = run_ok(words(desk, "test", "hourly < 20"))
    assert "“Vellum pays annotators »$15 an hour« in case low.”" in tried
    done = laborwire(*words(desk, "test", "hourli < 20"))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"laborwire: unknown field 'hourli' (at character 1); the fields are ")
    assert "sent         file:alerts.md" in run_ok(words(desk, "log"))
    done = laborwire(*words(desk, "run", "--since", "yesterday"))
    assert done.returncode == 2
    assert done.stderr.startswith(b"laborwire: --since 'yesterday' is not a time")


@pytest.mark.thorough
def test_a_summary_that_stands_alone_says_when_it_is_not_checked(desk: Desk) -> None:
    desk.rules({"when": "hourly < 20", "printable_only": False})
    key = desk.article("low", text="Vellum pays annotators $15 an hour.")
    desk.claim(key, "$15 an hour", "15", confidence=0.3)
    out = StringIO()
    assert print_run(desk.night_of_alerts(), out) == 0
    assert "reported earnings (not checked)\n" in out.getvalue()
    assert "reported earnings (not checked)\n" in run_ok(words(desk, "log"))


@pytest.mark.parametrize(("when", "told"), [("hourly < 20", 1), ("hourli < 20", 0)], ids=["rule", "broken-rule"])
def test_a_night_ends_with_its_alerts_and_ends_well_without(desk: Desk, when: str, told: int) -> None:
    desk.paid("low", "15")
    desk.add(loaded_at=NIGHT)
    desk.publish()
    desk.rules({"when": when})
    steps = Steps(crawl=lambda *_: CrawlOutcome(), read=lambda *_: (), load=lambda *_: (), publish=publish)
    report = run_night(Order(places=desk.places, now=NIGHT, newsroom=()), steps)
    assert (report.state, len(desk.told())) == ("done", told)


def test_no_rules_cost_a_night_nothing(desk: Desk) -> None:
    desk.publish()
    watch_night(desk.places, now=datetime.now(timezone.utc))
    assert not log_file(desk.places).exists()
