"""Send alerts out: a mail by SMTP, a JSON document by HTTP POST. Each answers what became of it, and never raises.

`ask_json` posts likewise, wants the answer, and raises where there is none.

Three answers, since an alert may be told once only. `sent`: the other side confirmed it. `failed`: it was refused, or
nothing of it went out, so that trying again cannot repeat it. `unconfirmed`: its text was on the way when the line
broke or the time was over, or the server failed (HTTP 5xx): nobody knows, and only a person may have it sent again.

A webhook's address is held to the rules of the crawl (`spiders.addresses`): https and public addresses only. The
address that was checked is the one that is connected to, and redirects are refused, not followed: they could lead
into the local network. Services on this machine are let through when `laborwire.toml` lists them. The mail server is
the operator's own and may stand anywhere; a password goes to it by TLS only, or to this machine.
"""

import http.client
import ipaddress
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from pipeline.config import MailSettings
from pipeline.errors import SummaryError
from spiders.addresses import Hosts, is_public, why_not

_LONGEST_DETAIL = 200
MAX_ANSWER_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of a message."""

    state: Literal["sent", "failed", "unconfirmed"]
    detail: str
    is_reached: bool = True
    """False when nobody answered: the next message to the same place would fare no better."""


def send_mail(message: EmailMessage, *, settings: MailSettings, password: str) -> Answer:
    """Hand a mail to the server; `sent` when the server has taken it over."""
    where = f"{settings.host}:{settings.port}"
    talk = _Talk()
    try:
        with smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout_s) as server:
            talk.answer = _hand_over(server, message, settings, password, talk)
    except smtplib.SMTPResponseException as err:
        # A refusal of login, sender or receiver, or of DATA before the text was asked for.
        return talk.answer or _failed(f"{where} answers {err.smtp_code} {_plain(err.smtp_error)}")
    except (smtplib.SMTPException, OSError, UnicodeError) as err:
        # Once it was answered, only the farewell has failed.
        return talk.answer or _lost(talk.is_on_the_way, where, err)
    return talk.answer


def post_json(url: str, body: bytes, *, key: str, timeout_s: float, loopback: Collection[str] = ()) -> Answer:
    """Post a JSON document; `sent` when the answer is 2xx.

    Args:
        key: sent as Idempotency-Key, so that a receiver can tell a repetition.
        timeout_s: for the whole of it.
        loopback: "127.0.0.1:8080": services on this machine that may be asked by plain http.
    """
    return _post(url, body, {"Idempotency-Key": key}, timeout_s=timeout_s, loopback=loopback)[0]


def ask_json(url: str, body: bytes, *, key: str, timeout_s: float, loopback: Collection[str] = ()) -> bytes:
    """Post a JSON question and return the answer, of at most `MAX_ANSWER_BYTES` bytes.

    Args:
        key: sent as a bearer token; "" for none.
        timeout_s: for the whole of it.
        loopback: "127.0.0.1:8080": services on this machine that may be asked by plain http.

    Raises:
        SummaryError: there is no answer with status 2xx in time, or it is too long.
    """
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    answer, said = _post(url, body, headers, timeout_s=timeout_s, loopback=loopback, most_bytes=MAX_ANSWER_BYTES + 1)
    if answer.state != "sent":
        raise SummaryError(answer.detail)
    if len(said) > MAX_ANSWER_BYTES:
        raise SummaryError(f"{urlsplit(url).netloc} answers with more than {MAX_ANSWER_BYTES // 1024} KiB")
    return said


def _post(
    url: str,
    body: bytes,
    more_headers: dict[str, str],
    *,
    timeout_s: float,
    loopback: Collection[str],
    most_bytes: int = 0,
) -> tuple[Answer, bytes]:
    """Post a JSON document; return what became of it, and at most so many bytes of the answer's body."""
    problem = webhook_problem(url, loopback=loopback)
    if problem is not None:
        return _failed(problem), b""
    parts = urlsplit(url)
    deadline = time.monotonic() + timeout_s
    on_the_way = False
    said_body = b""
    connection: http.client.HTTPConnection | None = None
    try:
        connected = _connect(parts, is_local=parts.netloc in loopback, timeout_s=timeout_s)
        if isinstance(connected, Answer):
            return connected, b""
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 443, timeout=timeout_s)
        connection.sock = connected
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "laborwire",
            "Host": parts.netloc,
            "Connection": "close",
            **more_headers,
        }
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        on_the_way = True
        with _until(deadline, connected):
            connection.request("POST", target, body=body, headers=headers)
            response = connection.getresponse()
            said_body = response.read(most_bytes) if most_bytes else b""
    except (http.client.HTTPException, ssl.SSLError, OSError, UnicodeError, ValueError) as err:
        return _lost(on_the_way, parts.netloc, err), b""
    finally:
        if connection is not None:
            connection.close()
    said = f"{parts.netloc} answers {response.status} {_plain(response.reason)}"
    if 200 <= response.status < 300:
        return Answer(state="sent", detail=said), said_body
    if response.status >= 500:
        return Answer(state="unconfirmed", detail=said), b""
    if 300 <= response.status < 400:
        return _failed(f"{said}: redirects are not followed; write the address that it leads to"), b""
    return _failed(said), b""


