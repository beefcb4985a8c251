"""Set who pays, who is paid, where and for which project, for each amount that is pay.

In: the amounts that are pay, the sentences of the text with the trees that are parsed, and the names of known firms.
Out: the same amounts with payer, worker, location and project. Sentences around an amount are parsed here where its
own does not name everything.
"""

from collections.abc import Collection, Mapping, Sequence

from models import claims_employers, claims_payer, claims_people
from models.claims_cast import Cast, barred_names, is_client_here
from models.claims_mention import Mention
from models.claims_names import mark_bare_names, mark_names
from models.claims_parse import Tree, parse_sentences
from models.claims_scan import MAX_PARSED
from models.gazetteer import EntitySpan

# In a passage this short every employer that is named belongs to every amount.
SHORT_PASSAGE = 1200


def fill_people(
    taken: list[Mention],
    text: str,
    title: str,
    spans: list[tuple[int, int]],
    trees: list[Tree],
    names: Sequence[EntitySpan],
    projects: Sequence[EntitySpan],
    headed: Mapping[str, str],
    clients: Collection[str],
    owners: Mapping[str, str],
) -> None:
    """Set payer, worker, location and project of the amounts that are pay, in place.

    Args:
        names: known platforms and employers.
        projects: known projects: they pay nobody.
        headed: entity id by name, in lower case, of known firms in the title.
        clients: entities that mostly let others pay: a guess at them needs the title.
        owners: the entity that owns or runs another, by the other's id.
    """
    if not taken:
        return
    by_span = {tree.start: tree for tree in trees}
    wanted: set[int] = set()
    for mention in taken:
        low, high = mention.sentence - 2, mention.sentence + (2 if len(text) <= SHORT_PASSAGE else 0)
        wanted.update(
            number for number in range(max(0, low), min(len(spans), high + 1)) if spans[number][0] not in by_span
        )
    context = parse_sentences(
        text,
        (
            (*spans[number], [], [])
            for number in sorted(wanted)[:MAX_PARSED]
            if spans[number][1] - spans[number][0] < SHORT_PASSAGE
        ),
    )
    mark_names(context, names)
    mark_bare_names(context)
    by_span.update({tree.start: tree for tree in context})
    barred = barred_names(text, by_span.values(), known=names)
    barred |= {text[project.start : project.end].lower() for project in projects}
    for tree in by_span.values():
        tree.barred = barred
    employers = {start: claims_employers.employers_in(tree, text) for start, tree in by_span.items()}
    in_text = [found.name for _, group in sorted(employers.items()) for found in group if found.strength >= 2]
    cast = Cast(text, title, names=in_text, known=names, barred=barred)
    with_money = {mention.sentence for mention in taken}
    previous: Mention | None = None
    for mention in taken:
        near = mention.tree.start if mention.tree is not None else mention.sent_start
        carried = previous.payer if previous is not None and previous.sentence == mention.sentence else None
        home = cast.paragraph_at(mention.start)
        before = (
            previous.payer
            if previous is not None
            and mention.sentence - previous.sentence <= 2
            and cast.paragraph_at(previous.start) == home
            and previous.payer_source in _TOLD
            else None
        )
        reach = range(mention.sentence - 2, mention.sentence + (3 if len(text) <= SHORT_PASSAGE else 1))
        around = [
            found
            for number in reach
            if 0 <= number < len(spans)
            and not (number > mention.sentence and number in with_money)
            and (len(text) <= SHORT_PASSAGE or cast.paragraph_at(spans[number][0]) == home)
            for found in employers.get(spans[number][0], [])
        ]
        payer = claims_payer.find_payer(
            mention,
            text,
            carried=carried,
            nearby=employers.get(near, []),
            near=before,
            sole=claims_payer.sole_employer(around),
            here=cast.around(mention.sent_end),
            main=cast.main if cast.is_meant(text, mention.sent_start, mention.sent_end) else None,
        )
        mention.payer, mention.payer_optional, mention.payer_alt = payer.name, payer.optional, payer.alternatives
        mention.payer_source = payer.source
        at_work = {
            found.name
            for found in around
            if found.strength >= _AT_WORK and not is_client_here(text, found.start + len(found.name))
        }
        _settle_known(
            mention,
            names=names,
            headed=headed,
            clients=clients,
            at_work=at_work,
            reach=_reach(mention, spans, text),
        )
        is_from_elsewhere = (
            mention.payer_source in _ELSEWHERE
            and mention.payer is not None
            and mention.payer not in text[mention.sent_start : mention.sent_end]
        )
        if (mention.payer_source == "none" or is_from_elsewhere) and not mention.is_statutory:
            working = _working_firms(names, clients, owners, start=mention.sent_start, end=mention.sent_end)
            if len(working) == 1 and working[0].lower() not in barred:
                mention.payer, mention.payer_optional, mention.payer_source = working[0], True, "only"
        if payer.name is not None:
            mention.rules.append(f"payer.{cast.main_by if payer.source == 'text' else payer.source}")
        mention.worker = claims_people.find_worker(mention, text, payer.name)
        if mention.worker is None and mention.kind == "posted_range":
            mention.worker = claims_people.role_in(text[max(0, mention.sent_start - 200) : mention.sent_end])
        mention.worker = mention.worker or _same_worker(previous, mention)
        mention.location = claims_people.find_location(mention, text, title=title)
        mention.project = claims_people.find_project(mention)
        previous = mention


