"""Read the unit that stands right after an amount: "an hour", "/hr", "-a-day", "per completed dialogue", "a word".

Periods become hour, day, week, month or year; a word or an audio minute has its own unit; any other counted
piece of work is a task. A count of something that is not work ("per share", "a barrel", "per token") is named
too, so that the claim stage can refuse the money. "A year ago" is a time, not a unit.
"""

import re

from pipeline.records import Unit

_PERIODS: dict[str, Unit] = {
    "hour": "hour",
    "hr": "hour",
    "hrs": "hour",
    "h": "hour",
    "day": "day",
    "shift": "day",
    "night": "day",
    "week": "week",
    "wk": "week",
    "month": "month",
    "mo": "month",
    "mth": "month",
    "year": "year",
    "yr": "year",
    "annum": "year",
    "word": "word",
    "workday": "day",
    "weekday": "day",
    "season": "year",
    "y": "year",
}
_ADVERBS: dict[str, Unit] = {
    "hourly": "hour",
    "daily": "day",
    "nightly": "day",
    "weekly": "week",
    "monthly": "month",
    "yearly": "year",
    "annually": "year",
    "annual": "year",
    "ph": "hour",
    "p/h": "hour",
    "pa": "year",
    "p.a.": "year",
    "p.a": "year",
    "pcm": "month",
    "pw": "week",
    "p.m.": "month",
    "p.h.": "hour",
    "p.w.": "week",
    "apiece": "task",
}

PIECES = frozenset(
    [
        "task",
        "tasks",
        "image",
        "images",
        "picture",
        "photo",
        "video",
        "clip",
        "clips",
        "file",
        "recording",
        "conversation",
        "conversations",
        "chat",
        "dialogue",
        "prompt",
        "prompts",
        "label",
        "labels",
        "annotation",
        "annotations",
        "sentence",
        "page",
        "pages",
        "article",
        "articles",
        "story",
        "stories",
        "post",
        "posts",
        "tweet",
        "review",
        "reviews",
        "rating",
        "ratings",
        "item",
        "items",
        "job",
        "jobs",
        "gig",
        "gigs",
        "assignment",
        "batch",
        "batches",
        "unit",
        "order",
        "orders",
        "delivery",
        "deliveries",
        "drop",
        "drops",
        "parcel",
        "parcels",
        "package",
        "packages",
        "trip",
        "trips",
        "ride",
        "rides",
        "journey",
        "fare",
        "run",
        "load",
        "mile",
        "miles",
        "kilometre",
        "kilometer",
        "km",
        "stop",
        "episode",
        "episodes",
        "show",
        "shows",
        "performance",
        "appearance",
        "fight",
        "bout",
        "match",
        "game",
        "games",
        "session",
        "sessions",
        "lesson",
        "lessons",
        "class",
        "classes",
        "lecture",
        "course",
        "module",
        "survey",
        "surveys",
        "interview",
        "interviews",
        "call",
        "calls",
        "case",
        "cases",
        "ticket",
        "tickets",
        "hit",
        "hits",
        "submission",
        "question",
        "questions",
        "answer",
        "test",
        "tests",
        "hearing",
        "visit",
        "visits",
        "consultation",
        "patient",
        "room",
        "rooms",
        "house",
        "garment",
        "shirt",
        "piece",
        "pieces",
        "brick",
        "bricks",
        "kilo",
        "kilogram",
        "basket",
        "bucket",
        "box",
        "bin",
        "tonne",
        "song",
        "track",
        "chapter",
        "book",
        "books",
        "script",
        "column",
        "illustration",
        "drawing",
        "design",
        "commission",
        "sitting",
        "minute",
        "set",
        "essay",
        "paper",
        "exam",
        "translation",
        "line",
        "transaction",
        "document",
        "documents",
        "record",
        "click",
        "assessment",
        "project",
        "projects",
        "milestone",
        "segment",
        "reel",
        "project",
        "sample",
        "pair",
        "shirt",
        "haircut",
        "car",
        "vehicle",
        "door",
        "signature",
        "inspection",
        "shoot",
        "procedure",
        "scan",
        "report",
        "presentation",
        "event",
        "concert",
        "tour",
        "date",
        "party",
        "wedding",
        "goal",
        "win",
        "race",
        "start",
        "tree",
        "plant",
        "sack",
        "crate",
        "carton",
        "bag",
        "pallet",
        "piece",
        "scene",
        "spot",
        "ad",
        "commercial",
        "campaign",
        "qualifying",
        "completed",
        "rated",
        "approved",
        "accepted",
        "half-hour",
        "match-day",
        "overnight",
        "outing",
        "cap",
        "voicemail",
        "utterance",
    ]
)
"""What a piece of work is counted in, after "a", "an", "each" or "every"."""

