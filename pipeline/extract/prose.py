"""Turn the blocks of an article's region into its text: what readers came for, one paragraph a line.

Left out: the headline once more, captions and picture credits, lines that are only links, calls to
read on, subscribe, share or comment, dates and bylines above the text, the author's biography and
copyright lines below it. Put back: the standfirst between headline and text.
"""

import re

from pipeline.extract.blocks import Block
from pipeline.extract.names import fold

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TEXT_TAGS = frozenset(("p", "li", "blockquote", "pre", "tr", "dd", "dt"))
_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\s\"”’»')\]]*$")
_SENTENCE = re.compile(r"[.!?…。！？؟।,;:、，]")

# Calls that begin a line, with whatever they link to.
_CALL_START = re.compile(
    r"^\W*(?:"
    r"read (?:more|also|next|on|the full|our|about|:)|also read|see (?:also|more)|more (?:on|from|about|in|"
    r"stories)|more:|related(?: \w+)?:|"
    r"related(?: (?:articles?|stories|story|news|posts?|links?|content|reading|topics))?$|watch(?: \w+)?:|"
    r"listen(?: \w+)?:|click here|sign up|subscribe|follow (?:us|him|her|them|me|@|\w+ on)|like us|join (?:us|our|"
    r"the conversation)|don't miss|"
    r"recommended|you (?:may|might) (?:also )?like|share this|advertisement|sponsored|story continues|"
    r"continue reading|download (?:the|our)|get (?:the|our) |"
    r"support (?:our|independent)|have (?:a|any) tips?|got a tip|send us|contact us|"
    r"lesen sie|mehr (?:zum|zu|über|dazu|von|aus|lesen)|mehr:|lies auch|auch interessant|siehe auch|"
    r"das (?:\w+ )?könnte|schon gelesen|weiterlesen|anzeige$|hier (?:geht|finden)|jetzt (?:abonnieren|lesen|"
    r"anmelden)|"
    r"à lire|lire aussi|lire la suite|voir aussi|abonnez|partager|inscrivez|"
    r"lea (?:también|más)|lee (?:también|más)|leer más|ver más|te puede interesar|suscr[ií]b|síguenos|compartir|"
    r"leggi anche|leggi tutto|iscriviti|condividi|leia (?:também|mais)|veja (?:também|mais)|saiba mais|compartilhe|"
    r"lees (?:ook|meer)|les (?:også|mer)|läs (?:också|mer|även)|læs (?:også|mere)|czytaj|zobacz|przeczytaj|čtěte|"
    r"citeşte|devamını|читайте|подпис|смотрите"
    r")",
    re.IGNORECASE,
)
# Calls wherever they stand in a short paragraph.
_CALL = re.compile(
    r"newsletters?\b|sign up (?:for|to|here)|subscribe (?:to|now|today|here)|(?:in|to) your inbox|our (?:daily|"
    r"weekly|free) (?:email|briefing)|"
    r"(?:follow|find|like|join) (?:us|him|her|them|me|\w+ \w+) on|(?:twitter|facebook|whatsapp|telegram|"
    r"youtube)[ -](?:channel|page|kanal)|"
    r"cancel (?:at )?any ?time|(?:complete|full|unlimited) digital access|(?:weeks?|months?|free) trial|"
    r"all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos|todos os direitos|©|"
    r"copyright \d|"
    r"affiliate (?:links?|commission)|we may (?:earn|receive) (?:a |compensation|commission)|"
    r"download (?:the|our) (?:\w+ )?app|kostenlos (?:abonnieren|testen)|jetzt (?:kostenlos|anmelden|abonnieren)|"
    r"enable javascript|javascript aktivieren|"
    r"this article (?:was )?(?:first|originally) (?:appeared|published)|dieser (?:artikel|text|beitrag) (?:ist|"
    r"erschien)|"
    r"(?:beitrag|artikel) teilen|du musst (?:dich |)?(?:eingeloggt|angemeldet)|you must be logged in|"
    r"ten tekst przeczytasz|"
    r"abgelegt unter|trackback|abonnez-vous|suscríbete|iscriviti|abonnieren sie|datenschutz(?:erklärung|"
    r"bestimmungen)|privacy policy|terms of (?:use|service)",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^\W*(?:(?:foto|fotos|photo|photos|photograph|picture|pictures|bild|bilder|image|images|imagem|imagen|"
    r"immagine|grafik|graphic|"
    r"video|vídeo|credit|credits|crédits?(?: photos?)?|source|sources|quelle|quellen|fuente|fonte|kilde|zdroj|"
    r"źródło|фото|image credit|photo credit|illustration|screenshot|"
    r"featured image|file photo|archivbild|symbolbild|symbolfoto|abbildung|photo by|image by|photo courtesy)\s*[:|"
    r"©/(]|©|\(c\)|\((?:foto|photo|image|bild|quelle|source)\b|photo by\b|image via\b|getty images|image source)",
    re.IGNORECASE,
)
# What a review says of the book that it is about: "Publisher 2025, 368 S., 28 €", "is out now (Publisher, £25)".
_IMPRINT = re.compile(
    r"\b\d{2,4}\s?(?:S\.|Seiten\b|pp?\.|pages\b|págs?\b|páginas\b).{0,40}(?:[€£$]|\bEuro?\b|\bEUR\b|\bUSD\b)"
    r"|\b(?:is|are) (?:out|published|available)\b.{0,60}\([^()]{2,40},\s?(?:[€£$]|EUR|USD)\s?\d",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(
    r"^\W*(?:(?:published|updated|posted|last (?:updated|modified)|modified|aktualisiert|veröffentlicht|stand|"
    r"publié|mis à jour|publicado|actualizado|atualizado|pubblicato|aggiornato|gepubliceerd|publisert|"
    r"publicerad)\b.{0,80}"
    r"|(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d|"
    r"\d{1,2}\.?\s+\w{3,10}\.?,?\s+\d{4}|\w{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})\b.{0,40}|"
    r"\d{1,2}[:h]\d{2}(?:\s?(?:[ap]\.?m\.?|uhr|hrs?|[a-z]{3,4}))?|"
    r"\d+ min(?:ute)?s? read.{0,20}|\d+ comments?)$",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^\W*(?:by|von|par|por|di|door|av|af|text|author|autor|reporting by|additional reporting|words)\b[:\s].{2,80}$",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"^\W*(?:additional |with )?reporting by\b|^\W*\(?(?:editing|writing|compiled) by\b|^\W*\w{2,4}(?:/\w{2,4})+\W*$",
    re.IGNORECASE,
)
_BIOGRAPHY = re.compile(
    r"\b(?:is an? (?:\w+[ -]){0,4}(?:reporter|writer|journalist|editor|correspondent|columnist|contributor|author|"
    r"freelancer|fellow|producer|professor|staff)|covers|can be reached|email (?:him|her|them)|"
    r"reach (?:him|her|them|out)|follow (?:him|her|them)|ist (?:redakteur|journalist|korrespondent|autor|volont)|"
    r"has (?:written|worked|been writing)|(?:his|her|their) work has|joined \w+ in)|@\w+\.\w+",
    re.IGNORECASE,
)
# Below a press release.
_CONTACT = re.compile(
    r"^\W*(?:(?:media|press|presse|prensa|stampa|news)[- ]?)?"
    r"(?:contacts?|inquiries|enquiries|kontakt|contatto|contacto)\W{0,3}:.*(?:@|\d{3})",
    re.IGNORECASE | re.DOTALL,
)
_STANDFIRST_MARK = re.compile(
    r"standfirst|sub-?title|sub-?head|sub-?line|\bdeck?\b|\bdek\b|\blead\b|\blede\b|intro|teaser|excerpt|summary|"
    r"abstract|description|chapo|chapeau|sottotitolo|entradilla|bajada|perex|ingress|vorspann|vorspan|spoiler|"
    r"occhiello|strapline|kurzfassung",
    re.IGNORECASE,
)
_MIN_STANDFIRST_CHARS = 30
_MAX_CALL_CHARS = 320
_BEFORE = 30


def article_lines(
    blocks: list[Block],
    kept: tuple[int, ...],
    *,
    title: str | None,
    headings: tuple[str, ...] = (),
    authors: tuple[str, ...],
    descriptions: tuple[str, ...],
) -> list[str]:
    """Return the paragraphs of the article whose region is `kept`."""
    titles = {fold(text) for text in (title, *headings) if text}
    people = {fold(name) for name in authors}
    wanted = [index for index in kept if _is_text(blocks, index, titles, people)]
    wanted = _without_ends(blocks, wanted, people)
    wanted = _without_bare_headings(blocks, wanted)
    if not wanted:
        return []
    standfirst = _standfirst(blocks, wanted, titles=titles, descriptions=descriptions)
    lines = [blocks[index].text for index in wanted]
    lines[0] = _without_byline(lines[0], titles)
    lines[-1] = _without_last_byline(lines[-1])
    lines = [line for line in lines if line]
    return [standfirst, *lines] if standfirst else lines


def without_calls(text: str) -> str:
    """Return a text that another extractor read without its lines that are calls, credits or date lines."""
    return "\n".join(line for line in text.split("\n") if not _is_call(line))


def _is_call(line: str) -> bool:
    if _CALL_START.search(line) and len(line) < 60:
        return True
    return len(line) < 200 and any(mark.search(line) for mark in (_CALL, _CREDIT, _IMPRINT))


def _is_text(blocks: list[Block], index: int, titles: set[str], people: set[str]) -> bool:
    block = blocks[index]
    text = block.text
    folded = fold(text[:400]) if len(text) < 400 else ""
    if folded and (folded in titles or folded in people):
        return False
    if not folded and len(text) < 400:
        return False
    share = block.link_share
    if share > (0.6 if len(text) < 100 or block.tag not in ("p", "li") else 0.8) and len(text) < 400:
        return False
    if len(text) < _MAX_CALL_CHARS:
        if _CALL_START.search(text) and (
            share > 0.2 or len(text) < 60 or block.is_bold or block.tag in _HEADINGS or text.endswith(":")
        ):
            return False
        if block.tag not in _HEADINGS and _CALL.search(text) and (share > 0.05 or len(text) < 200):
            return False
        if _CREDIT.search(text) and len(text) < 200 and block.tag not in _HEADINGS:
            return False
        if _DATE_LINE.search(text) and len(text) < 90:
            return False
        if len(text) < 250 and _IMPRINT.search(text):
            return False
    if block.tag in _TEXT_TAGS or block.tag in _HEADINGS:
        return True
    return len(text) >= 60 or _SENTENCE.search(text) is not None


def _without_ends(blocks: list[Block], wanted: list[int], people: set[str]) -> list[int]:
    """Cut bylines and crumbs above the first paragraph, biographies and credits below the last."""
    prose = [
        position
        for position, index in enumerate(wanted)
        if len(blocks[index].text) >= 80 and blocks[index].tag not in _HEADINGS
    ]
    if not prose:
        return wanted
    first = blocks[wanted[prose[0]]].element
    head = [
        index
        for index in wanted[: prose[0]]
        if blocks[index].tag in _HEADINGS
        or (_SENTENCE_END.search(blocks[index].text) and len(blocks[index].text) > 20)
        or blocks[index].tag == "li"
        or blocks[index].in_table
        or len(blocks[index].text) >= 60
        or (len(blocks[index].text) >= 30 and blocks[index].element.getparent() is first.getparent() is not None)
    ]
    if len(crumbs := [index for index in wanted[: prose[0]] if blocks[index].tag == "p" and index not in head]) > 2:
        # Score lists and verses stand in short lines; bylines and dates are one or two.
        head = sorted([*head, *crumbs])
    head = [index for index in head if blocks[index].tag != "h1"]
    head = [index for index in head if not _is_byline(blocks[index].text)]
    body = wanted[prose[0] :]
    while len(body) > 3 and _is_tail(blocks[body[-1]], people):
        body.pop()
    return head + body


def _is_byline(text: str) -> bool:
    """Say whether a short block is a byline, alone or with the date in a second line."""
    return len(text) < 140 and any(len(line) < 90 and _BYLINE.search(line) for line in text.split("\n"))


def _without_byline(text: str, titles: set[str]) -> str:
    """Return the first paragraph without a headline, byline and date that only line breaks part from it."""
    lines = text.split("\n")
    if len(lines) == 1:
        return text
    while lines and len(lines[0]) < 200:
        line = lines[0]
        if not _is_headline(fold(line), titles) and not (
            len(line) < 90 and (_BYLINE.search(line) or _DATE_LINE.search(line))
        ):
            break
        lines.pop(0)
    return "\n".join(lines)


def _is_headline(folded: str, titles: set[str]) -> bool:
    """Say whether a folded line is a headline, or what follows the site's name in one."""
    return folded in titles or (len(folded) >= 8 and any(title.endswith(folded) for title in titles))


def _without_last_byline(text: str) -> str:
    """Return the last paragraph without a byline that only a line break parts from it."""
    body, _, last = text.rpartition("\n")
    return body.rstrip() if body and len(last) < 90 and _BYLINE.search(last) else text


def _is_tail(block: Block, people: set[str]) -> bool:
    """Say whether a last block is no part of the text: heading, sign-off, biography, crumb or link."""
    text = block.text
    if block.tag in _HEADINGS or block.link_share > 0.5:
        return True
    if len(text) < 25 and not _SENTENCE_END.search(text) and block.tag not in ("li", "tr", "dd"):
        return True
    if len(text) < 60 and text.endswith(":"):
        return True
    if len(text) < 250 and _CONTACT.search(text):
        return True
    if len(text) < 400 and (_SIGN_OFF.search(text) or (_BIOGRAPHY.search(text) and block.link_share > 0.1)):
        return True
    names_author = any(person in fold(text[:300]) for person in people)
    return names_author and (len(text) < 80 or (len(text) < 700 and _BIOGRAPHY.search(text) is not None))


def _without_bare_headings(blocks: list[Block], wanted: list[int]) -> list[int]:
    """Drop headings under which nothing is left."""
    kept: list[int] = []
    for position, index in enumerate(wanted):
        if blocks[index].tag in _HEADINGS:
            following = wanted[position + 1] if position + 1 < len(wanted) else None
            if following is None:
                continue
            if blocks[following].tag in _HEADINGS and blocks[following].tag <= blocks[index].tag:
                continue
        kept.append(index)
    return kept


def _standfirst(
    blocks: list[Block], wanted: list[int], *, titles: set[str], descriptions: tuple[str, ...]
) -> str | None:
    """Return the standfirst that stands between headline and text and is not yet in the text."""
    first = wanted[0]
    have = {fold(blocks[index].text[:300]) for index in wanted[:8]}
    stated = [folded for text in descriptions if len(folded := fold(text)) >= 20]
    headline = max(
        (
            index
            for index in range(max(0, first - 60), first)
            if blocks[index].tag in ("h1", "h2") and fold(blocks[index].text) in titles
        ),
        default=None,
    )
    start = max(0, first - _BEFORE) if headline is None else headline + 1
    marked: str | None = None
    for index in range(start, first):
        block = blocks[index]
        folded = fold(block.text[:400])
        if not _MIN_STANDFIRST_CHARS <= len(block.text) <= 900 or folded in titles | have or block.link_share > 0.5:
            continue
        if any(folded[:60] == text[:60] or folded in text or text in folded for text in stated):
            return block.text
        if marked is None and headline is not None and _is_marked_standfirst(block):
            marked = None if _CALL_START.search(block.text) or _CREDIT.search(block.text) else block.text
    return marked


def _is_marked_standfirst(block: Block) -> bool:
    element = block.element
    for _ in range(3):
        if _STANDFIRST_MARK.search(
            " ".join(
                (
                    element.get("class") or "",
                    element.get("id") or "",
                    element.get("itemprop") or "",
                    element.get("data-testid") or "",
                )
            )
        ):
            return True
        parent = element.getparent()
        if parent is None:
            return False
        element = parent
    return False
