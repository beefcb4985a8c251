"""Weigh what the grammar of a sentence says about an amount: the nouns it belongs to, its verb, who gives and who gets.

"Pays its graders $24" and "earns $24" are pay; "costs $24", "raised $24m" and "bills clients $24" are not. The word
lists are in `data/pay/words.toml`; a weight of 4 decides alone, 2 unless contradicted, 1 tips the scale.
"""

from models.claims_evidence import Verdict, is_person
from models.claims_frame import Frame
from models.claims_pay_nouns import is_client, is_company_earnings, weigh_nouns
from models.claims_pay_verbs import weigh_verb
from models.claims_words import Words
from models.money import Money


def weigh_frame(money: Money, frame: Frame, words: Words, verdict: Verdict) -> None:
    """Add what nouns, verb and clause say about the amount to the verdict."""
    weigh_nouns(money, frame, words, verdict)
    weigh_verb(money, frame, words, verdict)
    _weigh_clause(frame, words, verdict)


def _weigh_clause(frame: Frame, words: Words, verdict: Verdict) -> None:
    left, right = frame.clause
    near = [token for token in frame.tree.tokens[left:right] if token.money is None]
    if any(
        token.lemma in words.pay_nouns and token.pos in ("NOUN", "PROPN") and not is_company_earnings(frame.tree, token)
        for token in near
    ):
        verdict.add("clause.pay_noun", 1)
    if any(
        token.pos in ("NOUN", "PROPN") and is_person(token, words) and not is_client(token, words) for token in near
    ):
        verdict.add("clause.worker", 0.75)
    for token in frame.tree.tokens[frame.anchor.i + 1 : frame.anchor.i + 7]:
        if token.money is not None or token.text in (",", ";", "—"):
            break
        if (
            token.dep == "pobj"
            and frame.tree.tokens[token.head].lower in ("to", "for")
            and is_person(token, words)
            and token.pos == "NOUN"
            and not is_client(token, words)
        ):
            verdict.add("after.for_worker", 1.5)
            break
    negative = next(
        (
            token
            for token in near
            if token.lemma in words.other_nouns
            and token.pos in ("NOUN", "PROPN")
            and token.dep != "compound"
            and abs(token.i - frame.anchor.i) < 12
        ),
        None,
    )
    if negative is not None:
        verdict.add(f"clause.{negative.lemma}", -1, words.other_nouns[negative.lemma])
