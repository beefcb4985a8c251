"""What becomes of a message: sent, refused before anything was repeatable, or in doubt."""

import socket
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from servers import Hook, MailServer

from pipeline.config import MailSettings
from spiders.senders import post_json, send_mail, webhook_problem


def mail() -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "wire@paper.example", "desk@paper.example", "Pay"
    message.set_content("A line.\n.\nA line after a lone dot.\n")
    return message


def settings(port: int, **more: object) -> MailSettings:
    return MailSettings.model_validate(
        {"host": "127.0.0.1", "port": port, "starttls": False, "sender": "wire@paper.example", "timeout_s": 2} | more
    )


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_a_mail_that_the_server_takes_over_is_sent() -> None:
    with MailServer() as server:
        answer = send_mail(mail(), settings=settings(server.port), password="")
    assert (answer.state, answer.detail) == ("sent", "127.0.0.1 answers 250 queued")
    assert "A line after a lone dot." in server.mails[0]
    assert "rcpt TO:<desk@paper.example>" in server.said


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        pytest.param({"mail": "550 no"}, "failed", id="sender-refused"),
        pytest.param({"rcpt": "550 nobody here"}, "failed", id="receiver-refused"),
        pytest.param({"data": "554 not now"}, "failed", id="text-not-asked-for"),
        pytest.param({"text": "552 too large"}, "failed", id="text-refused"),
        pytest.param({"text": "451 later"}, "failed", id="text-refused-for-now"),
        pytest.param({"text": "hang up"}, "unconfirmed", id="line-broke-after-the-text"),
    ],
)
def test_a_refused_mail_has_failed_and_one_whose_answer_is_lost_is_in_doubt(
    answers: dict[str, str], state: str
) -> None:
    with MailServer(**answers) as server:
        assert send_mail(mail(), settings=settings(server.port), password="").state == state


def test_a_mail_server_that_cannot_be_reached_has_got_nothing() -> None:
    answer = send_mail(mail(), settings=settings(closed_port()), password="")
    assert (answer.state, answer.is_reached) == ("failed", False)


def test_no_mail_goes_out_without_the_tls_that_was_asked_for() -> None:
    with MailServer() as server:
        answer = send_mail(mail(), settings=settings(server.port, starttls=True), password="")
    assert answer.state == "failed"
    assert "offers no STARTTLS" in answer.detail
    assert server.mails == []


def test_a_posted_document_is_sent_when_the_answer_is_good() -> None:
    with Hook(204) as hook:
        answer = post_json(hook.url, b'{"a": 1}', key="w1", timeout_s=2, loopback=[hook.netloc])
    assert answer.state == "sent"
    path, headers, body = hook.posts[0]
    assert (path, body, headers["Idempotency-Key"]) == ("/pay?desk=1", {"a": 1}, "w1")
    assert headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("status", "state"), [(400, "failed"), (404, "failed"), (429, "failed"), (500, "unconfirmed"), (503, "unconfirmed")]
)
def test_a_refused_document_has_failed_and_a_failing_server_leaves_doubt(status: int, state: str) -> None:
    with Hook(status) as hook:
        assert post_json(hook.url, b"{}", key="w1", timeout_s=2, loopback=[hook.netloc]).state == state


def test_a_redirect_is_not_followed() -> None:
    with Hook() as inner, Hook(302, location=f"http://{inner.netloc}/inner") as hook:
        answer = post_json(hook.url, b"{}", key="w1", timeout_s=2, loopback=[hook.netloc, inner.netloc])
    assert answer.state == "failed"
    assert "redirects are not followed" in answer.detail
    assert (inner.posts, inner.paths) == ([], [])


def test_an_answer_without_end_is_cut_off_and_leaves_doubt() -> None:
    with Hook() as hook:
        hook.drip.set()
        answer = post_json(hook.url, b"{}", key="w1", timeout_s=0.5, loopback=[hook.netloc])
    assert answer.state == "unconfirmed"


def test_a_closed_port_has_got_nothing() -> None:
    where = f"127.0.0.1:{closed_port()}"
    answer = post_json(f"http://{where}/", b"{}", key="w1", timeout_s=2, loopback=[where])
    assert (answer.state, answer.is_reached) == ("failed", False)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.paper.example/pay",
        "https://127.0.0.1/pay",
        "https://2130706433/pay",
        "https://[::1]/pay",
        "https://[::1/pay",
        "https://10.0.0.7/pay",
        "https://localhost/pay",
        "https://printer.local/pay",
        "http://127.0.0.1:8080/pay",
    ],
)
def test_nothing_is_posted_without_tls_or_to_an_address_that_is_not_public(url: str) -> None:
    assert webhook_problem(url) is not None
    assert post_json(url, b"{}", key="w1", timeout_s=1).state == "failed"


def test_a_name_that_leads_home_is_refused_after_it_was_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    answer = post_json("https://hooks.paper.example/pay", b"{}", key="w1", timeout_s=1)
    assert answer.detail == "hooks.paper.example leads to 127.0.0.1, which is not a public address"


def test_only_loopback_can_be_let_through() -> None:
    assert (
        webhook_problem("http://10.0.0.7:80/x", loopback=["10.0.0.7:80"])
        == "10.0.0.7:80 is listed as loopback and is none"
    )
