"""Make HTML pages of the size and make-up of real news pages, from a seed.

In: a source of chance. Out: a page, most of it menus, teasers, attributes and scripts as on real ones. The sizes are
those of 565 real pages (half above 120 KB, one in twenty above 500 KB), and so is how well they pack (about 5 : 1).
One page in ten comes near the beat (AI, or work) without belonging to it. The words are invented and mean nothing.
"""

import random
from html import escape

_SYLLABLES = (
    "ba",
    "co",
    "di",
    "fu",
    "ga",
    "hel",
    "in",
    "jor",
    "ka",
    "lum",
    "me",
    "nor",
    "os",
    "pra",
    "qui",
    "ro",
    "sta",
)
_COMMON = (
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "is",
    "that",
    "for",
    "on",
    "with",
    "as",
    "was",
    "by",
    "at",
    "from",
    "has",
)
_NEAR = (
    "The start-up showed a chatbot that plans a week of meals and answers questions about every dish. ",
    "Bus drivers walked out on Monday and want higher pay, a shorter shift and a new contract. ",
    "The museum hired forty people for the summer, most of them students. ",
    "A new model of the camera has a sensor that sees in the dark and software that names stars. ",
)
_NEAR_SHARE = 0.1
_SECTIONS = ("World", "Sport", "Business", "Jobs", "Tech", "AI", "Weather")
# Of 565 real pages: median 120 KB, a twentieth below 25 KB and above 520 KB.
_MEDIAN_BYTES, _SPREAD = 120_000, 0.9
_LEAST_BYTES, _MOST_BYTES = 8_000, 2_000_000


def page(chance: random.Random, *, size: int | None = None) -> bytes:
    """Return one page, of a real page's size when `size` (bytes) is not given."""
    size = size or int(min(max(chance.lognormvariate(0, _SPREAD) * _MEDIAN_BYTES, _LEAST_BYTES), _MOST_BYTES))
    near = chance.choice(_NEAR) if chance.random() < _NEAR_SHARE else ""
    title = _sentence(chance)
    paragraphs = [f"<p>{''.join(_sentence(chance) for _ in range(4))}</p>\n" for _ in range(12)]
    paragraphs.insert(2, f"<p>{_sentence(chance)}{near}</p>\n")
    menu = "".join(f'<li><a href="/{word.lower()}" class="menu-link">{word}</a></li>' for word in _SECTIONS)
    head = (
        f"<!doctype html><html lang='en'><head><title>{escape(title)}</title></head><body><nav><ul>{menu}</ul></nav>"
        f"<article><h1>{title}</h1>{''.join(paragraphs)}</article><aside><ul>"
    )
    pieces, made = [head], len(head)
    while made < size:
        piece = _script(chance) if chance.random() < 0.5 else _teaser(chance)
        pieces.append(piece)
        made += len(piece)
    return "".join([*pieces, f"</ul></aside><footer><ul>{menu}</ul></footer></body></html>"]).encode()


def _teaser(chance: random.Random) -> str:
    number = chance.randrange(10**8)
    return (
        '<li class="teaser teaser--small grid__item grid__item--one-third"><div class="teaser__frame"><svg '
        'class="icon" viewBox="0 0 24 24">'
        '<path d="M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm1 5v6h-2V7zm0 8v2h-2v-2z"/></svg>'
        f'<a class="teaser__link" href="https://media.example/{number}/{_word(chance)}-{_word(chance)}" '
        f'data-id="{number}"><img loading="lazy" decoding="async" class="teaser__picture" src="/img/{number}.webp" '
        f'srcset="/img/{number}-320.webp 320w, /img/{number}-640.webp 640w" alt="">{_sentence(chance)}</a></div></li>\n'
    )


def _script(chance: random.Random) -> str:
    values = ",".join(f'"{_word(chance)}":{chance.randrange(10**6)}' for _ in range(6))
    return f'<script type="application/json">{{"id":"{chance.getrandbits(64):x}",{values}}}</script>\n'


def _sentence(chance: random.Random) -> str:
    words = [chance.choice(_COMMON) if chance.random() < 0.4 else _word(chance) for _ in range(chance.randint(8, 20))]
    return " ".join(words).capitalize() + ". "


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(1, 3)))
