"""Write down what people decide about stories: merge two, split one, move an article, take that back.

In: ids as a person has them, old ones too. Out: lines of the decision log, and words that say what they do. What the
ids stand for is read from the newest snapshot and, for decisions it has not taken in yet, from the log itself. A copy
stands where its original does: who moves one moves the other. Of a story that is split, the part with the article that
it is named after keeps the id; of two that are merged, the older one does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from pipeline.decisions import TAKEN_BACK, Decisions, alone, append_decisions, make_decision
from pipeline.errors import UsageError
from pipeline.places import Places
from pipeline.publish.stories import Member, members_of, opened, stories_of
from pipeline.records import Decision, DecisionVerb, story_id
from pipeline.relate.decided_stories import StoryDecisions, follow_redirects

_STORY, _ARTICLE = "s", "a"
_HOW = "`laborwire story list` shows stories, `laborwire story show ID` their articles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A decision before it is written."""

    verb: DecisionVerb
    subject: str
    value: str


class StoryDesk:
    """Where one person decides about the stories of one installation."""

    def __init__(self, places: Places, *, who: str, now: datetime | None = None) -> None:
        self._places = places
        self._who = who
        self._now = now
        self.said: list[str] = []
        """What was done with the ids, in words."""

    def merge(self, one: str, other: str, *, why: str) -> Decision:
        """Make two stories one; the older id stays.

        Raises:
            UsageError: an id is no story's, or both are one already.
        """
        stories = self._stories([one, other])
        if stories[one] == stories[other]:
            raise UsageError(f"{one} and {other} are one story already: {stories[one]}")
        sizes = self._members(stories.values())
        ages = {story: min((_age(member) for member in sizes[story]), default=(True, "")) for story in sizes}
        into, old = sorted(sizes, key=lambda story: (ages[story], story))
        self.said.append(f"{old} is given up; {into}, the older one, takes its {_articles(len(sizes[old]))}")
        return self._write([Planned(verb="merge", subject=old, value=into)], why=why)[0]

    def split(self, story: str, articles: Sequence[str], *, why: str) -> Decision:
        """Let articles leave a story for one of their own.

        Raises:
            UsageError: an id is unknown, an article is in another story, or nothing would be left.
        """
        home = self._stories([story])[story]
        members = self._members([home])[home]
        leaving = {self._unit(name, members, home) for name in articles}
        units = list(dict.fromkeys(_unit_of(member, members) for member in members))
        if not leaving < set(units):
            raise UsageError(f"all articles of {home} would leave it; name those that form a story of their own")
        first = next((name for name in units if story_id(name) == home), units[0])
        if first in leaving:
            leaving = set(units) - leaving
            self.said.append(f"{first} is the article after which {home} is named, so the others leave")
        # The new story is named after the earliest of those that leave.
        order = [name for name in units if name in leaving]
        order = sorted(order, key=lambda name: self._is_taken(story_id(name), home))
        if self._is_taken(story_id(order[0]), home):
            raise UsageError(
                f"{story_id(order[0])} is the id of {order[0]} and stands elsewhere; use laborwire story move"
            )
        new = story_id(order[0])
        gone = [member for member in members if _unit_of(member, members) in leaving]
        rest = _articles(len(members) - len(gone))
        self.said.append(f"{home} keeps its id and {rest}; {_articles(len(gone))} now in the story {new}")
        return self._write([Planned(verb="split", subject=home, value=" ".join(order))], why=why)[0]

    def move(self, article: str, story: str, *, why: str) -> Decision:
        """Put an article, and its copies, into another story.

        Raises:
            UsageError: an id is unknown, or the article is there already.
        """
        target = self._stories([story])[story]
        home = self._standing([_checked(article, _ARTICLE)]).get(article)
        if home is None:
            raise UsageError(f"{article!r} is no article of the newest snapshot; {_HOW}")
        if home == target:
            raise UsageError(f"{article} is in {target} already")
        members = self._members([home])[home]
        unit = self._unit(article, members, home)
        count = sum(_unit_of(member, members) == unit for member in members)
        self.said.append(f"{_articles(count)} of {home} moved to {target}")
        return self._write([Planned(verb="move", subject=unit, value=target)], why=why)[0]

    def undo(self, name: str, *, why: str) -> list[Decision]:
        """Take back where an article was put, that a story was given up, or that it was split off.

        Raises:
            UsageError: nothing of the kind was decided.
        """
        decided = self._decided()
        planned: list[Planned] = []
        if name in decided.moves:
            planned = [Planned(verb="move", subject=name, value=TAKEN_BACK)]
            self.said.append(f"{name} goes back to where it was found")
        elif name in decided.merges:
            planned = [Planned(verb="merge", subject=name, value=TAKEN_BACK)]
            self.said.append(f"{name} stands again beside {decided.merges[name]}")
        else:
            for split in (one for one in decided.splits if one.new == name):
                planned += [
                    Planned(verb="move", subject=article, value=TAKEN_BACK)
                    for article in split.articles
                    if decided.moves.get(article) == name
                ]
            self.said += (
                [f"{len(planned)} of the articles that left go back to where they were found"] if planned else []
            )
        if not planned:
            taken = [old for old, into in decided.merges.items() if into == name]
            more = f"; it took the articles of {', '.join(taken)}: name that one" if taken else ""
            raise UsageError(
                f"nobody moved, merged away or split off {name!r}{more}; "
                "the table decisions has what was decided (verbs merge, split and move)"
            )
        return self._write(planned, why=why)

    def clock(self) -> datetime:
        """Return the time to write down: the one that was told, or now."""
        return self._now or datetime.now(timezone.utc)

    def _write(self, planned: Sequence[Planned], *, why: str) -> list[Decision]:
        with alone(self._places.decisions):
            log = Decisions.read(self._places.decisions).log
            about_stories = (one.when for one in log if one.verb in {"merge", "split", "move"})
            # Two decisions of one moment would have no order.
            when = max([self.clock(), *(moment + timedelta(microseconds=1) for moment in about_stories)])
            written = [
                make_decision(one.verb, one.subject, value=one.value, who=self._who, when=when, why=why)
                for one in planned
            ]
            append_decisions(self._places.decisions, written)
        return written

    def _decided(self) -> StoryDecisions:
        log = sorted(Decisions.read(self._places.decisions).log, key=lambda one: (one.when, one.id))
        return StoryDecisions.of((one.verb, one.subject, one.value) for one in log)

    def _standing(self, ids: Sequence[str]) -> dict[str, str]:
        """Return the story in which each id stands, decisions of the log that wait included."""
        decided = self._decided()
        with opened(self._places.warehouse) as con:
            found = stories_of(con, {*ids, *(decided.moves[name] for name in ids if name in decided.moves)})
        ends = follow_redirects([], list(decided.merges.items()), set())
        homes = {name: decided.moves.get(name, found.get(name)) for name in ids}
        made = set(decided.moves.values())
        homes |= {name: name for name in ids if homes[name] is None and name in made}
        return {name: ends.get(home, found.get(home, home)) for name, home in homes.items() if home is not None}

    def _stories(self, names: Sequence[str]) -> dict[str, str]:
        """Return the stories that stand for ids of stories, and say where one leads to another."""
        found = self._standing([_checked(name, _STORY) for name in names])
        for name in names:
            if name not in found:
                raise UsageError(f"{name!r} is no story of the newest snapshot, nor was it one; {_HOW}")
            if found[name] != name:
                self.said.append(f"{name} is {found[name]} now")
        return found

    def _members(self, stories: Iterable[str]) -> dict[str, list[Member]]:
        wanted = list(dict.fromkeys(stories))
        with opened(self._places.warehouse) as con:
            members = members_of(con, wanted)
        return {story: [member for member in members if member.story_id == story] for story in wanted}

    def _unit(self, article: str, members: Sequence[Member], home: str) -> str:
        """Return the article that decides where another one stands: the original of a copy."""
        known = {member.article_id: member for member in members}
        if _checked(article, _ARTICLE) not in known:
            elsewhere = self._standing([article]).get(article)
            place = f"is in {elsewhere}" if elsewhere else "is no article of the newest snapshot"
            raise UsageError(f"{article} is not in {home}: it {place}; {_HOW}")
        unit = _unit_of(known[article], members)
        if unit != article:
            self.said.append(f"{article} is a copy of {unit}, which goes with it")
        return unit

    def _is_taken(self, story: str, home: str) -> bool:
        return story == home or self._standing([story]).get(story) == story


def _unit_of(member: Member, members: Sequence[Member]) -> str:
    # A copy whose original a person put into another story stands for itself.
    return member.canonical_id if any(one.article_id == member.canonical_id for one in members) else member.article_id


def _age(member: Member) -> tuple[bool, str]:
    return (member.published is None, member.published.isoformat() if member.published else "")


def _checked(name: str, kind: str) -> str:
    if not (len(name) == 17 and name[0] == kind and all(digit in "0123456789abcdef" for digit in name[1:])):
        what = "a story's" if kind == _STORY else "an article's"
        raise UsageError(f"{name!r} is not {what} id ({kind} and 16 hexadecimal digits); {_HOW}")
    return name


def _articles(count: int) -> str:
    return "1 article" if count == 1 else f"{count} articles"
