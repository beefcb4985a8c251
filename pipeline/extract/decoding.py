"""Turn the bytes of a page into text: byte order mark, then UTF-8 if valid, then what was declared, then a guess.

Servers and authors declare encodings wrongly far more often than random Latin-1 bytes happen to be
valid UTF-8, so valid UTF-8 wins over every declaration. A declaration is believed when it decodes
without an error and leaves no control characters of the C1 block behind.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})["']""")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# What browsers read these labels as (WHATWG Encoding Standard, section 4.2).
_BROWSER_LABELS = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
    "x-user-defined": "cp1252",
}
_C1 = re.compile("[\x80-\x84\x86-\x9f]")
_NON_LATIN = frozenset(
    (
        "gb18030", "cp932", "euc-jp", "iso-2022-jp", "cp949", "big5hkscs", "windows-1251", "cp1251", "koi8-r", "koi8-u",
        "iso-8859-5", "windows-1253", "iso-8859-7", "windows-1255", "windows-1256", "cp874",
    )
)  # fmt: skip
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
# Title and description stand in the first part; a wrong table shows there.
_REPAIR_CHARS = 60_000
_HEAD_BYTES = 4096
_SAMPLE_BYTES = 20_000


def charset_of(content_type: str) -> str | None:
    """Return the charset parameter of a Content-Type header, None when it has none.

    >>> charset_of("text/html; Charset='utf-8'")
    'utf-8'
    """
    for part in content_type.split(";")[1:]:
        name, _, value = part.strip().partition("=")
        if name.lower() == "charset":
            return value.strip("\"' ") or None
    return None