def webhook_problem(url: str, *, loopback: Collection[str] = ()) -> str | None:
    """Return why nothing is posted to `url`, or None when its name may be looked up."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "not an address"
    if parts.netloc in loopback:
        return None if _is_loopback(parts.hostname or "") else f"{parts.netloc} is listed as loopback and is none"
    if parts.scheme != "https":
        return "only https is posted to, or a service on this machine that is listed under loopback"
    return why_not(url, Hosts())


@dataclass(slots=True)
class _Talk:
    """How far the talk with a mail server has got."""

    is_on_the_way: bool = False
    answer: Answer | None = None


def _hand_over(
    server: smtplib.SMTP, message: EmailMessage, settings: MailSettings, password: str, talk: _Talk
) -> Answer:
    server.ehlo_or_helo_if_needed()
    if settings.starttls:
        if not server.has_extn("starttls"):
            return _failed("the server offers no STARTTLS; set mail.starttls = false to do without")
        server.starttls(context=ssl.create_default_context())
        server.ehlo()
    if settings.user:
        if not settings.starttls and not _is_this_machine(server):
            return _failed("no password goes over a line without TLS; set mail.starttls = true")
        server.login(settings.user, password)
    code, words = server.mail(settings.sender)
    for receiver in _recipients(message):
        if code < 300:
            code, words = server.rcpt(receiver)
    if code < 300:
        talk.is_on_the_way = True
        code, words = server.data(message.as_bytes())
    said = f"{settings.host} answers {code} {_plain(words)}"
    return Answer(state="sent", detail=said[:_LONGEST_DETAIL]) if code == 250 and talk.is_on_the_way else _failed(said)


@contextmanager
def _until(deadline: float, line: socket.socket) -> Iterator[None]:
    """Cut the line when the time is over: a server that sends a byte now and then would pass every other limit."""
    timer = threading.Timer(max(0.1, deadline - time.monotonic()), _cut, [line])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        # Of the plain socket, also under TLS, whose own farewell could wait for the other side.
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _connect(parts: SplitResult, *, is_local: bool, timeout_s: float) -> socket.socket | Answer:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(row[4][0]).partition("%")[0] for row in found]
    # A name that leads to any private address is refused whole, as the crawl does.
    bad = [one for one in addresses if not is_local and not is_public(ipaddress.ip_address(one))]
    if bad:
        return _failed(f"{host} leads to {bad[0]}, which is not a public address")
    line = socket.create_connection((addresses[0], port), timeout=timeout_s)
    if parts.scheme == "http":
        return line
    try:
        return ssl.create_default_context().wrap_socket(line, server_hostname=host)
    except BaseException:
        line.close()
        raise


def _recipients(message: EmailMessage) -> list[str]:
    return [address.addr_spec for header in message.get_all("To", []) for address in header.addresses]


def _is_this_machine(server: smtplib.SMTP) -> bool:
    return server.sock is not None and _is_loopback(str(server.sock.getpeername()[0]))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _lost(on_the_way: bool, where: str, err: Exception) -> Answer:
    words = f"{where}: {_plain(str(err)) or type(err).__name__}"[:_LONGEST_DETAIL]
    if on_the_way:
        return Answer(state="unconfirmed", detail=f"{words}; it may have arrived", is_reached=False)
    return Answer(state="failed", detail=words, is_reached=False)


def _failed(detail: str) -> Answer:
    return Answer(state="failed", detail=detail[:_LONGEST_DETAIL])


def _plain(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return "".join(one for one in " ".join(text.split()) if one.isprintable())
