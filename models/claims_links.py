"""Link the words of a claim to what is known: payer, role, project and place.

In: names as a text writes them, and which entities the text's own words speak for. Out: ids of the gazetteer, a place
of `data/pay/places.toml` and its country. A name that is also an ordinary word gets an id only where the article
speaks for it. Two places in one name ("Kenya and Uganda") leave the country open unless they agree; so does a name
that a state shares with a country. People are in neither list, so no person gets an id.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from models.claims_candidates import with_candidates
from models.claims_words import Place, places_in
from models.gazetteer import Gazetteer
from pipeline.records import Label, PayClaim

# A state of the US and a country: which one is meant, the name alone does not say.
_SHARED_NAMES = frozenset(["georgia"])
_PROJECT_WORD = re.compile(r"^(?:Project|Operation)\s|\s(?:[Pp]roject|[Pp]rogramme|[Pp]rogram|[Ff]ellowship)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Which place a location names: its name in lower case and its ISO 3166-1 country, where they are known."""

    place_id: str | None = None
    country: str | None = None


NOWHERE = Located()


def link_claims(
    claims: Sequence[PayClaim],
    *,
    title: str,
    text: str,
    spans: Sequence[tuple[int, int]],
    gazetteer: Gazetteer | None,
    by_law: Collection[str] = (),
) -> tuple[PayClaim, ...]:
    """Return the claims with ids and countries of what they name, and with payer candidates.

    Args:
        spans: the sentences of `text`.
        gazetteer: without it only places are linked.
        by_law: `claim_id` of claims whose amount a law sets, which therefore have no payer.
    """
    located = [(claim, place_of(claim.location)) for claim in claims]
    linked = [replace(claim, place_id=place.place_id, country=place.country) for claim, place in located]
    if gazetteer is None or not linked:
        return tuple(linked)
    # One text, so that a name which is sure in the one is believed in the other.
    found = gazetteer.find(f"{title}\n{text}")
    in_text = frozenset(span.entity_id for span in found)
    roles = {span.text.lower(): span.entity_id for span in found if span.label is Label.ROLE}
    linked = [
        replace(
            claim,
            payer_id=entity_of(claim.payer, gazetteer, in_text=in_text),
            role_id=role_of(claim.worker, gazetteer, in_text=roles),
            project_id=project_of(claim.project, gazetteer, in_text=in_text),
        )
        for claim in linked
    ]
    return with_candidates(
        linked, named=found, shift=len(title) + 1, text=text, spans=spans, gazetteer=gazetteer, by_law=by_law
    )


def entity_of(name: str | None, gazetteer: Gazetteer, *, in_text: Collection[str]) -> str | None:
    """Return the id of the entity that a payer's name means.

    Args:
        in_text: ids of the entities that title and text name for sure (`Gazetteer.find`).
    """
    found = gazetteer.resolve(name) if name else None
    if found is None or found in in_text or not _is_ambiguous(str(name), found, gazetteer):
        return found
    return None


def _is_ambiguous(name: str, entity_id: str, gazetteer: Gazetteer) -> bool:
    bare = re.sub(r"['’]s?$", "", name).strip()
    return any(
        bare.lower() == spelling.lower()
        for entity in gazetteer.entities
        if entity.id == entity_id
        for spelling in entity.ambiguous
    )


def role_of(worker: str | None, gazetteer: Gazetteer, *, in_text: Mapping[str, str]) -> str | None:
    """Return the id of the role that the words for a worker name; the last one when there are several.

    Args:
        in_text: words of the text that name a role, to its id; they decide on words that may mean another one.
    """
    if not worker:
        return None
    roles = [span.entity_id for span in gazetteer.find(worker) if span.label is Label.ROLE]
    if roles:
        return roles[-1]
    last = worker.lower().split()
    return next((in_text[" ".join(last[at:])] for at in range(len(last)) if " ".join(last[at:]) in in_text), None)


def project_of(project: str | None, gazetteer: Gazetteer, *, in_text: Collection[str]) -> str | None:
    """Return the id of a named project; without the word "Project" only where the text speaks for it."""
    if not project:
        return None
    projects = {entity.id for entity in gazetteer.entities if entity.type == "project"}
    bare = _PROJECT_WORD.sub("", project)
    found = gazetteer.resolve(f"Project {bare}") if bare != project else None
    if found not in projects:
        found = entity_of(bare, gazetteer, in_text=in_text)
    return found if found in projects else None


def place_of(location: str | None) -> Located:
    """Return the place and country that a location names.

    >>> place_of("Nairobi, Kenya")
    Located(place_id='nairobi', country='KE')
    >>> place_of("Kenya and Uganda"), place_of("Georgia") == NOWHERE
    (Located(place_id=None, country=None), True)
    """
    found = [place for place in places_in(location or "") if place.name.lower() not in _SHARED_NAMES]
    if not found or len({place.country for place in found}) > 1:
        return NOWHERE
    finest = min(found, key=_breadth)
    return Located(place_id=finest.name.lower(), country=finest.country)


def _breadth(place: Place) -> bool:
    return place.is_country or place.is_people
