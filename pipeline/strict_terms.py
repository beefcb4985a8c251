"""The record between who makes strict terms (`models.relevance_strict`) and who looks for them in raw bytes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StrictTerms:
    """Terms in four roles; a trailing asterisk takes any ending of the word.

    `cased` terms stand exactly as written, the others in any case (ASCII letters only).
    """

    alone: tuple[str, ...]
    """Enough by itself."""
    alone_cased: tuple[str, ...]
    who: tuple[str, ...]
    """Enough near a word on work."""
    who_cased: tuple[str, ...]
    hint: tuple[str, ...]
    """Enough near a word on work and another hint."""
    work: tuple[str, ...]
    work_cased: tuple[str, ...]
