"""Make the mail that tells alerts: plain text, with headers that no text from the web can add to."""

import hashlib
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime

from pipeline.watch.alert import Alert
from pipeline.watch.wording import mail_text, subject_line


def make_mail(alerts: Sequence[Alert], *, sender: str, to: str) -> EmailMessage:
    """Return the mail. Its Message-ID comes from the alerts, so that a repetition can be told by it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject_line(alerts)
    message["Date"] = localtime(alerts[0].at)
    ids = " ".join([to, *(alert.id for alert in alerts)])
    domain = sender.rpartition("@")[2].strip("> ") or "laborwire.invalid"
    message["Message-ID"] = f"<{hashlib.blake2b(ids.encode(), digest_size=12).hexdigest()}@{domain}>"
    # Who answers mails by machine leaves this one alone.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail_text(alerts), cte="quoted-printable")
    return message
