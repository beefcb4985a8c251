"""Read the `when` of a watch rule, such as "mercor and hourly < 20", into a small tree.

    rule        an event, or an event "and" conditions, or conditions alone
    event       any pay change | below minimum wage | new conflict | new platform [paying conditions]
    conditions  comparisons and names joined with and, or, not, and brackets
    comparison  field = != < <= > >= value | field in (value, value) | field has words
    name        a platform or employer alone stands for platform = name

Values of several words need no quotes unless they hold a word of this grammar. What cannot be read is refused with
the place where it went wrong. Which fields there are, and what they are compared with, is decided in `fields`.
"""

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.errors import UsageError

Event = Literal["claim", "any pay change", "below minimum wage", "new conflict", "new platform"]
EVENTS: tuple[Event, ...] = ("any pay change", "below minimum wage", "new conflict", "new platform")
OPERATORS = ("=", "!=", "<=", ">=", "<", ">", "in", "has")

# Nobody reads a longer rule; the limits also bound the parser's recursion.
_LONGEST = 2000
_DEEPEST = 40

_TOKEN = re.compile(r"""\s*(?:(?P<quoted>"[^"]*"|'[^']*')|(?P<sign>==|!=|<=|>=|[=<>(),])|(?P<word>[^\s()=<>!,"]+))""")
_WORDS_OF_THE_GRAMMAR = frozenset({"and", "or", "not", "in", "has", "paying"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A field and what it is compared with."""

    field: str
    operator: str
    values: tuple[str, ...]
    at: int
    """Character of the rule at which it begins, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A platform or employer that stands alone."""

    name: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """What must not hold."""

    part: "Test"


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Parts that must all hold."""

    parts: tuple["Test", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Any:
    """Parts of which one must hold."""

    parts: tuple["Test", ...]


Test = Comparison | Named | Not | All | Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A whole rule: what kind of event it is about, and what must hold of it."""

    event: Event
    test: Test | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    kind: str
    text: str
    at: int

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.text.lower() in words


def parse_condition(text: str) -> Condition:
    """Return the tree of a rule's `when`.

    Raises:
        UsageError: it cannot be read; says where and what was expected.

    >>> parse_condition("any pay change").event
    'any pay change'
    """
    if len(text) > _LONGEST:
        raise UsageError(f"is longer than {_LONGEST} characters")
    return _Parser(text).condition()


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._next = 0
        self._depth = 0

    def condition(self) -> Condition:
        if self._peek().kind == "end":
            raise UsageError("is empty; write it like: mercor and hourly < 20")
        event = self._event()
        if event is None:
            test = self._either()
            self._expect_end("and, or, or nothing more")
            return Condition(event="claim", test=test)
        if self._peek().kind == "end":
            return Condition(event=event, test=None)
        joint = self._take()
        if event == "new platform" and joint.is_word("paying"):
            test = self._either()
        elif joint.is_word("and"):
            test = self._both()
            if self._peek().is_word("or"):
                raise _wrong(self._peek(), 'brackets: after an event and "and", put what is joined by "or" into ( )')
        else:
            raise _wrong(joint, f'"and" or nothing more after "{event}"')
        self._expect_end("and, or nothing more")
        return Condition(event=event, test=test)

    def _event(self) -> Event | None:
        for event in EVENTS:
            words = event.split()
            if event == "below minimum wage" and self._peek(1).is_word("the"):
                words.insert(1, "the")
            if all(self._peek(place).is_word(word) for place, word in enumerate(words)):
                self._next += len(words)
                return event
        return None

    def _either(self) -> Test:
        parts = [self._both()]
        while self._peek().is_word("or"):
            self._take()
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Any(parts=tuple(parts))

    def _both(self) -> Test:
        parts = [self._single()]
        while self._peek().is_word("and"):
            self._take()
            parts.append(self._single())
        return parts[0] if len(parts) == 1 else All(parts=tuple(parts))

    def _single(self) -> Test:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _wrong(self._peek(), f"at most {_DEEPEST} brackets or nots inside each other")
        token = self._peek()
        if token.is_word("not"):
            self._take()
            found: Test = Not(part=self._single())
        elif token.text == "(" and token.kind == "sign":
            self._take()
            found = self._either()
            if self._peek().text != ")":
                raise _wrong(self._peek(), 'a closing bracket ")"')
            self._take()
        else:
            found = self._comparison()
        self._depth -= 1
        return found

    def _comparison(self) -> Test:
        first = self._peek()
        operator = self._peek(1)
        if first.kind == "word" and (
            operator.text in OPERATORS or operator.text == "==" or operator.is_word("in", "has")
        ):
            self._next += 2
            name = operator.text.lower().replace("==", "=")
            values = self._values() if name == "in" else (self._value(),)
            return Comparison(field=first.text.lower(), operator=name, values=values, at=first.at)
        for event in EVENTS:
            if all(self._peek(place).is_word(word) for place, word in enumerate(event.split())):
                raise _wrong(first, f'no event here: "{event}" stands first, once; write two rules for two events')
        return Named(name=self._value(), at=first.at)

    def _values(self) -> tuple[str, ...]:
        bracketed = self._peek().text == "(" and self._peek().kind == "sign"
        if bracketed:
            self._take()
        found = [self._value()]
        while self._peek().text == "," and self._peek().kind == "sign":
            self._take()
            found.append(self._value())
        if bracketed:
            if self._peek().text != ")":
                raise _wrong(self._peek(), 'a comma or a closing bracket ")"')
            self._take()
        return tuple(found)

    def _value(self) -> str:
        token = self._take()
        if token.kind == "quoted":
            if not token.text.strip():
                raise _wrong(token, "words between the quotes")
            return token.text
        if token.kind != "word" or token.text.lower() in _WORDS_OF_THE_GRAMMAR:
            raise _wrong(token, "a field, a name or a value")
        words = [token.text]
        while self._peek().kind == "word" and self._peek().text.lower() not in _WORDS_OF_THE_GRAMMAR:
            words.append(self._take().text)
        return " ".join(words)

    def _expect_end(self, what: str) -> None:
        if self._peek().kind != "end":
            raise _wrong(self._peek(), what)

    def _peek(self, ahead: int = 0) -> _Token:
        return self._tokens[min(self._next + ahead, len(self._tokens) - 1)]

    def _take(self) -> _Token:
        token = self._peek()
        self._next += 1
        return token


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            rest = text[at:].lstrip()
            raise UsageError(f"cannot read {rest[:20]!r} (at character {len(text) - len(rest) + 1}); is a quote open?")
        kind = match.lastgroup or ""
        words = match.group(kind)
        start = match.start(kind) + 1
        found.append(_Token(kind=kind, text=words[1:-1] if kind == "quoted" else words, at=start))
        at = match.end()
    return [*found, _Token(kind="end", text="", at=len(text) + 1)]


def _wrong(token: _Token, expected: str) -> UsageError:
    seen = "the end" if token.kind == "end" else repr(token.text)
    return UsageError(f"found {seen} (at character {token.at}) where there should be {expected}")