def decode_page(body: bytes, *, declared_charset: str | None = None) -> str:
    """Return the text of a page.

    Args:
        declared_charset: the charset parameter of the Content-Type header, if there was one.

    >>> decode_page("Zürich".encode("latin-1"), declared_charset="utf-8")
    'Zürich'
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    if (wide := _wide_encoding(body)) is not None:
        return body.decode(wide, "replace")
    if _is_utf8(body):
        return body.decode("utf-8", "replace")
    for encoding in _candidates(body, declared_charset):
        text = _try_encoding(body, encoding)
        if text is not None:
            return text
    return body.decode("cp1252", "replace")


def codec_of(body: bytes, *, declared_charset: str | None = None) -> str | None:
    """Name the codec that turns a page into its text and the text into the very same bytes; None for UTF-8.

    None, too, where no codec gives back all bytes.

    Args:
        declared_charset: the charset parameter of the Content-Type header, if there was one.

    >>> codec_of("<p>Zürich".encode("utf-16")), codec_of("<p>Zürich".encode())
    ('utf-16-le', None)
    """
    marks = [encoding for mark, encoding in _MARKS if body.startswith(mark) and encoding != "utf-8"]
    wide = marks[0] if marks else _wide_encoding(body)
    if wide is not None:
        return wide if _round_trips(body, wide) else None
    if body.isascii() or _is_utf8(body):
        return None
    readable = (one for one in _candidates(body, declared_charset) if _try_encoding(body, one) is not None)
    return next((one for one in readable if _round_trips(body, one)), None)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as err:
        # A page that was cut in mid-character, or has one stray byte, is still UTF-8.
        return err.start > len(body) - 4 or _is_nearly_utf8(body)
    return True


def _round_trips(body: bytes, encoding: str) -> bool:
    try:
        return body.decode(encoding).encode(encoding) == body
    except (LookupError, ValueError):
        return False


def repair_text(page: str) -> str:
    """Return text that was decoded with the wrong table before it came to us as it should have been.

    Only what proves itself is undone: UTF-8, or the legacy encoding that the page declares, read as
    Windows-1252. Real Western text does not pass for either.

    >>> repair_text("Z\u00c3\u00bcrich: \u00e2\u201a\u00ac 9,50, caf\u00c3\u00a9")
    'Zürich: € 9,50, café'
    """
    if page.isascii():
        return page
    runs = [run.group()[:100] for run in islice(_BEYOND_ASCII.finditer(page, 0, _REPAIR_CHARS), 40)]
    if not runs:
        return page
    for encoding in ("utf-8", *_declared_in_text(page)):
        if encoding != "utf-8" and sum(map(len, runs)) < 3 * len(runs):
            # Single accented letters between Latin ones are Western text.
            continue
        if all(_undone(run, encoding) is not None for run in runs):
            repaired = _undone(page, encoding)
            if repaired is not None:
                return repaired
    return page


def _declared_in_text(page: str) -> list[str]:
    labels = _declared_inside(page[:_HEAD_BYTES].encode("ascii", "replace"))
    names = [_BROWSER_LABELS.get(label.lower(), label.lower()) for label in labels]
    return [name for name in names if name in _NON_LATIN]


def _undone(text: str, encoding: str) -> str | None:
    try:
        return text.translate(_back_to_bytes()).encode("latin-1").decode(encoding)
    except UnicodeError:
        return None


@cache
def _back_to_bytes() -> dict[int, int]:
    """Map what Windows-1252 shows for the bytes 0x80 to 0x9F back to them."""
    table: dict[int, int] = {}
    for byte in range(0x80, 0xA0):
        try:
            table[ord(bytes([byte]).decode("cp1252"))] = byte
        except UnicodeDecodeError:
            continue
    return table


def _declared_inside(body: bytes) -> list[str]:
    found = [_XML_ENCODING.search(body[:200]), _META_CHARSET.search(body[:_HEAD_BYTES])]
    return [match.group(1).decode("ascii") for match in found if match]


def _wide_encoding(body: bytes) -> str | None:
    head = body[:200]
    if len(head) >= 20 and head.count(0) * 5 >= len(head) * 2:
        return "utf-16-le" if head[1::2].count(0) >= head[0::2].count(0) else "utf-16-be"
    return None


def _is_nearly_utf8(body: bytes) -> bool:
    """Say whether broken sequences are rare among the characters beyond ASCII."""
    sample = body[: 50 * _SAMPLE_BYTES].decode("utf-8", "replace")
    broken = sample.count("\ufffd")
    beyond = sum(1 for character in sample if character > "\x7f")
    return broken * 10 < beyond


def _candidates(body: bytes, declared_charset: str | None) -> Iterator[str]:
    """Yield the encodings that a page may have, as Python names them: declared ones, then a guess."""
    for label in (declared_charset, *_declared_inside(body)):
        if label:
            yield _python_name(label)
    guessed = _guess(body)
    if guessed is not None:
        yield _python_name(guessed)
    yield "cp1252"


def _python_name(label: str) -> str:
    name = label.strip().strip("\"'").lower()
    return _BROWSER_LABELS.get(name, name)


def _try_encoding(body: bytes, encoding: str) -> str | None:
    if encoding.replace("_", "-") in {"utf-8", "utf8", "utf-16", "utf16", "utf-7"}:
        return None
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        if not encoding.startswith("cp125"):
            return None
        text = body.decode(encoding, "replace")
    except (LookupError, ValueError):
        return None
    return None if len(_C1.findall(text[:_SAMPLE_BYTES])) > 3 else text


def _guess(body: bytes) -> str | None:
    sample = body[: 50 * _SAMPLE_BYTES]
    beyond = sum(1 for byte in sample if byte > 127)
    if beyond * 6 <= len(sample) - sample.count(b" "):
        # Few accented letters among Latin ones are Western text, on which detectors guess wildly.
        return None
    from charset_normalizer import from_bytes

    first = next(at for at, byte in enumerate(sample) if byte > 127)
    start = max(0, first - _SAMPLE_BYTES // 4)
    best = from_bytes(body[start : start + _SAMPLE_BYTES]).best()
    return best.encoding if best else None
