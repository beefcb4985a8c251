"""Which names of a text are people, places or projects, and which employer the text is about.

The small language model sees one sentence and takes "Whitlock" or "Fresno" for a company; the whole text knows better:
a bare surname was introduced with a first name, a town stands behind "in", a project is called one. Names of the
gazetteer are exempt. Single passes over at most MAX_READ characters, so that cost stays linear on hostile text.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from models.claims_parse import Tree
from models.claims_refused import may_be_payer
from models.claims_words import load_words, places_in
from models.gazetteer import EntitySpan

# A long article has 30,000 characters; what introduces a name stands near the top.
MAX_READ = 60_000
# Names beyond this many belong to a register, not to a story.
MAX_NAMES = 60

_TITLED = re.compile(
    r"\b(?:Mr|Ms|Mrs|Mx|Dr|Sir|Dame|Prof|Professor|Judge|Justice|Senator)\.?\s+((?:[A-Z][\w’'-]+\s?){1,3})"
)
_INITIALS = re.compile(r"\b(?:[A-Z]\.\s?){1,3}([A-Z][\w’-]+)")
_FULL_NAME = re.compile(r"(?<![\w“\"'‘])([A-Z][a-zà-ÿ]+)(?:\s[A-Z]\.)?\s([A-Z][\w-]*[a-zà-ÿ][\w-]*)\b(?!\s[A-Z])")
_APPOSED = re.compile(
    r"(?<![\w’'-])([A-Z][\w-]{1,40}(?:\s[A-Z][\w.-]{1,40}){0,2})(?:\sof\s[A-Z][\w-]+)?,\s(?:(?P<age>\d\d)\b"
    r"|(?P<who>who)\b|"
    r"(?:an?|the)\s(?P<what>(?:[\w-]{1,40}\s){0,3}[\w-]{1,40}))"
)
_PRONOUN = re.compile(
    r"(?<![\w’'-])([A-Z][\w-]{1,40})(?:['’]s\s(?:[\w-]+\s){1,3}(?:show|say|says|shows|suggest)\w*|\s(?:said|says|told"
    r"|recalls?|recalled|wrote|thinks|"
    r"thought|believes|estimates|reckons))\s(?:[a-z]+\s){0,2}(?:he|she)\b"
)
_INSIDE = re.compile(r"\b(?:in|near|outside|across|throughout|around)\s((?:[A-Z][\wà-ÿ-]+)(?:\s[A-Z][\wà-ÿ-]+)?)")
# Who is told something reports it: "one contractor told the Quay Ledger that they earned $60".
_HEARER = re.compile(
    r"\b(?:told|tells|telling|spoke (?:to|with)|spoken (?:to|with)|speaking (?:to|with)|talked to"
    r"|interview with|shared with|(?:analysis|report|investigation|review|tally|story|article) (?:by|in|from))"
    r"\s(?:the\s)?(?P<name>[A-Z][\w-]+(?:\s[A-Z][\w-]+){0,3})"
)
# "Rossi et al. (2021)" wrote a paper.
_AUTHOR = re.compile(r"([A-Z][\w’'-]+)(?:,? et al|,? (?:and|&) [A-Z][\w’'-]+,? \((?:19|20)\d\d\)|,? \((?:19|20)\d\d\))")
_SOMEBODY = frozenset(
    ["individuals", "people", "others", "women", "men", "youths", "graduates", "mothers", "refugees", "friends"]
)
_EARNER = re.compile(
    r"(?<![\w’'-])([A-Z][\w-]{1,40}(?:\s[A-Z][\w-]{1,40})?)\s(?:now |still |once |usually |typically )?"
    r"(?:earns|earned|(?:takes|took) home"
    r"|(?:is|was|gets|got) paid|makes (?:about |just |only )?(?=[^\w\s]{0,3}\d|Rs|Ksh))\b"
)
# "Raters at Dunmore earned": the raters did.
_ADDED = re.compile(r"\b(?:at|for|with|by|from|of|on|in|through|via) (?:the )?(?:[A-Z][\w-]* )*$")
_EXAMPLE = re.compile(r"\b(?P<who>[a-z]+),?\s(?:like|such as)\s(?P<name>[A-Z][\w-]+(?:\s[A-Z][\w-]+)?)")
_ORIGIN = re.compile(r"\b(?P<who>[a-z]+)\s(?:from|of)\s(?P<name>[A-Z][\wà-ÿ-]+)")
_SITE = re.compile(
    r"\b(?:hub|site|warehouse|depot|office|campus|branch|plant|town|city|village|district)s?\s(?:at|in"
    r"|of)\s([A-Z][\wà-ÿ-]+)"
)
_PROJECT = re.compile(
    r"(?<![\w’'-])([A-Z][\w-]{1,40})\s(?:project|programme|queue)\b|"
    r"\b(?:project|programme|queue)s?\s(?:called|named|known as|"
    r"code-?named|dubbed)\s"
    r"[“\"‘']?([A-Z][\w-]+)"
)
_NAME = r"(?<![\w’'-])[A-Z][\w’'-]{0,40}[a-zA-Z](?:\s(?:&\s)?[A-Z][\w-]{0,40}[a-zA-Z]){0,3}"
_LOWER = re.compile(r"\b[a-zà-ÿ]{2,}\b")
_CAPITAL = re.compile(r"\b[A-Z][a-zà-ÿ]+\b")
_INSIDE_SENTENCE = re.compile(r"[\w,;][ ]$|[(“\"‘]$")
_WHOLE_NAME = re.compile(rf"\b{_NAME}")
_ITEM = re.compile(rf"^(?:[-•*–—]\s|\d{{1,3}}[.)]\s)\s*(?P<item>{_NAME})\s?(?=[,:(–—])", re.M)
# "OpenAI's vendor" says who the client is, not who pays.
_CLIENT = re.compile(
    r"['’]s?\s(?:[\w-]+\s)?(?:vendors?|suppliers?|contractor|subcontractors?|outsourcers?|models?|chatbots?"
    r"|assistants?|rivals?|competitors?)\b"
)
_ORG_WORD = re.compile(
    r"^(?:AI|Labs?|Inc|Ltd|Group|Corp|Solutions|Services|Technolog\w+|Systems|Data|Works?|Partners|Health\w*"
    r"|Logistics|Media|"
    r"Studios?|Mills?|Trust|Bank|Foods?|Airlines?|Airways|University|College|Hospital|Council|Stores?|Hotels?|Motors?|"
    r"Parcels?|Union|Guild|Court|Road|Street|Department|Ministry|Times|Post)$"
)
_FUNCTION = frozenset(
    [
        "a",
        "an",
        "the",
        "in",
        "on",
        "at",
        "for",
        "from",
        "with",
        "when",
        "while",
        "but",
        "and",
        "or",
        "if",
        "as",
        "after",
        "before",
        "by",
        "of",
        "to",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "they",
        "he",
        "she",
        "we",
        "i",
        "some",
        "most",
        "many",
        "one",
        "two",
        "three",
        "both",
        "all",
        "each",
        "no",
        "not",
        "now",
        "then",
        "there",
        "here",
        "what",
        "why",
        "how",
        "who",
        "where",
        "since",
        "until",
        "last",
        "next",
        "her",
        "his",
        "their",
        "our",
        "my",
        "your",
        "former",
        "other",
        "another",
        "about",
        "even",
        "under",
        "over",
        "like",
        "according",
    ]
)


def barred_names(text: str, trees: Iterable[Tree], *, known: Sequence[EntitySpan]) -> frozenset[str]:
    """Return the words and names, in lower case, that the text shows to be people, places or projects.

    Args:
        known: spans of names of the gazetteer; they are never barred.
    """
    words = load_words()
    roles, employers = words.people["roles"], words.people["employers"]
    read = text[:MAX_READ]
    people: set[str] = set()
    others: set[str] = set()
    firms: set[str] = set()
    pairs: list[tuple[str, str, str]] = []
    for match in _TITLED.finditer(read):
        people.update((match[1].strip(), match[1].split()[-1]))
    for match in _INITIALS.finditer(read):
        people.update((match[0], match[1]))
    for match in _FULL_NAME.finditer(read):
        first, last = match[1].lower(), match[2]
        if (
            any(letter.isupper() for letter in last[1:])
            or first in _FUNCTION
            or first in roles
            or first in employers
            or _ORG_WORD.match(last)
            or places_in(match[1])
        ):
            continue
        people.add(last)
        pairs.append((match[1], last, match[0]))
    times = Counter(_CAPITAL.findall(read))
    # The first name comes once, the surname again and again.
    people.update(whole for first, last, whole in pairs if times[last] > times[first])
    for match in _APPOSED.finditer(read):
        name = match[1]
        described = (match["what"] or "").lower().split()
        kind = next((word for word in described if word in roles or word in employers), None)
        if match["age"] or match["who"] or (kind in roles and kind not in employers):
            people.update((name, name.split()[-1]))
        elif kind in employers:
            firms.update((name, name.split()[-1]))
    people.update(match[1] for match in _PRONOUN.finditer(read))
    for match in _INSIDE.finditer(read):
        others.add(match[1])
    people.update(match[1] for match in _AUTHOR.finditer(read))
    people.update(
        match[1]
        for match in _EARNER.finditer(read)
        if not _ADDED.search(read[max(0, match.start() - 60) : match.start()])
    )
    for match in _EXAMPLE.finditer(read):
        # "Workers like Amara" names a worker; "platforms like Fennel" names a platform.
        who = match["who"]
        if who in roles or who.removesuffix("s") in roles or who in _SOMEBODY:
            people.update((match["name"], match["name"].split()[-1]))
    for match in _ORIGIN.finditer(read):
        if match["who"] in roles:
            others.add(match["name"])
    others.update(match[1] for match in _SITE.finditer(read))
    for match in _PROJECT.finditer(read):
        others.add(match[1] or match[2])
    for tree in trees:
        people.update(_tagged_people(tree))
    common = set(_LOWER.findall(read))
    others.update(word for word in _CAPITAL.findall(read) if word.lower() in common)
    others.update(hearers_in(read))
    exempt = {read[span.start : span.end].lower() for span in known if span.end <= len(read)}
    exempt |= {name.lower() for name in firms}
    barred = frozenset(name.lower() for name in people | others) - exempt
    return barred | {name.lower() for name in _payers_of_firms(read, known) | _clients_of_vendors(read)}


# "Alphabet's vendor Accenture": the vendor pays.
_VENDOR = re.compile(
    r"\b(?P<client>[A-Z][\w.&-]+(?: [A-Z][\w.&-]+)?)['’]s? (?:[\w-]+ ){0,2}?(?:vendor|supplier|contractor"
    r"|subcontractor|outsourcer"
    r"|outsourcing (?:firm|partner|company)|staffing (?:firm|agency)),? [A-Z]"
)


_STAFF = r"(?:full-time |own )?(?:employees?|staff(?:ers)?|workers?|engineers?|researchers?)"


def _clients_of_vendors(text: str) -> set[str]:
    """Return the firms that let a vendor pay, those left out of whose own staff the text speaks, too."""
    found = {match["client"] for match in _VENDOR.finditer(text)}
    return {
        name
        for name in found
        if not re.search(rf"\b{re.escape(name)}(?:['’]s?)? {_STAFF}\b|\b{_STAFF} (?:at|of) {re.escape(name)}\b", text)
    }


# "OpenAI paid Sama $12.50 an hour", "Sama charged OpenAI $12.50": what firms pay each other is not what workers get.
_PAYS_FIRM = re.compile(r"\s(?:has |had |was |is |would )?(?:pays?|paid|paying)\s")
_CHARGES_FIRM = re.compile(
    r"\s(?:has |had |was |is |would )?(?:charg(?:es?|ed|ing)|bill(?:s|ed|ing)?|invoic(?:es?|ed|ing))\s"
)
_SUM_NEXT = re.compile(r"\s(?:[a-z]+\s){0,3}(?:[A-Z]{0,3}[$€£₹]|Rs|[A-Z]{3}\s?)\d")


def _payers_of_firms(text: str, known: Sequence[EntitySpan]) -> set[str]:
    """Return the known firms that the text shows to pay another known firm: its workers' pay is the other's to pay.

    A firm that also pays for itself ("OpenAI pays its own raters") is left alone.
    """
    found = set()
    for one, other in pairwise(known):
        between = text[one.end : other.start]
        payer = one if _PAYS_FIRM.fullmatch(between) else other if _CHARGES_FIRM.fullmatch(between) else None
        if payer is not None and _SUM_NEXT.match(text, other.end):
            found.add(text[payer.start : payer.end])
    return {
        name
        for name in found
        if not re.search(
            rf"\b{re.escape(name)}(?:['’]s own\s|\s(?:itself |also |directly )?(?:pays?|paid|hires?|hired"
            rf"|employs)\s(?:its|their)\s)",
            text,
        )
    }


def is_client_here(text: str, end: int) -> bool:
    """Return whether a name that ends at a character is that of a client: "OpenAI's vendor"."""
    return _CLIENT.match(text, end) is not None


def hearers_in(text: str) -> list[str]:
    """Return the names that are told something.

    >>> hearers_in("One contractor told the Quay Ledger that they earned $60.")
    ['Quay Ledger']
    """
    return [match["name"] for match in _HEARER.finditer(text)]


def _tagged_people(tree: Tree) -> set[str]:
    """Return the surnames of the two-word names that the language model takes for people."""
    found = set()
    for token in tree.tokens:
        before = tree.tokens[token.i - 1] if token.i else None
        if (
            before is not None
            and token.ent == before.ent == "PERSON"
            and before.dep == "compound"
            and before.head == token.i
            and not _ORG_WORD.match(token.text)
        ):
            found.add(token.text)
    return found


_KIND = (
    r"(?:firm|company|start-?up|platform|app|site|website|agency|outfit|giant|vendor|employer|marketplace|contractor|"
    r"outsourcer|retailer|maker|unicorn|business|chain|lab|provider|subsidiary|recruiter)"
)
_OF_WORK = (
    r"(?:workers?|staff|employees|contractors|freelancers|tutors|raters|graders|annotators|labell?ers|"
    r"taskers|moderators|couriers|drivers|riders|experts|reviewers|testers|typists|transcribers|recruiters?|listings?"
    r"|adverts?|"
    r"ads?|postings?|queue|platform|app|site|website|terms|payroll|dashboard|founders?|spokes\w+|rate card)"
)
_NAMED = re.compile(
    rf"(?:(?:^|(?<=[\s(“\"‘]))(?:the\s)?(?:[\w-]+\s){{0,2}}{_KIND},?\s(?:called\s|named\s)?(?P<kind>{_NAME}))"
    rf"|(?P<apposed>{_NAME}),\s(?:an?|the)\s(?:[\w’'-]+\s){{0,5}}?{_KIND}\b"
    rf"|(?P<owner>{_NAME})['’]s?\s(?:[\w-]+\s){{0,2}}?{_OF_WORK}\b"
    rf"|(?P<payer>{_NAME})\s(?:will\s|has\s|had\s|would\s|also\s|now\s|does\s(?:not\s)?|did\s(?:not\s)?|once\s"
    rf"|still\s)*"
    r"(?:pays|paid|paying|hires?|hired|recruits?|recruited|employs?|employed|owes|owed|cut|cuts|raised|raises|lowered"
    r"|slashed|"
    r"offers|offered|outsources|lists|listed|advertises|sacked|fired|launched|onboarded)\b"
    rf"|\b(?:work(?:s|ed|ing)?|job|shift|hours|contract|hired|paid|employed|recruited|freelanc\w+|annotat\w+|label\w*"
    rf"|task\w*|"
    rf"role|gig|signed\sup)\s(?:for|at|by|with|on|through|via|from)\s(?P<place>{_NAME})|\b(?:sues?|sued"
    rf"|suing)\s(?P<sued>{_NAME})"
)


class Cast:
    """The employers that a text names, where they stand, and the one that it is about."""

    def __init__(
        self, text: str, title: str, *, names: Iterable[str], known: Sequence[EntitySpan], barred: frozenset[str]
    ) -> None:
        """Read a text.

        Args:
            names: employers that the parsed sentences name.
            known: spans of names of the gazetteer.
        """
        self._paragraphs = [0, *(match.end() for match in re.finditer(r"\n+", text))]
        read = text[:MAX_READ]
        found = Counter(text[span.start : span.end] for span in known)
        for name in names:
            found[re.sub(r"['’]s$", "", name)] += 1
        for pattern in (_NAMED, _ITEM):
            for match in pattern.finditer(read):
                cut = _trimmed(match[match.lastgroup or 0])
                if cut is not None and cut.lower() not in barred:
                    found[cut] += 1
        capitals = sum(word[0].isupper() for word in title.split())
        is_sentence = 2 * capitals <= len(title.split())
        cued = frozenset(name for name in found)
        for match in _WHOLE_NAME.finditer(title[:MAX_TITLE]):
            # "Bakery drivers win": a title's first word, and all words of a headline in capitals, prove nothing.
            whole = _trimmed(match[0]) if is_sentence and (match.start() > 0 or read.count(match[0]) > 1) else None
            if whole is None or whole.lower() in barred or (whole not in cued and read.count(whole) < MIN_UNCUED):
                continue
            found[whole] += 1
        chosen = [name for name, _ in found.most_common(MAX_NAMES)]
        self._at: list[tuple[int, str]] = []
        self.main: str | None = None
        self.main_by = "none"
        """Why it is: it is the \"only\" one, the only one in the \"title\" or the \"lead\", or named \"most\"."""
        if not chosen:
            return
        finder = re.compile(
            r"\b(?:" + "|".join(re.escape(name) for name in sorted(chosen, key=len, reverse=True)) + r")(?!\w)"
        )
        own = {text[span.start : span.end] for span in known}
        places = [match for match in finder.finditer(read) if not _CLIENT.match(read, match.end())]
        counts = Counter(match[0] for match in places)
        if len(text) > MAX_SINGLE:
            # A word that only ever opens a sentence may be any word: "Campus offers came late".
            inside = {
                match[0] for match in places if _INSIDE_SENTENCE.search(read, max(0, match.start() - 3), match.start())
            }
            inside |= (
                own
                | {match[0] for match in finder.finditer(title)}
                | {name for name in counts if " " in name or counts[name] > 1}
            )
            inside |= {match["item"] for match in _ITEM.finditer(read)}
            places = [match for match in places if match[0] in inside]
            counts = Counter(match[0] for match in places)
        groups = _groups(counts)
        self._at = [(match.start(), groups[match[0]]) for match in places]
        self.main, self.main_by = self._main({groups.get(match[0], match[0]) for match in finder.finditer(title)}, text)

    def _main(self, titled: set[str], text: str) -> tuple[str | None, str]:
        if len(titled) == 1:
            return next(iter(titled)), "title"
        ranked = Counter(name for _, name in self._at).most_common(2)
        if titled or not ranked:
            return None, "none"
        first, times = ranked[0]
        if len(ranked) == 1 and (times >= 2 or len(text) <= MAX_SINGLE):
            return first, "only"
        if len(ranked) == 1:
            return None, "none"
        if times >= 3 * ranked[1][1]:
            return first, "most"
        return None, "none"

    def paragraph_at(self, position: int) -> int:
        """Return the number of the paragraph."""
        return bisect_right(self._paragraphs, position)

    def is_meant(self, text: str, start: int, end: int) -> bool:
        """Return whether the main employer may pay what a sentence says.

        An employer of the title may. Another one must be referred to, in the sentence or shortly before it in its
        paragraph: "the company", "its raters".
        """
        if self.main_by == "title" or len(text) <= MAX_SINGLE:
            return True
        low = max(self._paragraphs[self.paragraph_at(start) - 1], start - MAX_REFERENCE)
        return bool(_REFERENCE.search(text, low, min(end, start + MAX_REFERENCE * 4)))

    def around(self, position: int) -> list[str]:
        """Return the employers that the paragraph names up to a character, each once."""
        start = self._paragraphs[self.paragraph_at(position) - 1]
        low, high = bisect_right(self._at, (start - 1, "\uffff")), bisect_right(self._at, (position, ""))
        return list(dict.fromkeys(name for _, name in self._at[low:high][-12:]))