NOT_WORK = frozenset(
    [
        "share",
        "shares",
        "token",
        "tokens",
        "stream",
        "streams",
        "view",
        "views",
        "play",
        "plays",
        "impression",
        "impressions",
        "barrel",
        "gallon",
        "litre",
        "liter",
        "ounce",
        "lb",
        "seat",
        "licence",
        "license",
        "subscription",
        "gb",
        "tb",
        "megabyte",
        "gigabyte",
        "gpu",
        "chip",
        "kwh",
        "megawatt",
        "mwh",
        "acre",
        "hectare",
        "square",
        "sq",
        "foot",
        "ft",
        "bottle",
        "pint",
        "plate",
        "meal",
        "copy",
        "install",
        "download",
        "dose",
        "pill",
        "vote",
        "coin",
        "bitcoin",
        "bushel",
        "kilowatt",
        "student",
        "pupil",
        "child",
        "violation",
        "infringement",
        "offence",
        "offense",
        "bed",
        "flight",
        "million",
        "1m",
        "person",
        "head",
        "capita",
        "worker",
        "employee",
        "member",
        "plaintiff",
        "resident",
        "household",
        "family",
        "couple",
        "adult",
        "passenger",
        "guest",
        "customer",
        "client",
        "user",
        "subscriber",
        "viewer",
        "investor",
    ]
)
"""What money "per" it is never pay: shares, tokens, goods, people as heads of a count."""

_PERIOD_WORDS = "hour|hr|hrs|day|shift|night|week|wk|month|mo|mth|year|yr|annum|workday|weekday|season"
_TIME_AFTER = r"(?!\s(?:ago|later|earlier|from\snow|prior|in\swhich|(?:before|after|since|on)(?=\s?[,.;)])))"
_AFTER = re.compile(
    rf"[\s]?/\s?(?P<slash>{_PERIOD_WORDS}|h|y|word|[a-z]{{3,20}}(?:-[a-z]{{2,15}})?)\b"
    rf"|-(?:an?|per)-(?P<hyphen>[a-z]{{2,20}})\b"
    rf"|-(?P<bare>hourly|daily|weekly|monthly|yearly)\b"
    rf"|[\s\u00a0](?:(?:per|an?|each|every|the)[\s\u00a0])(?P<period>(?:(?:calendar|working|single|full|"
    rf"billable|billed|worked|twelve-hour|\d{{1,2}}-hour|eight-hour|ten-hour)[\s\u00a0])?(?:{_PERIOD_WORDS})"
    rf")\b{_TIME_AFTER}"
    rf"|[\s\u00a0](?:per|an?|each|every|for\severy|for\seach)[\s\u00a0](?P<audio>(?:recorded\s|finished\s)"
    rf"?(?:audio|video)[\s-]minute|minute\sof\s(?:audio|video|recorded\s\w+|speech|recording|footage)|"
    rf"recorded\sminute)\b"
    rf"|[\s\u00a0](?:per|an?)[\s\u00a0](?P<word>(?:source\s|translated\s|published\s)?word)\b"
    rf"|[\s\u00a0]per[\s\u00a0](?P<per>(?:[\d,]{{1,9}}\s)?[a-z][a-z-]{{1,24}}(?:\s[a-z][a-z-]{{1,24}})?)"
    rf"|[\s\u00a0](?P<article>an?|each|every)[\s\u00a0](?P<piece>(?:[a-z]{{2,15}}[\s-])?[a-z-]{{2,20}})\b"
    rf"|[\s\u00a0]?(?P<adverb>hourly|daily|nightly|weekly|monthly|yearly|annually|annual|apiece|p/h|ph|"
    rf"p\.a\.|pa|pcm|pw|p\.h\.|p\.w\.)(?![\w])",
    re.IGNORECASE,
)
_MODIFIER = re.compile(
    r"(?:[a-z]+ed|new|single|full|finished|individual|correct|successful|live|whole|average|short|long|"
    r"extra|additional|valid)$"
)
_STOP = frozenset(
    [
        "for",
        "in",
        "on",
        "at",
        "to",
        "of",
        "and",
        "or",
        "by",
        "with",
        "from",
        "as",
        "than",
        "that",
        "which",
        "while",
        "when",
        "if",
        "but",
        "is",
        "was",
        "were",
        "are",
        "the",
        "a",
        "an",
        "depending",
        "plus",
        "before",
        "after",
        "during",
    ]
)


