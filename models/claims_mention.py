"""One amount of an article on its way to becoming a pay claim: its sentence, its frame and what was decided so far."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from models.claims_evidence import Verdict
from models.claims_frame import Frame
from models.claims_parse import Tree
from models.money import Money
from pipeline.records import AltAmount, Attribution, Bound, ChangeRole, Kind, Modality, Unit

if TYPE_CHECKING:
    from models.pay_reader import AmountReading


@dataclass(slots=True, kw_only=True)
class Mention:
    """An amount and the words around it. Filled step by step; offsets are characters into the article."""

    money: Money
    sentence: int
    """Index of its sentence."""
    sent_start: int
    sent_end: int
    before: str
    """The sentence left of the amount."""
    after: str
    left: str = ""
    """Left of the amount as far as the last amount or clause mark: words about this amount only."""
    right: str = ""
    tree: Tree | None = None
    frame: Frame | None = None
    verdict: Verdict = field(default_factory=Verdict)
    alt: tuple[AltAmount, ...] = ()
    unit: Unit = "unknown"
    unit_implied: bool = False
    bound: Bound = "exact"
    kind: Kind = "reported_earnings"
    role: ChangeRole | None = None
    partner: "Mention | None" = None
    low: Decimal | None = None
    high: Decimal | None = None
    start: int = 0
    end: int = 0
    payer: str | None = None
    payer_alt: tuple[str, ...] = ()
    payer_optional: bool = False
    payer_source: str = "none"
    worker: str | None = None
    location: str | None = None
    project: str | None = None
    time: str | None = None
    modality: Modality = "asserted"
    attribution: Attribution = field(default_factory=Attribution)
    alt_unit: Unit | None = None
    """Unit beside the amount's conversion: "30,000 rupees ($360) a month"."""
    is_statutory: bool = False
    """The amount is set by law or measures pay against a need, also when it is a member of a change."""
    leans_on: "Mention | None" = None
    """The amount of the sentence before that this one goes on about: "It used to be $400"."""
    is_contract: bool = False
    """What a person's contract is worth in all."""
    is_repeat: bool = False
    rules: list[str] = field(default_factory=list)
    firms: tuple[str, ...] = ()
    """Known platforms and employers that its sentence names."""
    chances: dict[str, float] = field(default_factory=dict)
    """For each question the trained reader's probability of the answer that stands now, 0 to 1."""
    confidence: float | None = None
    """How likely amount, unit, payer and direction are right, by the trained reader; None where it was not asked."""
    reading: "AmountReading | None" = None
    """What the trained reader sees in the words around it; None where it was not asked."""
