"""Read the words left of an amount that bound it ("up to", "at least", "as low as") or make it rough ("about").

In: a text and where an amount begins. Out: the bound, whether the amount is rough, and where the words begin that can
be left out without breaking the grammar of the sentence. At most 80 characters are looked at.
"""

import re

from models.money_atoms import SPACE
from pipeline.records import Bound

_CUES: tuple[tuple[str, str, bool], ...] = (
    # pattern, bound ("approx" for the flag), may be dropped before parsing
    (
        r"no(?:t)?\s(?:more|higher|greater)\sthan|never\smore\sthan|at\s(?:the\s)?most|a\smaximum\sof|(?:the\s|"
        r"a\s)?max(?:imum)?(?:\sof)?|as\s(?:much|high|many)\sas|up\sto|upto|upwards\sto|capped\sat|a\scap\sof|"
        r"a\sceiling\sof|a\shigh\sof|topp(?:ed|ing|s)\sout\sat|tops?\sout\sat|maxe[sd]\sout\sat|peak(?:ed|"
        r"ing|s)\sat|reaching|reached\sas\smuch\sas",
        "up_to",
        True,
    ),
    (
        r"no(?:t)?\s(?:less|lower|fewer)\sthan|never\sless\sthan|at\sleast|at\sa\sminimum|a\sminimum\sof|"
        r"(?:the\s|a\s)?min(?:imum)?\sof|a\sfloor\sof|not\sbelow|a\sguaranteed(?:\sminimum(?:\sof)?)?|upwards?\sof",
        "at_least",
        True,
    ),
    (
        r"(?:well\s|far\s|just\s|slightly\s|a\slittle\s|much\s|way\s|even\s)?(?:less|lower|fewer)\sthan|just\sshy\sof"
        r"|just\sshort\sof",
        "under",
        True,
    ),
    (r"(?:well\s|far\s|just\s|slightly\s|a\slittle\s|much\s|way\s|somewhat\s)?(?:under|below|beneath)", "under", False),
    (
        r"(?:well\s|far\s|just\s|slightly\s|a\slittle\s|much\s|way\s)?(?:more|greater|higher|better)\sthan|"
        r"in\sexcess\sof|exceeding|topping|surpassing|north\sof",
        "over",
        True,
    ),
    (r"(?:well\s|far\s|just\s|slightly\s|a\slittle\s|much\s|way\s)?(?:over|above)", "over", False),
    (r"as\s(?:low|little|few)\sas", "as_low_as", True),
    (
        r"(?:starting|beginning|starts?|started|begins?|began|opens?)\s(?:out\s)?(?:at|from|on)|from\sas\s(?:low|"
        r"little)\sas",
        "as_low_as",
        False,
    ),
    (r"from", "from", False),
    (
        r"about|around|roughly|some|nearly|almost|approximately|approx\.?|circa|ca?\.|~|an?\sestimated|estimated|"
        r"estimated\sat|close\sto|or\sso|in\sthe\sregion\sof|somewhere\saround|something\slike|an\sequivalent\sof|"
        r"equivalent\sto|a\sround|in\sthe\sneighbou?rhood\sof|on\sthe\sorder\sof",
        "approx",
        True,
    ),
    (
        r"a\smere|a\spaltry|a\smeagre|a\smeager|just|only|a\sflat|exactly|a\swhopping|a\sstaggering|a\scool|"
        r"a\smeasly|a\shefty|a\sgenerous|another|an\sextra|an\sadditional|a\stotal\sof|the\sequivalent\sof|"
        r"a\sgross|a\snet|a\sfull|a\smodest|a\sscant|a\slousy|precisely|merely|barely|even|anywhere|somewhere",
        "",
        True,
    ),
)
_CUE_ENDS = [
    (re.compile(rf"(?:(?<=[\s(\[—–,;:\"“'‘-])|^)(?:{pattern}){SPACE}?$", re.IGNORECASE), bound, droppable)
    for pattern, bound, droppable in _CUES
]


def read_cues(text: str, start: int, done: int) -> tuple[str, bool, str, int]:
    """Return (bound cue, approx, last cue word, where droppable cues begin) of the words left of `start`."""
    bound, approx, cue, drop_from = "", False, "", start
    may_drop = True
    floor = max(done, start - 80)
    position = start
    for _ in range(4):
        window = text[floor:position].rstrip(" \u00a0\u202f(")
        gap = text[floor + len(window) : position]
        if "(" in gap and not window.endswith(("about", "around", "roughly", "some", "nearly", "approximately")):
            break
        hit = _last_cue(window[-48:])
        if hit is None:
            break
        match, kind, droppable = hit
        position = floor + max(0, len(window) - 48) + match.start()
        if kind == "approx":
            approx = True
        elif kind and not bound:
            bound, cue = kind, " ".join(match.group().lower().split())
        may_drop = may_drop and droppable
        if may_drop:
            drop_from = position
    return bound, approx, cue, drop_from


def bound_of(cue: str) -> Bound:
    """Return the bound that a cue's kind stands for."""
    bounds: dict[str, Bound] = {
        "up_to": "up_to",
        "at_least": "at_least",
        "under": "under",
        "over": "over",
        "as_low_as": "as_low_as",
    }
    return bounds.get(cue, "exact")


def _last_cue(window: str) -> tuple[re.Match[str], str, bool] | None:
    for pattern, kind, droppable in _CUE_ENDS:
        match = pattern.search(window)
        if match:
            return match, kind, droppable
    return None
