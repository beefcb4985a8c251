"""Lay a digest out as a mail: its Markdown as plain text, and the page with inlined styles and the chart attached.

In: a digest. Out: a message that every mail program shows alike, the same bytes for the same digest and receiver: its
Message-ID, boundaries and date come from them. Nothing in it asks anybody for anything: no picture of the web, no
redirecting link. Gmail cuts a mail's HTML off at about 102 kB, so a longer one loses stories from its end and says so.
"""

import hashlib
import re
from dataclasses import replace
from datetime import datetime, time, timedelta, timezone
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

from pipeline.publish.chart import chart_label, chart_png, drawable, on_paper
from pipeline.publish.markdown import digest_markdown
from pipeline.publish.model import Digest
from pipeline.publish.page import lay_out
from pipeline.publish.words import dates_line, removal_line

LARGEST_HTML = 100_000
"""Bytes of the HTML part."""
_CHART_ID = "chart@digest.laborwire.invalid"


def digest_mail(digest: Digest) -> EmailMessage:
    """Return the digest as a mail that is not addressed yet."""
    markdown = digest_markdown(digest)
    chart = chart_png(digest.chart, until=digest.last_day, wages=digest.wages)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = f"AI labor coverage, {dates_line(digest)}"
    # Seven on the morning after the week; a run's own time would make two mails of one digest.
    message["Date"] = datetime.combine(digest.last_day + timedelta(days=1), time(7), tzinfo=timezone.utc)
    message["Message-ID"] = f"<{_digest_of(digest.week)}@laborwire.invalid>"
    message["Auto-Submitted"] = "auto-generated"
    asked = removal_line(digest)[1]
    if asked:
        message["List-Unsubscribe"] = f"<{asked}>"
    message.set_content(markdown, cte="quoted-printable")
    message.add_alternative(_fitting_page(digest), subtype="html", cte="quoted-printable")
    page = message.get_payload()[1]  # type: ignore[index]  # the alternative that was just added
    if chart is not None:
        page.add_related(chart, "image", "png", cid=f"<{_CHART_ID}>", filename="chart.png", disposition="inline")  # type: ignore[union-attr]  # likewise
        page.set_boundary(f"=_related_{_digest_of(markdown)}")  # type: ignore[union-attr]  # likewise
    message.set_boundary(f"=_digest_{_digest_of(markdown)}")
    return message


def addressed(content: bytes, *, week: str, sender: str, to: str) -> EmailMessage:
    """Return a written mail for one receiver; its Message-ID says which week's it is, so that a repetition is told."""
    message = message_from_bytes(content, policy=SMTP)
    domain = sender.rpartition("@")[2].strip("> ") or "laborwire.invalid"
    del message["Message-ID"]
    message["From"] = sender
    message["To"] = to
    message["Message-ID"] = f"<{_digest_of(f'{week} {sender} {to}')}@{domain}>"
    return message


def mail_page(digest: Digest) -> str:
    """Return the HTML part: styles inlined, no variables, the chart by its content-id."""
    from css_inline import inline

    shown = drawable(digest.chart)
    page = lay_out(
        "digest_mail.html.j2",
        digest,
        wide=None,
        narrow=None,
        has_chart=bool(shown),
        chart_id=_CHART_ID,
        # The inliner writes "<" in attributes as it is, and not every mail program reads it as an attribute's.
        chart_label=re.sub("[<>]", "", chart_label(shown, digest.wages)) if shown else "",
    )
    inlined: str = inline(on_paper(page), keep_style_tags=False, load_remote_stylesheets=False)
    return inlined


def _fitting_page(digest: Digest) -> str:
    page = mail_page(digest)
    while len(page.encode()) > LARGEST_HTML:
        if digest.stories:
            fewer = replace(digest, stories=digest.stories[:-1])
        elif digest.pay_facts:
            fewer = replace(digest, pay_facts=digest.pay_facts[: len(digest.pay_facts) // 2])
        elif digest.alerts or digest.events:
            fewer = replace(digest, alerts=digest.alerts[: len(digest.alerts) // 2], events=())
        else:
            break
        digest = replace(fewer, shortened=True)
        page = mail_page(digest)
    return page


def _digest_of(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
