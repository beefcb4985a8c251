"""Turn the author lines of news pages into the names of people.

In: what a page states as its author, in any of the usual spellings ("By A. Writer and B. Writer,
Staff Reporters"). Out: names of people, in order. Agencies, desks, sites, roles, addresses and
handles are no people and are left out: nobody can be asked about an article by "Staff".
"""

import re
import unicodedata

from pipeline.extract.json_ld import plain

MAX_AUTHORS = 20
_MAX_NAME_CHARS = 60
_MAX_WORDS = 5

_TAG = re.compile(r"<[^<>]{0,300}>")
_ADDRESS = re.compile(
    r"\(?\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+\)?|https?://\S+|www\.\S+|(?<!\w)@\w{2,30}", re.IGNORECASE
)
_BRACKETS = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")
_LEAD = re.compile(
    r"^(?:(?:(?:article|story|review|report|text|words|analysis|comment|opinion|written|posted|published|reported"
    r"|submitted|column|interview|an? \w+ )\s*)?by\b"
    r"|(?:(?:ein(?:e)? \w+|erstellt|publiziert|geschrieben|verfasst|veröffentlicht|interview) )?von\b|par\b|por\b|"
    r"door\b|(?:di|da)\b(?=\s+[A-ZÀ-Þ])|av\b|af\b|przez\b|yazan\b|oleh\b"
    r"|(?:about|über|sobre)\b(?=\s+[A-ZÀ-Þ])"
    r"|(?:author|authors|words|autor|autorin|autore|auteur|text|texte|texto|testo|tekst|foto|redaktion|redacción)\s*:)"
    r"\s*[:\-–]?\s*",
    re.IGNORECASE,
)
# What follows these is never part of a name.
_TAIL = re.compile(
    r"(?:\s+[-–—]\s+|\s*[|•·►]\s*|,?\s+\b(?:for|of|at|from|in|special to|via|updated|published|posted|on|für|aus|pour"
    r"|para)\s)(?=.).*$",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:[;|•·\n\r\t/]|,(?!\s*(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d)\b)|\s(?:and|und|et|y|og|och|ja|with|mit|ve|"
    r"en(?=\s[A-Z]))\s|\s?[&＆]\s?|、|，|，)\s*",
    re.IGNORECASE,
)
_NOT_ALNUM = re.compile(r"[\W_]+")
_DEGREE = re.compile(r",?\s+(?:ph\.?d\.?|m\.?d\.?|mba|esq\.?|cfa)$", re.IGNORECASE)
_TITLE = re.compile(r"^(?:mr|mrs|ms|dr|prof|sir)\.?\s+(?=\S+\s+\S)", re.IGNORECASE)

_PICTURE = re.compile(
    r"\W*(?:photo|foto|photograph|picture|bild|image|illustration|video|grafik)\w*\b",
    re.IGNORECASE,
)
_HAS_NO_SPACES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PICTURE_CREDIT = re.compile(
    r"\s*(?:photo|foto|picture|bild|image|illustration|video|grafik)\w*\s*(?::|by\b|von\b)", re.IGNORECASE
)
# Words that no person's name has; matched as whole words.
_NOT_A_NAME_WORDS = """
weitere artikel person zur publiziert publiée beiträge beitrag text texte alle am more posts
photograph photography illustration expertin experte welle
admin administrator agence agencia agencies agency agentur agenturen anonymous anzeige article articles author
authors autor autoren blog blogger board bureau channel city columnist com comment comments company
contributed contributing contributor contributors corp corporation correspondent critic daily department desk
digital director edition editor editorial editors email enquirer environment equipe facebook feature features
follow foundation freelance gastautor gastbeitrag gazette group guest herald inc institute intern interview
journal journalist korrespondent korrespondentin limited llc ltd magazine manager media member nachrichten
nachrichtenagentur network news newsdesk newspaper newsroom ntb official online opinion photographer photos
politics post press producer publisher radio reader readers redacao redaccion redacción redactie redakcja
redakteur redakteurin redaktion redaktionen redaktionsnetzwerk redazione report reporter reporters reporting
researcher review rédaction section senior service services share sport sports staff star stringer studio
subscribe support team teams technology the times tribune tt tv twitter university updated user volontär
volontärin webmaster weekly wire world writer writers zeitung
monday tuesday wednesday thursday friday saturday sunday february september october november december
"""
_NOT_A_NAME = frozenset(_NOT_A_NAME_WORDS.split())
_ROLES_WORDS = """
admin administrator anonymous author by contributor contributors desk editor editors guest reporter reporters
staff user webmaster writer writers
"""
_ROLES = frozenset(_ROLES_WORDS.split())
_ROLE_NOUN_WORDS = """
analyst author columnist contributor correspondent critic director editor fellow freelancer intern journalist
korrespondent korrespondentin lead manager photographer producer redakteur redakteurin reporter researcher staff
stringer volontär volontärin writer
"""
_ROLE_NOUNS = frozenset(_ROLE_NOUN_WORDS.split())
_ROLE_QUALITY_WORDS = """
assistant associate business chief community consumer contributing court courts crime culture deputy digital
diplomatic economics education employment environment executive features finance foreign freelance general guest
health industrial international investigations investigative junior labor labour legal local managing metro national
news online political politics regional science senior social special sports staff tech technology trainee transport
work workplace world
"""
_ROLE_QUALITIES = frozenset(_ROLE_QUALITY_WORDS.split())
_AGENCY_WORDS = """
aap afp agence-france-presse ani ansa ap apa associated-press ats bbc bloomberg cnbc cnn deutsche-presse-agentur dpa
efe epd ians kna kyodo npr pa press-association pti reuters ritzau sda sid tanjug tass upi wired xinhua
"""
_AGENCIES = frozenset(_AGENCY_WORDS.split())


def people_in(statement: str, *, not_names: frozenset[str] = frozenset(), is_marked: bool = True) -> list[str]:
    """Return the people that an author line names, in order, without repeats.

    Args:
        not_names: folded names (see `fold`) of the site and its publisher, which are no people.
        is_marked: False for text that only looks like a byline: then a name has at least two words.

    >>> people_in("By Ada Reed and Tom Okoro, Staff Writers")
    ['Ada Reed', 'Tom Okoro']
    >>> people_in("Reuters Staff")
    []
    """
    text = plain(statement[:2000])
    text = _ADDRESS.sub(" ", _TAG.sub(" ", text))
    text = _BRACKETS.sub(" ", text).strip(" \t\r\n-–—|:,;")
    if _PICTURE.match(text):
        return []
    is_marked = is_marked or _LEAD.match(text) is not None
    found: list[str] = []
    for number, part in enumerate(_SPLIT.split(_LEAD.sub("", text))):
        if _PICTURE_CREDIT.match(part):
            continue
        name = _name(part, not_names)
        if number == 0 and fold(part) in not_names:
            # "paper.example, Springfield, United States" is an address.
            break
        # After a full name, a single word is a section or a place.
        is_single = name is not None and " " not in name and not _HAS_NO_SPACES.search(name)
        if is_single and (not is_marked or any(" " in other for other in found)):
            continue
        if name and fold(name) not in {fold(other) for other in found}:
            found.append(name)
    return found[:MAX_AUTHORS]


def organisation_in(statement: str) -> str | None:
    """Return the organisation that an author statement names, or None when it names a role or nothing.

    >>> organisation_in("Reuters Staff") is None, organisation_in("The Example Press")
    (True, 'The Example Press')
    """
    text = " ".join(_ADDRESS.sub(" ", _TAG.sub(" ", plain(statement[:300]))).split()).strip(" -–—|:,;()")
    words = {word.strip(".,").casefold() for word in text.split()}
    if any(character in "<>{}=" for character in text):
        return None
    if not 2 <= len(text) <= _MAX_NAME_CHARS or words & _ROLES or words <= _NOT_A_NAME or text.isdigit():
        return None
    return text


def fold(text: str) -> str:
    """Return only the letters and digits of `text`, in lower case, without accents.

    >>> fold("The Daily-Bugle!")
    'thedailybugle'
    """
    return _NOT_ALNUM.sub("", unicodedata.normalize("NFKD", text.casefold()))


def _name(part: str, not_names: frozenset[str]) -> str | None:
    name = " ".join(_LEAD.sub("", part.strip()).split())
    name = _DEGREE.sub("", _TAIL.sub("", name)).strip(" \"“”'’.,:;-–—*()[]")
    name = _without_role(_TITLE.sub("", name))
    if name.isupper() and len(name) > 4:
        name = _from_capitals(name)
    return name if _is_person(name, not_names) else None


def _without_role(name: str) -> str:
    """Return a name without the role before or behind it, where at least two words are left.

    >>> _without_role("Ada Reed Political Editor"), _without_role("Senior reporter Ada Reed")
    ('Ada Reed', 'Ada Reed')
    """
    words = name.split()
    folded = [word.strip(".,").casefold() for word in words]
    end = len(words)
    if folded and folded[-1] in _ROLE_NOUNS:
        end -= 1
        while end > 2 and folded[end - 1] in _ROLE_QUALITIES:
            end -= 1
    start = 0
    while start < end and folded[start] in _ROLE_QUALITIES:
        start += 1
    start = start + 1 if start < end and folded[start] in _ROLE_NOUNS else 0
    return " ".join(words[start:end]) if end - start >= 2 else name


def _is_person(name: str, not_names: frozenset[str]) -> bool:
    words = name.split()
    folded = fold(name)
    if len(folded) < 2 or len(name) > _MAX_NAME_CHARS or len(words) > _MAX_WORDS:
        return False
    if any(character.isdigit() or character in "<>{}=_#%$!?:" for character in name) or folded in not_names:
        return False
    lower = [word.strip(".,'’\"").casefold() for word in words]
    if any(fold(word) in not_names for word in lower if len(word) > 2) and len(words) > 1:
        return False
    if any(word in _NOT_A_NAME or word in _AGENCIES for word in re.split(r"[\s/-]+", " ".join(lower))):
        return False
    if "-".join(lower) in _AGENCIES or ("." in name.strip(".") and " " not in name):
        return False
    # A name starts with a capital in scripts that have them; a lower-case word alone is a handle.
    return any(character.isupper() or (not character.islower() and character.isalpha()) for character in name)


def _from_capitals(name: str) -> str:
    return re.sub(
        r"[^\W\d_]+", lambda match: match.group().capitalize() if len(match.group()) > 1 else match.group(), name
    )
