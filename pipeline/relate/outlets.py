"""Tell which outlet a name or an address in a text means.

In: the registered sources, then words of a text. Out: an `Outlet`, or None. Registered names count as they are
written ("TIME" is a magazine, "time" is not); what is not registered is an outlet only by its form: a web address, or a
capitalised name with a word that newspapers are called by. "Mercor", "the court" and "Fairwork" are none: people and
companies say things, too, and a guess would make a source of each of them.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipeline.records import Source
from pipeline.urls import host_of

_ARTICLES = frozenset({"the", "der", "die", "das", "den", "dem", "el", "la", "los", "las", "le", "les", "o", "a", "os"})
_FORM_TEXT = (
    "advocate age agency agentur agencia observatory observatorio anzeiger argus arena banner beacon beat blatt"
    " bladet bote bugle bulletin business chronicle citizen"
    " clarion comercio correio correo corriere courant courier crónica cronica daily democrat desk despatch dispatch"
    " depeche dépêche diario diário digest echo eco enquirer epoca época examiner expreso express financiero folha free"
    " gaceta gazeta gazette globe globo guardian handelsblatt herald heraldo independent industrial informador"
    " informer inquirer insider intelligencer jornal journal kurier ledger leader libre magazine mail matin mercury"
    " merkur messenger mirror monde monitor morgenpost mundo nachrichten nación nation national nazione news newswire"
    " noticias notícias nouvelles nouvelliste novedades observador observateur observer optic outlook país pais"
    " panorama"
    " periódico periodico pioneer plain-dealer post press prensa presse progrès progres público quotidien radio record"
    " recorder reforma register registro renascença reporter republic review revista revue rundschau sentinel sentry"
    " sera signal sol spectator spiegel standard star statesman stimme sun tag tageblatt tagblatt tageszeitung tägliche"
    " tarde telegraf telegraph télégramme times tidende tribuna tribune trumpet tv universal universo verdad voice voz"
    " wave weekly wire wochenblatt world zeit zeitung allgemeine volksblatt abendblatt abendzeitung morgenblatt"
)
_FORMS = frozenset(_FORM_TEXT.split())
# A name with one of these is a body, whatever else is in it.
_BODY_TEXT = (
    "association bank board bureau committee commission company congress corporation council court department"
    " federation"
    " foundation government group inc institute justice labs labor labour league ltd ministry office party platform"
    " project solutions syndicate tribunal union university workers"
)
_BODIES = frozenset(_BODY_TEXT.split())
_AGENCIES = {
    "Reuters": "reuters",
    "AP": "ap",
    "Associated Press": "ap",
    "AFP": "afp",
    "Agence France-Presse": "afp",
    "dpa": "dpa",
    "EFE": "efe",
    "PA": "pa",
    "PA Media": "pa",
    "ANSA": "ansa",
    "AAP": "aap",
    "PTI": "pti",
    "Lusa": "lusa",
    "Xinhua": "xinhua",
    "APA": "apa",
    "KNA": "kna",
    "epd": "epd",
    "Europa Press": "europapress",
}
"""Agencies by name, with the key under which they are counted."""
# "Hafenkurier", "Elbzeitung": German writes the form into the name.
_COMPOUND = re.compile(
    r"\w{3,}(?:zeitung|kurier|blatt|anzeiger|bote|rundschau|nachrichten|merkur|spiegel|echo|presse|tribüne|funk|magazin)$"
)
_SHARED_LABELS = frozenset({"www", "com", "org", "net", "co", "gov", "edu", "news", "m", "amp"})
_HOST = re.compile(r"(?:https?://)?(?:www\.)?((?:[a-z0-9-]{2,40}\.){1,3}[a-z]{2,12})(?:/\S*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Who publishes."""

    key: str
    """What tells outlets apart: the name in small letters, without article, blanks and signs."""
    name: str
    source_id: str | None = None
    """Of the registered source; None for one that is known by its form alone."""
    is_agency: bool = False