# "tutors at xAI": an employer's place, also for a firm that mostly lets others pay.
_AT_WORK = 3
# Guesses that a firm of the amount's own sentence outdoes.
_ELSEWHERE = ("around", "near", "text", "title", "sole", "known")
# Guesses that stand where the firm is known and no other known firm is near.
_GUESSED = ("around", "near", "text", "title", "sole", "carried")


def _settle_known(
    mention: Mention,
    *,
    names: Sequence[EntitySpan],
    headed: Mapping[str, str],
    clients: Collection[str],
    at_work: Collection[str],
    reach: tuple[int, int],
) -> None:
    """Mark a guessed payer that is known and alone in reach; without a guess take the one known firm of the title."""
    near = {span.entity_id for span in names if reach[0] <= span.start < reach[1]}
    if mention.payer is None:
        if mention.payer_source == "none" and not near and len(set(headed.values())) == 1 and not mention.is_statutory:
            mention.payer, mention.payer_optional, mention.payer_source = next(iter(headed)), True, "known"
        return
    owner = headed.get(mention.payer) or next((span.entity_id for span in names if span.text == mention.payer), None)
    is_employer = mention.payer in headed or mention.payer in at_work or owner not in clients
    if mention.payer_source in _GUESSED and owner is not None and near <= {owner} and is_employer:
        mention.payer_source = "known"


def _working_firms(
    names: Sequence[EntitySpan], clients: Collection[str], owners: Mapping[str, str], *, start: int, end: int
) -> list[str]:
    """Return the known firms between two characters that may have workers: no clients, no owners of others of them."""
    near = {span.entity_id: span.text for span in names if start <= span.start < end}
    above = {owners[entity] for entity in near if entity in owners}
    return [name for entity, name in near.items() if entity not in clients and entity not in above]


def _reach(mention: Mention, spans: Sequence[tuple[int, int]], text: str) -> tuple[int, int]:
    """Return the characters around an amount in which another firm would make its payer doubtful."""
    if len(text) <= SHORT_PASSAGE:
        return 0, len(text)
    first, last = max(0, mention.sentence - 3), min(len(spans) - 1, mention.sentence + 2)
    return spans[first][0], spans[last][1]


# A payer found so is told again by the next claim of the paragraph; one that was only guessed is not.
_TOLD = ("grammar", "clause", "sentence", "carried", "near", "around")


def _same_worker(previous: Mention | None, mention: Mention) -> str | None:
    """Return the worker of the claim before it, for an amount that goes on about the same people."""
    if previous is None or mention.sentence - previous.sentence > 1 or mention.is_statutory or previous.is_statutory:
        return None
    elliptic = mention.frame is None or mention.frame.subject is None or mention.frame.subject.lower in _GOES_ON
    return previous.worker if elliptic or mention.sentence == previous.sentence or mention.role is not None else None


_GOES_ON = frozenset(
    [
        "it",
        "they",
        "he",
        "she",
        "that",
        "this",
        "rate",
        "rates",
        "figure",
        "few",
        "one",
        "who",
        "work",
        "job",
        "we",
        "i",
        "most",
        "some",
        "others",
    ]
)
