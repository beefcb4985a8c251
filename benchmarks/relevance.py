"""What does each step of the relevance model cost, and how many articles reach it? Beside spaCy's full pipeline.

python benchmarks/relevance.py [--titles 20000] [--articles FILE] [--spacy 500]

The irrelevant mass are titles put together from the word lists below, two in a hundred of them about AI or work
without belonging to the beat. --articles takes JSON lines with title and text (and url) instead. Prints a Markdown
table: milliseconds an article (over all, and over those that reach the step), shares, and the memory at the end.
"""

import argparse
import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from spacy.util import load_model_from_path

from models.manifest import MANIFEST, verified_model
from models.relevance import BATCH, RelevanceModel, Unjudged

WHO = [
    "The mayor",
    "A farmer",
    "Two sisters",
    "Our goalkeeper",
    "A bishop",
    "Divers",
    "The ferry company",
    "Police",
    "Villagers",
    "A novelist",
    "Scientists",
    "The town council",
    "A beekeeper",
    "Tourists",
    "The minister",
]
DOES = [
    "opens",
    "finds",
    "loses",
    "repaints",
    "visits",
    "sells",
    "defends",
    "explains",
    "buries",
    "remembers",
    "cancels",
    "praises",
    "moves",
]
WHAT = [
    "the old bridge",
    "a rare orchid",
    "nine sheep",
    "the harbour light",
    "a lost violin",
    "the spring fair",
    "a stone circle",
    "the cup",
    "an island",
    "the marsh",
    "a blue door",
    "the carnival float",
    "a comet",
]
WHERE = [
    "in Galway",
    "near Nakuru",
    "at dawn",
    "after the storm",
    "on the coast road",
    "in Iloilo",
    "for charity",
    "by the river",
    "before the final",
    "in the snow",
    "at the museum",
    "on Sunday",
    "in a barn",
]
NEAR = [
    "Start-up shows AI that names birds",
    "Model beats rivals on maths test",
    "Bus drivers strike for more pay",
    "Bakery takes on six apprentices",
    "Chatbot answers questions on bins",
    "Nurses ask for higher wages",
]


def titles(count: int, *, seed: int = 7) -> list[Unjudged]:
    """Return `count` invented titles without texts."""
    chance = random.Random(seed)  # noqa: S311  # titles, not secrets
    made = []
    for _ in range(count):
        parts = [chance.choice(words) for words in (WHO, DOES, WHAT, WHERE)]
        title = " ".join(parts) if chance.random() >= 0.02 else f"{chance.choice(NEAR)} {parts[3]}"
        made.append(Unjudged(title=title, text=""))
    return made


def articles(path: Path) -> list[Unjudged]:
    """Return the articles of a JSONL file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Unjudged(title=row.get("title") or "", text=row.get("text") or "", url=row.get("url") or "") for row in rows
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--titles", type=int, default=20_000)
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--spacy", type=int, default=500, help="articles for spaCy's pipeline")
    chosen = parser.parse_args(arguments)
    mass = articles(chosen.articles) if chosen.articles else titles(chosen.titles)
    model = RelevanceModel.load()
    # Loading is not the price of an article.
    model.judge("Raters of chatbots strike", "People who rate what AI writes want more pay. " * 40)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    began = time.perf_counter()
    for one in mass:
        model._rule(one)  # the rule alone, to tell its price from the head's
    rule_s = time.perf_counter() - began
    began = time.perf_counter()
    verdicts = [v for start in range(0, len(mass), BATCH) for v in model.judge_many(mass[start : start + BATCH])]
    whole_s = time.perf_counter() - began
    steps = Counter(verdict.step for verdict in verdicts)
    scored = sum(len(verdict.reasons) > 1 for verdict in verdicts)

    some = mass[: chosen.spacy]
    nlp = load_model_from_path(verified_model("en_core_web_sm", kind="language", manifest=MANIFEST)[1])
    nlp("A first text.")
    began = time.perf_counter()
    for one in some:
        nlp(f"{one.title}. {one.text}")
    spacy_s = time.perf_counter() - began

    count = len(mass)
    print(f"{count} articles, {sum(v.relevant for v in verdicts)} kept\n")
    head_ms, rule_ms = 1000 * (whole_s - rule_s), f"{1000 * rule_s / count:.2f}"
    share = f"{scored / count:.1%}"
    print("| step | decided here | reach it | ms an article that reaches it | ms over all |\n|---|---|---|---|---|")
    print(f"| rule (words) | {1 - scored / count:.1%} | 100.0% | {rule_ms} | {rule_ms} |")
    print(f"| head (lead, passages) | {share} | {share} | {head_ms / max(scored, 1):.1f} | {head_ms / count:.2f} |")
    print(f"| all | | | | {1000 * whole_s / count:.2f} |")
    print(f"| spaCy's full pipeline | | | | {1000 * spacy_s / len(some):.2f} |")
    shares = ", ".join(f"step {step}: {number / count:.1%}" for step, number in sorted(steps.items()))
    print(f"\nDecided at {shares}. Memory with the models loaded: {memory:.0f} MiB; at the end ", end="")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB (with spaCy).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
