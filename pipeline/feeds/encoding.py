"""Turn the bytes of a feed into text.

UTF-8 that decodes is UTF-8, whatever header and declaration say: they are wrong more often than chance
makes other encodings valid UTF-8. Then the byte order mark, the XML declaration and the header decide.
A gzipped sitemap is unpacked up to the size limit; what is beyond is cut off, like any feed that is too long.
"""

import codecs
import re
import zlib

_DECLARED = re.compile(rb"""^[^<]{0,64}<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_feed(body: bytes, *, content_type: str, max_bytes: int) -> str:
    """Return the text of a feed or sitemap.

    Args:
        content_type: the response's Content-Type header, "" if it has none.
        max_bytes: what a gzipped body may unpack to.
    """
    if body[:2] == b"\x1f\x8b":
        body = _unpacked(body, max_bytes)
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.match(body)
    charset = _CHARSET.search(content_type)
    names = [declared[1].decode("ascii")] if declared else []
    names += [charset[1]] if charset else []
    for name in names:
        try:
            codec = codecs.lookup(name).name
            if codec not in {"utf-8", "ascii"}:
                return body.decode("cp1252" if codec == "iso8859-1" else codec, "replace")
        except (LookupError, UnicodeError):
            continue
    # Declared as UTF-8, or not at all: one bad byte must not spoil the rest; else the usual other encoding.
    text = body.decode("utf-8", "replace")
    return text if text.count("\ufffd") * 200 < len(text) else body.decode("cp1252", "replace")


def _unpacked(body: bytes, max_bytes: int) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(body, max_bytes)
    except zlib.error:
        return body
