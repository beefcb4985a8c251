# ruff: noqa: E501  # tables of cases
"""Invented sentences: 200 that lead to a person, with what has to go, and 200 with figures that only look like it."""

_NAMES = (
    "kim.rater",
    "lena_k",
    "j-mwangi",
    "annotator77",
    "maria.silva+news",
    "ravi2024",
    "tomek.w",
    "nguyen.t",
    "o_brien",
    "desk",
)
_HOSTS = ("mail.example", "paper.example", "post.co.example", "union-desk.example", "data.work.example")

_MAILS = tuple(f"{name}@{host}" for name in _NAMES for host in _HOSTS)
_SPELLED = tuple(
    form.format(name=name, host=host, dotted=host.replace(".", " dot "), squared=host.replace(".", " [dot] "))
    for form in (
        "{name} [at] {host}",
        "{name}(at){host}",
        "{name} [at] {squared}",
        "{name} at {dotted}",
        "{name} @ {host}",
    )
    for name, host in zip(_NAMES[:4], _HOSTS, strict=False)
)
_PHONES = (
    "+254 712 555 019", "+1 (415) 555-0132", "+1-415-555-0132", "+44 20 7946 0958", "+91 98765 43210", "+33 1 99 00 12 34",
    "+49 30 23125 014", "+63 917 555 0123", "+57 601 5550123", "+14155550132", "(415) 555-0132", "(020) 7946 0958",
    "415-555-0132", "415.555.0132", "1-800-555-0199", "0044 20 7946 0958", "020 7946 0958", "01 99 00 12 34 56"[:14],
    "07700 900 123", "+34 912 345 678", "+55 11 95555-0100", "+234 803 555 0147", "+1 202 555 0171 ext. 22",
    "+251 91 155 5012", "+880 1711-555012", "+256 772 555 014", "+48 22 555 01 23", "+81 3-5555-0123", "+39 06 5550 1234",
    "+27 (0)11 555 0123",
)  # fmt: skip
_SPOKEN_PHONES = (
    "555-0132 44",
    "5550132",
    "0712555019",
    "4155550132",
    "0712 555019",
    "98765 43210",
    "555 0132",
    "555-0132",
)
_HANDLES = (
    "@kim_rates",
    "@lena.k",
    "@annotator77",
    "@DataDesk",
    "@workers@social.example",
    "u/kimrates",
    "/u/tasker_9",
    "kim#4821",
)
_CHATS = ("t.me/kimrates", "https://wa.me/254712555019", "discord.gg/aBcD12", "https://t.me/joinchat/XyZ")
_NICKS = ("kim_rates", "tasker99", "lena.works", "quiet_fox")
_APPS = ("Telegram", "Discord", "Signal", "WhatsApp", "Instagram", "Skype")


def contacts() -> list[tuple[str, str]]:
    """Return 200 sentences, each with the words that must not be left."""
    told = [(f"Workers can write to {mail} until Friday, 4 December 2026.", mail) for mail in _MAILS]
    told += [(f"Tips go to {mail}, she said; the task paid $12.50.", mail) for mail in _SPELLED]
    told += [(f"The desk is at {phone} and tasks pay $15-$20 an hour.", phone) for phone in _PHONES]
    told += [(f"“My number: {phone},” he wrote in 2025.", phone) for phone in _PHONES[:20]]
    told += [
        (f"Raters are asked to {word} {phone} for help.", phone)
        for word in ("call", "text")
        for phone in _SPOKEN_PHONES
    ]
    told += [
        (form.format(handle), handle)
        for form in ("A post by {} on Monday said so.", "Thanks, {}, for the $9.")
        for handle in _HANDLES
    ]
    told += [(f"The group is open: {link} has 300 members.", link) for link in _CHATS]
    told += [(f"Reach her on {app}: {nick}, any day.", nick) for app in _APPS for nick in _NICKS]
    told += [
        (f"Contact: {mail}; {phone}", part)
        for mail, phone in zip(_MAILS[::3], _PHONES, strict=False)
        for part in (mail, phone)
    ]
    return told[:200]


_FIGURES = (
    "$15-$20", "$15–$20", "15-20 dollars", "$1,200,000", "$25.00-$35.50", "USD 40-60", "KSh 12,500", "KES 150-300", "€1.234.567,89",
    "£9.50", "Rs 2,00,000", "₹15,000-20,000", "$0.02", "12.50 dollars", "2,000,000 workers", "1 200 000 tasks", "150 000 000 tokens",
    "2023-2024", "2023–24", "2026-11-22", "22-11-2026", "22.11.2026", "11/22/2026", "9:00-17:30", "10:15:30", "3.14159265",
    "Case No. 3:24-cv-01234", "Case 1:23-cv-11195-RGS", "No. 23-1234567", "case number 2024-00123456", "docket 24-10951",
    "410 U.S. 113", "598 U.S. 651 (2023)", "17 U.S.C. § 512(c)(3)", "29 CFR 778.113", "Section 230(c)(1)", "2024 WL 1234567",
    "ISBN 978-3-16-148410-0", "ISBN 0-306-40615-2", "ISSN 2049-3630", "version 10.2.4.1187", "v2.14.0", "Python 3.12.10",
    "https://paper.example/2026/11/22/story-4155550132", "https://paper.example/a?id=02079460958", "arXiv:2403.12345",
    "doi 10.1145/3544548.3581234", "192.168.100.200", "2001-02-03 04:05:06", "95.123456%", "1,234,567,890", "1.234.567.890",
    "100-200-300 tasks", "24/7", "9-to-5", "12-14 hours", "1,000-1,500 people", "EIN 12-3456789", "RFC 2616", "ISO 8601",
    "(2023) 45", "(1999-2004)", "Article 88(1)(b)", "No. 2016/679", "Directive 2019/1152", "A/HRC/44/57", "48 000", "4,155,550,132",
)  # fmt: skip
_COUNTS = (
    "The firm reached 1200000 workers.", "It called 1 200 000 raters back.", "The text has 12345678 tokens.",
    "The contact ended in 2024-2025.", "A call of 2023-2024 data.", "Order number 41555501 was paid $12.",
    "They texted 2000000 more users.", "Dial back to 1999-2004 for the first.", "Signal 1 000 000 tasks at $0.02 each.",
)  # fmt: skip
_FRAMES = (
    "The report cites {} as the figure.",
    "Last year it was {}, she said.",
    "They were told {} (see the filing).",
)


def figures() -> list[str]:
    """Return 200 sentences of which nothing may be covered."""
    told = [*_COUNTS, *(frame.format(figure) for frame in _FRAMES for figure in _FIGURES)]
    return told[:200]