def unit_after(text: str, end: int) -> tuple[Unit | None, str, int]:
    """Return (unit, counted word, end of the unit words) for the words that begin at `end`.

    >>> unit_after("$16 an hour", 3), unit_after("$5,000 a year ago", 6)
    (('hour', 'hour', 11), (None, '', 6))
    """
    match = _AFTER.match(text, end)
    if match is None:
        return None, "", end
    group = match.groupdict()
    if group["period"]:
        return _PERIODS[group["period"].split()[-1].lower()], group["period"].split()[-1].lower(), match.end()
    if group["audio"]:
        return "audio_minute", "minute", match.end()
    if group["word"]:
        return "word", "word", match.end()
    if group["adverb"] or group["bare"]:
        adverb = (group["adverb"] or group["bare"]).lower()
        return _ADVERBS[adverb], adverb, match.end()
    if group["slash"] or group["hyphen"]:
        word = (group["slash"] or group["hyphen"]).lower()
        if word in _PERIODS:
            return _PERIODS[word], word, match.end()
        return (
            ("task", word, match.end())
            if word in PIECES or word in NOT_WORK or group["slash"] is None
            else (None, "", end)
        )
    if group["per"]:
        return _per(match, group["per"])
    return _piece(match, group["piece"], end)


def _per(match: re.Match[str], counted: str) -> tuple[Unit | None, str, int]:
    words = counted.lower().split()
    start = match.start("per")
    if words[-1] == "words" or (len(words) > 1 and words[1] in ("words",)):
        return "task", "words", match.end()
    if (len(words) > 1 and not (words[0][0].isdigit() or _MODIFIER.match(words[0]) or words[1] in PIECES)) or (
        len(words) > 1 and words[1] in _STOP
    ):
        words = words[:1]
    end = start + len(counted) if len(words) > 1 else start + len(counted.split()[0])
    word = words[-1]
    if word in _PERIODS:
        return _PERIODS[word], word, end
    return "task", word if words[0] not in NOT_WORK else words[0], end


def _piece(match: re.Match[str], counted: str, end: int) -> tuple[Unit | None, str, int]:
    words = re.split(r"[\s-]", counted.lower())
    if words[0] in PIECES:
        word, stop = words[0], match.start("piece") + len(words[0])
        if len(words) > 1 and words[1] in PIECES:
            word, stop = words[1], match.end()
        return "task", word, stop
    if len(words) > 1 and words[1] in PIECES and _MODIFIER.match(words[0]):
        return "task", words[1], match.end()
    if words[0] in ("share", "barrel", "token", "gallon", "tonne", "litre", "kilo", "head", "pint", "bottle", "ounce"):
        return "task", words[0], match.start("piece") + len(words[0])
    return None, "", end