class Outlets:
    """The outlets that are registered, and the rule for those that are not."""

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        self._by_name: dict[str, Outlet] = {
            name: Outlet(key=key, name=name, is_agency=True) for name, key in _AGENCIES.items()
        }
        self._by_key: dict[str, Outlet] = {}
        for source in sources:
            name = re.sub(r" \([^)]*\)$", "", source.name)
            known = self._by_name.get(name)
            outlet = Outlet(
                key=outlet_key(name), name=name, source_id=source.id, is_agency=known.is_agency if known else False
            )
            for written in {name, *_without_article(name)}:
                self._by_name[written] = outlet
            for key in (outlet.key, outlet_key(source.id), key_of_host(host_of(source.homepage))):
                if len(key) >= _SHORTEST:
                    self._by_key.setdefault(key, outlet)

    def named(self, words: str) -> Outlet | None:
        """Return the outlet that `words` of a text name, or None.

        >>> Outlets().named("The Quay Street Ledger").key
        'quaystreetledger'
        >>> Outlets().named("Mercor") is None, Outlets().named("the court") is None
        (True, True)
        """
        words = words.strip().removesuffix("'s").removesuffix("’s")
        if host := _HOST.fullmatch(words):
            return self.of_host(host[1].lower())
        for written in (words, *_without_article(words)):
            if written in self._by_name:
                return self._by_name[written]
        parts = [part for part in re.split(r"[\s-]+", words.lower()) if part not in _ARTICLES]
        if not parts or _BODIES.intersection(parts):
            return None
        known = self._by_key.get(outlet_key(words))
        if known is not None and len(parts) > 1:
            return known
        is_called_so = (
            bool(_FORMS.intersection({parts[0], parts[-1]}))
            or _COMPOUND.search(parts[-1]) is not None
            or (parts[-1] == "service" and parts[-2:-1] in (["news"], ["press"], ["wire"]))
        )
        return Outlet(key=outlet_key(words), name=words) if is_called_so else None

    def of_host(self, host: str) -> Outlet:
        """Return the outlet at a host name: a registered one, or one called by its address."""
        key = key_of_host(host)
        return self._by_key.get(key) or Outlet(key=key, name=host)


_SHORTEST = 4


@lru_cache(maxsize=4096)
def outlet_key(name: str) -> str:
    """Return what two spellings of an outlet's name have in common.

    >>> outlet_key("The Quay Street Ledger"), outlet_key("quay-street-ledger")
    ('quaystreetledger', 'quaystreetledger')
    """
    plain = unicodedata.normalize("NFKD", name.lower().replace("'s", "").replace("’s", ""))
    words = re.split(r"[^\w]+", "".join(char for char in plain if not unicodedata.combining(char)))
    while len(words) > 1 and (not words[0] or words[0] in _ARTICLES):
        words = words[1:]
    return "".join(words).replace("_", "")


@lru_cache(maxsize=4096)
def key_of_host(host: str) -> str:
    """Return the key of the outlet at a host name.

    >>> key_of_host("www.quaystreetledger.co.uk"), key_of_host("news.paper.example")
    ('quaystreetledger', 'paper')
    """
    labels = [label for label in host.lower().split(".") if label]
    kept = [label for label in labels[:-1] if label not in _SHARED_LABELS] or labels[:1]
    key = outlet_key(kept[-1]) if kept else ""
    return key.removeprefix("the") if len(key) > 3 + _SHORTEST else key


def names_outlet(words: str, names: Iterable[str]) -> bool:
    """Say whether `words` are one of an outlet's names, or the short form of one.

    >>> names_outlet("the Ledger", ["The Quay Street Ledger"]), names_outlet("Mercor", ["The Mercor Post"])
    (True, False)
    """
    wanted = outlet_key(words)
    for name in names:
        key = outlet_key(name)
        if not key or not wanted:
            continue
        if wanted == key or (len(key) >= _SHORTEST and wanted == key_of_host(name)):
            return True
        last = [word for word in re.split(r"\W+", name.lower()) if word][-1:]
        if last == [wanted] and wanted in _FORMS:
            return True
    host = _HOST.fullmatch(words.strip())
    return host is not None and any(key_of_host(host[1]) in {outlet_key(name), key_of_host(name)} for name in names)


def _without_article(name: str) -> tuple[str, ...]:
    first, blank, rest = name.partition(" ")
    return (rest,) if blank and first.lower() in _ARTICLES and rest[:1].isupper() else ()
