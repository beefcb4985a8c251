"""Read a sentence into words with their places in it, for the gate of the digest: the small spaCy model's parser."""

from functools import lru_cache

from models.mentions_folding import encodable
from models.nlp import MAX_SENTENCE, load_language
from pipeline.parsed import Word


@lru_cache(maxsize=512)
def parse_sentence(text: str) -> tuple[Word, ...]:
    """Return the words of a text of at most 1,000 characters; what is longer is not read.

    Raises:
        ModelError: the model is missing, changed or cannot be loaded.
    """
    language = load_language()
    with language.select_pipes(disable=["ner"]):
        doc = language(encodable(text[:MAX_SENTENCE]))
    return tuple(
        Word(
            at=token.i,
            text=token.text,
            lemma=token.lemma_.lower(),
            pos=token.pos_,
            relation=token.dep_,
            head=token.head.i,
            start=token.idx,
            end=token.idx + len(token.text),
        )
        for token in doc
    )
