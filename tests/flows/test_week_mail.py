"""The weekly digest from a snapshot to mailboxes: a real mail server on loopback, real kills."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from email import message_from_string
from email.policy import default
from pathlib import Path

import pytest
from conftest import COMMAND
from conftest import laborwire_here as laborwire
from publish.newsroom import WEEK, Desk, empty_data
from servers import MailServer, kill

from pipeline.places import Places
from pipeline.warehouse.store import Warehouse

ANN, BOB = "ann@paper.example", "bob@paper.example"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """A snapshot with one story, to copy."""
    folder = tmp_path_factory.mktemp("mailed")
    places = Places(data=empty_data(folder), var=folder / "var")
    Warehouse.open(places.live_warehouse, data=places.data).close()
    desk = Desk(places)
    desk.paid("low", "15")
    desk.publish()
    return places


@pytest.fixture
def places(tmp_path: Path, published: Places) -> Places:
    shutil.copytree(published.data, tmp_path / "data")
    shutil.copytree(published.var, tmp_path / "var", symlinks=True)
    pointer = tmp_path / "var" / "laborwire.duckdb"
    if pointer.is_symlink() and pointer.readlink().is_absolute():
        pointer.unlink()
        pointer.symlink_to(next((tmp_path / "var" / "snapshots").glob("*.duckdb")))
    return Places(data=tmp_path / "data", var=tmp_path / "var")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def settings(places: Places, port: int, *receivers: str) -> None:
    (places.data / "laborwire.toml").write_text(
        f'[mail]\nhost = "127.0.0.1"\nport = {port}\nstarttls = false\nsender = "wire@paper.example"\ntimeout_s = 3\n'
        f"[digest]\nmail_to = {json.dumps(receivers)}\n"
    )


def words(places: Places, *more: str) -> list[str]:
    folders = ["--data", str(places.data), "--var", str(places.var)]
    return ["digest", "--week", WEEK, "--now", "2026-03-16T07:00:00+00:00", "--send", *more, *folders]


def send(places: Places, *more: str) -> tuple[int, str]:
    done = laborwire(*words(places, *more))
    return done.returncode, "".join(
        line for line in (done.stdout + done.stderr).decode().splitlines(True) if "/" not in line
    )


def receivers(server: MailServer) -> list[str]:
    return [str(message_from_string(text, policy=default)["To"]) for text in server.mails]


def test_everybody_gets_one_mail_however_often_it_is_sent(places: Places, server: MailServer) -> None:
    settings(places, server.port, ANN, BOB)
    assert send(places)[0] == 0
    assert receivers(server) == [ANN, BOB]
    code, said = send(places)
    assert (code, said) == (
        0,
        "".join(f"sent before, not again: {WEEK} to {one}: 127.0.0.1 answers 250 queued\n" for one in (ANN, BOB)),
    )
    settings(places, server.port, ANN, BOB, "cay@paper.example")
    assert send(places)[0] == 0
    assert receivers(server) == [ANN, BOB, "cay@paper.example"]
    mails = [message_from_string(text, policy=default) for text in server.mails]
    assert len({mail["Message-ID"] for mail in mails}) == 3
    assert [part.get_content_type() for part in mails[0].walk()][:2] == ["multipart/alternative", "text/plain"]
    text = mails[0].get_body(("plain",))
    assert text is not None
    assert "$15 an hour" in text.get_content()


@pytest.mark.thorough
def test_a_kill_while_sending_is_reported_and_repeated_only_when_told(places: Places, server: MailServer) -> None:
    settings(places, server.port, ANN, BOB)
    child = subprocess.Popen([COMMAND, *words(places)], stdout=subprocess.DEVNULL)
    # The text for the second one has arrived; before it is answered, the run is gone.
    server.on_text = lambda: kill(child.pid) if len(server.mails) == 2 else None
    assert child.wait(60) == -9
    server.on_text = lambda: None
    code, said = send(places)
    assert code == 1
    assert f"sent before, not again: {WEEK} to {ANN}" in said
    assert f"unconfirmed: {WEEK} to {BOB}: the run was stopped while it was being sent" in said
    assert receivers(server) == [ANN, BOB]
    assert send(places, "--again", BOB)[0] == 0
    assert receivers(server) == [ANN, BOB, BOB]
    assert send(places, "--again", BOB, "--again", ANN)[0] == 0
    assert receivers(server) == [ANN, BOB, BOB]


@pytest.mark.thorough
def test_a_line_that_breaks_is_in_doubt_and_a_refusal_is_tried_again(places: Places) -> None:
    with MailServer(text="hang up") as server:
        settings(places, server.port, ANN)
        assert send(places)[0] == 1
        assert "unconfirmed" in send(places)[1]
        assert len(server.mails) == 1
    with MailServer(rcpt="550 nobody here") as server:
        settings(places, server.port, BOB)
        assert send(places)[0] == 1
        server.answers["rcpt"] = "250 ok"
        assert send(places)[0] == 0
        assert receivers(server) == [BOB]


def test_invented_articles_leave_the_machine_by_no_mail(places: Places, server: MailServer) -> None:
    settings(places, server.port, ANN)
    (places.var / "demo.json").write_text("{}")
    code, said = send(places)
    assert (code, server.mails) == (1, [])
    assert said == f"withheld: {WEEK} to {ANN}: the demo's articles are invented\n"


@pytest.mark.parametrize(
    ("toml", "problem"),
    [
        ("", "nobody to send the digest to; list addresses in mail_to under [digest]"),
        ('[digest]\nmail_to = ["ann@paper.example"]\n', "digest.mail_to wants host and sender under [mail]"),
        (
            '[mail]\nhost = "h"\nsender = "w@p.example"\n[digest]\nmail_to = ["a@b.example\\nBcc: c@d.example"]\n',
            "is no mail address",
        ),
    ],
)
def test_what_cannot_be_sent_is_refused_before_anything_is_made(places: Places, toml: str, problem: str) -> None:
    (places.data / "laborwire.toml").write_text(toml)
    done = laborwire(*words(places))
    assert done.returncode != 0
    assert problem in done.stderr.decode()
    assert not places.digests.exists()