MAX_REFERENCE = 240
_REFERENCE = re.compile(rf"\b(?:[Tt]he|[Tt]hat|[Tt]his)\s{_KIND}\b(?!\s(?:in|at|near|where))|\b[Ii]ts\s", re.I)
# A name that a longer text says once is no more than passed by.
MAX_SINGLE = 600


MAX_TITLE = 300
# A name in the title that nothing shows to be an employer must at least come back this often.
MIN_UNCUED = 3


def _groups(counts: Counter[str]) -> dict[str, str]:
    """Return for each name the form that stands for it: "Kennet" and "Kennet & Rowe" are one employer."""
    stands: dict[str, str] = {}
    longest = sorted(counts, key=len, reverse=True)
    for name in longest:
        parts = set(name.lower().split())
        home = next(
            (other for other in longest if len(other) > len(name) and parts <= set(other.lower().split())), name
        )
        stands[name] = stands.get(home, home)
    best: dict[str, str] = {}
    for name, home in stands.items():
        if home not in best or counts[name] > counts[best[home]]:
            best[home] = name
    return {name: best[home] for name, home in stands.items()}


def _trimmed(name: str) -> str | None:
    """Return a name without the words before it that are none, as in "But Vellum"; None when nothing is left."""
    words = load_words()
    parts = re.sub(r"['’]s$", "", name).split()
    while parts and (
        parts[0].lower() in _FUNCTION
        or parts[0].lower() in words.people["roles"]
        or parts[0].lower() in words.people["employers"]
        or (len(parts) > 1 and places_in(parts[0]) and len(places_in(parts[0])[0].text) == len(parts[0]))
    ):
        parts.pop(0)
    if not parts:
        return None
    left = " ".join(parts)
    return left if may_be_payer(left) else None
