"""Keep the names under which people post in forums out of what is stored: a handle may lead to a person.

In: a name that was read out of a text, and the text. Out: the name without handles, "forum user" when nothing else
is left. A word is a handle

- by its form: "@name", "u/name", an underscore inside ("tin_ear_tony"), or a word that ends in two or more digits
  ("annotator87"), which a firm may do, too: a payer is no handle for that alone;
- by its place in this text: it opens a post ("saltcedar wrote:", "saltcedar (mod)", "Posted by saltcedar", or, when
  two or more lines begin so, "saltcedar: ..."). Before "wrote:" and "(mod)" a word alone on its line may be written
  in any way, else it is one in lower case: "The judge wrote: ..." opens no post.

Names of the gazetteer are no handles, whatever they look like. A surname alone ("Okafor said") is none either: people
whom the press names are what the text says.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from models.claims_words import load_words

FORUM_USER = "forum user"
# A thread's handles stand at the beginnings of its posts; longer texts are read so far.
MAX_READ = 200_000

_SIGNED = r"@\w[\w.-]{0,40}|/?u/\w[\w-]{0,40}|\w[\w.-]{0,40}_\w{0,40}"
_FORM = re.compile(rf"(?<![\w@/.-])(?:{_SIGNED}|[A-Za-z]{{4,40}}\d{{2,8}})(?![\w@])")
_SURE_FORM = re.compile(rf"(?<![\w@/.-])(?:{_SIGNED})(?![\w@])")
_SAYS = r"(?:wrote|writes|posted|posts|replied|replies|commented|answered|asked|said)"
_HEADER = re.compile(
    r"^(?P<alone>\S{2,40})\s(?:(?:wrote|writes|posted|replied|commented)\s?:?|\((?:mod|moderator|admin|OP)\)):?\s*$",
    re.M,
)
_OPENING = re.compile(rf"^(?P<inline>[a-z][\w.-]{{1,40}}|\w{{2,40}}\d)\s{_SAYS}\s?:", re.M)
_POSTED_BY = re.compile(r"^(?:Posted|Submitted) by (?P<by>(?:/?u/|@)?[a-z][\w.-]{1,40})(?!\w)", re.M)
_TURN = re.compile(r"^(?P<turn>[A-Za-z][\w.-]{1,40}):\s", re.M)
_NO_POSTERS = """
    also and answer background but conclusion correction disclaimer disclosure edit everyone example he hours http
    https in it location method my next note notes now one op others paid pay people price pros cons question rate
    related reply result salary she someone source subject summary they title tldr today top total update users
    wage warning we who workers yesterday
"""
_PLAIN = frozenset(_NO_POSTERS.split())
"""Words that open lines or stand before "wrote" without being anybody's name."""
_LEFT_OVER = re.compile(
    r"^(?:(?:an?|the|one|another|reddit|forum|discord|fellow|user|users|poster|member|commenter|redditor|moderator|mod|"
    r"account|called|named|known|as|by|under|name|handle|and|from|wrote|writes|posted|posts|replied|said|says)\b\W*)*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Handles:
    """The handles of one text."""

    names: frozenset[str]
    """Those that stand in a poster's place, in lower case."""

    @classmethod
    def of(cls, text: str, *, known: Collection[str] = ()) -> "Handles":
        """Return the handles of a text.

        Args:
            known: names that are none, such as those of firms in the gazetteer.
        """
        read = text[:MAX_READ]
        found = {
            match[match.lastgroup or 0]
            for pattern in (_HEADER, _OPENING, _POSTED_BY)
            for match in pattern.finditer(read)
        }
        turns = [match["turn"] for match in _TURN.finditer(read)]
        turns = [turn for turn in turns if turn[0].islower() or _FORM.fullmatch(turn)]
        if len([turn for turn in turns if turn not in _PLAIN]) > 1:
            found.update(turns)
        names = {name.lower().strip("@.,:").removeprefix("/").removeprefix("u/") for name in found}
        people = load_words().people
        plain = _PLAIN | people["roles"] | people["employers"] | people["documents"] | {name.lower() for name in known}
        return cls(frozenset(name for name in names if name not in plain and name.removesuffix("s") not in plain))

    def are_in(self, name: str) -> bool:
        """Return whether a name is a handle, or holds one."""
        return bool(_FORM.search(name)) or any(word.lower() in self.names for word in _words(name))

    def is_poster(self, name: str) -> bool:
        """Return whether a name of which little is known, such as a payer's, is surely that of a poster."""
        return bool(_SURE_FORM.search(name)) or (name[:1].islower() and name.lower() in self.names)

    def without(self, name: str) -> str:
        """Return a name without its handles; "forum user" when they were all of it.

        >>> thread = Handles(frozenset({"saltcedar"}))
        >>> thread.without("tin_ear_tony"), thread.without("the rater saltcedar"), thread.without("Quillmark Data")
        ('forum user', 'the rater', 'Quillmark Data')
        """
        if not self.are_in(name):
            return name
        kept = _FORM.sub("", name)
        kept = " ".join(word for word in kept.split() if word.lower().strip("@,.;:()'’\"") not in self.names)
        return FORUM_USER if _LEFT_OVER.fullmatch(kept.strip(" ,;:()'’\"")) else kept.strip(" ,;:()")


NO_HANDLES = Handles(frozenset())


def _words(name: str) -> list[str]:
    return [re.sub(r"['’]s?$", "", word.strip('@,.;:()"“”')) for word in name.split()]
