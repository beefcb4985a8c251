"""Which names never are a payer, whatever their place in a sentence.

Unions, newspapers, authorities, surveys, languages, places, dates, and capitalised common words. In: a name.
Out: whether it may be an employer's. Known employers do not come here first: the gazetteer says that they are.
"""

import re

from models.claims_words import load_words, places_in

_NO_PAYER = re.compile(
    r"\b(?:union|guild|teamsters|unite|unison|gmb|rmt|aslef|uaw|afl-cio|seiu|sag-aftra|wga|equity|reuters|"
    r"bloomberg|guardian|times|bbc|cnn|post|journal|npr|kron4?|associated press|afp|wired|glassdoor|indeed|"
    r"payscale|ons|bureau|congress|parliament|senate|labou?r department|department of labor|commission|"
    r"acas|business insider|techcrunch|the verge|gizmodo|mashable|futurism|engadget|ars technica|"
    r"politico|axios|404 media|rest of world|financial times|wall street|economist|sfgate|euronews|"
    r"low pay|census|wage|institute|association|federation|alliance|court|act|bill|law|minimum|ministry|"
    r"index|review|survey|report|study|foundation|committee|resolution)\b",
    re.I,
)
_NO_NAMES = frozenset(
    [
        "ai",
        "ceo",
        "cfo",
        "hr",
        "it",
        "tv",
        "phd",
        "phds",
        "mds",
        "us",
        "uk",
        "eu",
        "gdp",
        "usd",
        "gbp",
        "mba",
        "rn",
        "id",
        "app",
        "api",
        "gpu",
        "llm",
        "llms",
        "rlhf",
        "sft",
        "nlp",
        "ml",
        "mt",
        "qa",
        "hit",
        "hits",
        "faq",
        "tbd",
        "gen",
        "covid",
        "covid-19",
        "ph.d.",
        "i",
        "mr",
        "ms",
        "mrs",
        "dr",
        "ceos",
        "vp",
        "human",
        "hollywood",
        "department",
        "office",
        "bureau",
        "agency",
        "freelance",
        "senior",
        "junior",
        "former",
        "staff",
        "chief",
        "national",
        "local",
        "rs",
        "sh",
        "rm",
        "kes",
        "ksh",
        "php",
        "inr",
        "aud",
        "cad",
        "eur",
        "cop",
        "american",
    ]
)
DATES = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "christmas",
        "easter",
        "project",
        "operation",
    ]
)


_LANGUAGES = re.compile(
    r"^(?:english|hindi|tamil|telugu|kannada|malayalam|marathi|gujarati|bengali|bangla|punjabi|urdu|nepali|sinhala|swahili|"
    r"kiswahili|luganda|kikuyu|luo|yoruba|igbo|hausa|amharic|somali|zulu|xhosa|afrikaans|twi|tagalog|filipino|cebuano|"
    r"bisaya|visayan|malay|bahasa|indonesian|javanese|vietnamese|thai|khmer|burmese|lao|mandarin|cantonese|chinese|japanese|"
    r"korean|arabic|hebrew|persian|farsi|turkish|kurdish|russian|ukrainian|polish|czech|slovak|hungarian|romanian|bulgarian|"
    r"serbian|croatian|greek|german|dutch|french|spanish|portuguese|italian|catalan|basque|galician|welsh|irish|gaelic|"
    r"danish|swedish|norwegian|finnish|icelandic|estonian|latvian|lithuanian|maori|quechua|latin)$",
    re.I,
)

_HUMAN = re.compile(
    r"^(?:(?:Mr|Ms|Mrs|Mx|Miss|Dr|Sir|Dame|Prof|Professor|Judge|Justice)\b|(?:[A-Z]\.\s?)+[A-Z][\w’'-]+$)"
)

# Models and assistants by name: they are trained, and pay nobody.
_PRODUCT = re.compile(
    r"^(?:grok|chatgpt|gpt|gemini|claude|llama|copilot|bard|dall-?e|sora|midjourney|alexa|siri|bing|deepseek)"
    r"(?:[ -]?[\d.]+\w*)?$",
    re.I,
)
# Groups of workers and what they join: "Data Workers", "Graders United".
_GROUP = re.compile(
    r"\b(?:workers|annotators|graders|raters|labell?ers|moderators|drivers|couriers|riders|typists|tutors|taskers|freelancers|"
    r"translators|linguists|teachers|nurses|writers|actors|employees|staff|collective|coalition|federation|campaign|movement|"
    r"society|observatory|caucus|confederation|brotherhood|tribunal|parliament|police|customers|clients)\b",
    re.I,
)
# Roads, places and newspapers of two words and more.
_LAST_WORD = re.compile(
    r"\b(?:Road|Street|Avenue|Lane|Square|Park|Bridge|Airport|Valley|River|County|City|Town|Bay|Beach|Hills|Island|Islands|Heights|"
    r"Harbou?r|Province|District|Region|State|Ledger|Herald|Gazette|Tribune|Chronicle|Dispatch|Wire|Mirror|Telegraph|Observer|"
    r"Monitor|Courier|Daily|Digest|Magazine|Radio|News|Act|Day|Week|Month|Project|Programme|Program|Award|Prize)$"
)


def may_be_payer(name: str) -> bool:
    """Return whether a capitalised name may be an employer's.

    >>> may_be_payer("Vellum"), may_be_payer("Leeds"), may_be_payer("Swahili"), may_be_payer("Porters' Union")
    (True, False, False, False)
    >>> may_be_payer("Salary")
    False
    """
    words = name.split()
    if (
        not words
        or name.lower() in _NO_NAMES
        or name.lower() in DATES
        or _LANGUAGES.search(name)
        or _PRODUCT.search(name)
        or _NO_PAYER.search(name)
    ):
        return False
    if _HUMAN.match(name) or _GROUP.search(name) or (len(words) > 1 and _LAST_WORD.search(name)):
        return False
    if any(place.end - place.start == len(name) for place in places_in(name)):
        return False
    known, lower = load_words(), name.lower()
    if len(words) == 1 and lower in known.pay_nouns:
        return False
    return len(words) > 1 or not any(lower in known.people[kind] for kind in ("employers", "roles", "work", "pieces"))
