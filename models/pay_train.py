"""Train the pay reader on the marked texts of `data/gold`, and write its weights: `python -m models.pay_train`.

In: the texts of the splits for training. Out: `models/weights/pay_reader.npz`. The encoder's layers learn
low-rank changes (`models.low_rank`), together with the weights of the questions and of the rules' findings. What is
learned from is made by `models.pay_examples`; what is set afterwards on other texts, by `models.pay_tune`.
Repeatable with one seed, machine and number of threads.
"""

import argparse
import math
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from models.claims_evidence import THRESHOLD
from models.embeddings import DEFAULT_MODEL
from models.gold import Split, load_gold, load_reviewed
from models.low_rank import Changes, open_encoder
from models.manifest import MANIFEST, verified_model
from models.pay_examples import Example, examples_of
from models.pay_reader import NAMES, POINTER_DIMS, QUESTIONS, WEIGHTS
from models.pay_tune import tune
from models.pay_weights import PayWeights
from models.pay_window import Window, pieces_of, window_around

LOOKS = 32_000

GOLD = Path(__file__).parent.parent / "data" / "gold"

_RANK = 24
_MIN_SEEN = 3
"""A finding of the rules that fired on fewer training amounts has no weight."""
_DIMS = 384
_STEP = 16
# Steps between two lines that tell how it goes.
_TOLD = 200
# Of the questions' losses: pay is asked of every amount, and a false claim is the worst error.
_LOSS_WEIGHTS = {
    "pay": 2.0,
    "reason": 0.5,
    "kind": 1.0,
    "role": 1.0,
    "modality": 0.7,
    "attribution": 0.7,
    "unit": 0.7,
}
_WORDS_LOSS, _WORDS_POSITIVE = 4.0, 3.0
_SMOOTHING = 0.05
# Share of looks at which the rules' findings are hidden.
_RULES_DROPOUT = 0.2
# Before anything is learned the rules are believed: half a point of log odds for each point of their score, and
# this much for the answer that they gave. The model learns where they go wrong.
_SCORE_STEP, _RULES_ANSWER = 0.5, 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """An example with its window as the encoder's layers get it."""

    example: Example
    window: Window
    low: torch.Tensor
    """Shape (pieces, dims), bfloat16."""


class _Heads(nn.Module):
    """Weights of the questions and of the pointers to words."""

    def __init__(self, features: Sequence[str]) -> None:
        super().__init__()
        n_features = len(features)
        self.drop = nn.Dropout(0.3)
        self.asked = nn.ModuleDict({name: nn.Linear(3 * _DIMS, len(said)) for name, said in QUESTIONS.items()})
        self.rules = nn.ModuleDict(
            {name: nn.Linear(n_features, len(said), bias=False) for name, said in QUESTIONS.items()}
        )
        for question, layer in self.rules.items():
            layer.weight = nn.Parameter(_prior(question, features))
        self.query = nn.Linear(2 * _DIMS, len(NAMES) * POINTER_DIMS)
        self.key = nn.Linear(_DIMS, POINTER_DIMS)
        self.words_bias = nn.Parameter(torch.full((len(NAMES),), -2.0))

    def forward(
        self, states: torch.Tensor, opens: torch.Tensor, closes: torch.Tensor, before: torch.Tensor, after: torch.Tensor
    ) -> dict[str, torch.Tensor]:
        row = torch.arange(len(states))
        marks = torch.cat([states[row, opens], states[row, closes]], dim=1)
        at = self.drop(torch.cat([marks, states[:, 0]], dim=1))
        out = {
            name: layer(at) + self.rules[name](before if name in ("pay", "reason") else after)
            for name, layer in self.asked.items()
        }
        query = self.query(marks).view(len(states), len(NAMES), POINTER_DIMS)
        out["words"] = torch.einsum("bfd,btd->btf", query, self.key(states)) / math.sqrt(POINTER_DIMS) + self.words_bias
        return out


def _prior(question: str, features: Sequence[str]) -> torch.Tensor:
    """Return weights (answers, features) that say what the rules say."""
    answers = QUESTIONS[question]
    weights = torch.zeros(len(answers), len(features))
    for column, name in enumerate(features):
        room, _, value = name.partition(".")
        if question == "pay" and room == "score":
            weights[answers.index("yes"), column] = _SCORE_STEP * (int(value) - float(THRESHOLD))
        elif value in answers and (room == question or (question, room) == ("reason", "says")):
            weights[answers.index(value), column] = _RULES_ANSWER
    return weights


class _Trainer:
    """Encoder, heads and the examples' lower states; holds what an epoch needs."""

    def __init__(self, examples: Sequence[Example], *, seed: int, threads: int, rules_dropout: float) -> None:
        self._random = random.Random(seed)  # noqa: S311  # a shuffle, not a secret
        self._rules_dropout = rules_dropout
        entry, folder = verified_model(DEFAULT_MODEL, kind="embedding", manifest=MANIFEST)
        self.digest = entry.digest
        tokenizer, self.encoder = open_encoder(folder)
        torch.manual_seed(seed)
        torch.set_num_threads(threads)
        self.examples = self._prepared(examples, tokenizer)
        seen = Counter(name for one in examples for name in one.found_before | one.found_after)
        self.features = tuple(sorted(name for name, count in seen.items() if count >= _MIN_SEEN))
        self._number = {name: number for number, name in enumerate(self.features)}
        self.heads = _Heads(self.features)
        self.changes = Changes(self.encoder, rank=_RANK)

    def _prepared(self, examples: Sequence[Example], tokenizer: Any) -> list[_Seen]:
        seen = []
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            for one in examples:
                window = window_around(
                    tokenizer,
                    title=one.title,
                    text=one.text,
                    spans=one.spans,
                    sentence=one.sentence,
                    start=one.start,
                    end=one.end,
                )
                states = self.encoder.embeddings(input_ids=torch.tensor([window.pieces]))
                seen.append(_Seen(example=one, window=window, low=states[0].to(torch.bfloat16)))
        return seen

    def train(self, *, looks: int, batch: int) -> None:
        """Look at that many amounts, pass after pass: the time is the same however large the corpus grows."""
        changes = self.changes.parameters()
        rules = list(self.heads.rules.parameters())
        others = [parameter for name, parameter in self.heads.named_parameters() if not name.startswith("rules.")]
        groups = [
            {"params": changes, "lr": 6e-4},
            {"params": others, "lr": 1e-3},
            {"params": rules, "lr": 1e-2},
        ]
        optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
        steps = math.ceil(looks / batch)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min(1.0, (step + 1) / 50) * max(0.02, 1 - step / steps)
        )
        self.encoder.train()
        self.heads.train()
        total = 0.0
        for step, chosen in enumerate(islice(self._endless(batch), steps), start=1):
            loss = self._loss(chosen)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch types little
            torch.nn.utils.clip_grad_norm_([*changes, *others, *rules], 1.0)
            optimizer.step()
            schedule.step()
            total += float(loss.detach())
            if step % _TOLD == 0 or step == steps:
                sys.stderr.write(f"{step} of {steps} steps: loss {total / ((step - 1) % _TOLD + 1):.3f}\n")
                total = 0.0

    def _endless(self, size: int) -> Iterator[list[_Seen]]:
        while True:
            yield from self._batches(size)

    def _batches(self, size: int) -> list[list[_Seen]]:
        order = list(self.examples)
        self._random.shuffle(order)
        batches = []
        # Windows of like length together: padding is work for nothing.
        for begin in range(0, len(order), 8 * size):
            part = sorted(order[begin : begin + 8 * size], key=lambda one: len(one.window.pieces))
            batches += [part[number : number + size] for number in range(0, len(part), size)]
        self._random.shuffle(batches)
        return batches

    def _loss(self, chosen: list[_Seen]) -> torch.Tensor:
        out = self.forward(chosen)
        total = torch.zeros(())
        for name, answers in QUESTIONS.items():
            marked = [one.example.answers.get(name) for one in chosen]
            right = torch.tensor([-100 if answer is None else answers.index(answer) for answer in marked])
            if (right >= 0).any():
                total = total + _LOSS_WEIGHTS[name] * functional.cross_entropy(
                    out[name], right, ignore_index=-100, label_smoothing=_SMOOTHING
                )
        longest = out["words"].shape[1]
        wanted = torch.zeros(len(chosen), longest, len(NAMES))
        counts = torch.zeros(len(chosen), longest)
        for number, one in enumerate(chosen):
            if "kind" not in one.example.answers:
                continue
            for piece, place in enumerate(one.window.places):
                counts[number, piece] = float(place[0] >= 0)
            for column, name in enumerate(NAMES):
                for piece in _pieces_of(one, one.example.names[name]):
                    wanted[number, piece, column] = 1.0
        if counts.any():
            losses = functional.binary_cross_entropy_with_logits(
                out["words"], wanted, reduction="none", pos_weight=torch.tensor(_WORDS_POSITIVE)
            )
            total = total + _WORDS_LOSS * (losses * counts[:, :, None]).sum() / counts.sum()
        return total

    def forward(self, chosen: list[_Seen]) -> dict[str, torch.Tensor]:
        # Few different shapes: for each new one the processor's kernels are made anew.
        longest = _STEP * math.ceil(max(len(one.window.pieces) for one in chosen) / _STEP)
        states = torch.zeros(len(chosen), longest, _DIMS)
        hidden = torch.full((len(chosen), 1, 1, longest), -1e4)
        for number, one in enumerate(chosen):
            length = len(one.window.pieces)
            states[number, :length] = one.low.clone().float()
            hidden[number, :, :, :length] = 0.0
        with torch.autocast("cpu", dtype=torch.bfloat16):
            for layer in self.encoder.encoder.layer:
                out = layer(states, attention_mask=hidden)
                states = out[0] if isinstance(out, tuple) else out
        answers: dict[str, torch.Tensor] = self.heads(
            states.float(),
            torch.tensor([one.window.opens for one in chosen]),
            torch.tensor([one.window.closes for one in chosen]),
            self._rows(chosen, "found_before"),
            self._rows(chosen, "found_after"),
        )
        return answers

    def _rows(self, chosen: list[_Seen], which: str) -> torch.Tensor:
        rows = torch.zeros(len(chosen), len(self.features))
        for number, one in enumerate(chosen):
            # The rules must not be all that is listened to: on some amounts they say nothing.
            if self.heads.training and self._random.random() < self._rules_dropout:
                continue
            for name in getattr(one.example, which):
                if name in self._number:
                    rows[number, self._number[name]] = 1.0
        return rows

    def weights(self) -> PayWeights:
        arrays: dict[str, Any] = {}
        for name in QUESTIONS:
            layer: Any = self.heads.asked[name]
            arrays[f"{name}.weight"], arrays[f"{name}.bias"] = layer.weight, layer.bias
            arrays[f"{name}.rules"] = self.heads.rules[name].weight
        arrays |= {"words.query": self.heads.query.weight, "words.query_bias": self.heads.query.bias}
        arrays |= {"words.key": self.heads.key.weight, "words.key_bias": self.heads.key.bias}
        arrays["words.bias"] = self.heads.words_bias
        arrays |= self.changes.arrays()
        return PayWeights(
            encoder_digest=self.digest,
            features=self.features,
            threshold=0.5,
            score_weight=0.0,
            confidence={},
            arrays={name: array.detach().numpy().astype(np.float32) for name, array in arrays.items()},
        )


def trained_on(
    examples: Sequence[Example], *, looks: int = LOOKS, batch: int = 16, seed: int = 1, threads: int = 2
) -> PayWeights:
    """Return what is learned from examples; threshold, weight of the rules' score and confidence are not set yet."""
    trainer = _Trainer(examples, seed=seed, threads=threads, rules_dropout=_RULES_DROPOUT)
    trainer.train(looks=looks, batch=batch)
    return trainer.weights()


def _pieces_of(one: _Seen, names: Sequence[str]) -> Iterator[int]:
    for name in names:
        yield from pieces_of(one.window, name, title=one.example.title, text=one.example.text)


def main(arguments: Sequence[str]) -> int:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m models.pay_train", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--gold", type=Path, default=GOLD, help="the corpus (default: data/gold)")
    parser.add_argument("--reading", choices=["first", "agreed"], default="agreed", help="whose marks are learned")
    parser.add_argument(
        "--splits", nargs="+", choices=["train", "validation", "test"], default=["train"], help="parts to learn from"
    )
    parser.add_argument("--reviewed", type=Path, help="also learn from passages of `laborwire review --export`")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="the weights file to write")
    parser.add_argument(
        "--looks", type=int, default=LOOKS, help=f"amounts looked at, pass after pass (default: {LOOKS:,})"
    )
    parser.add_argument("--batch", type=int, default=16, help="amounts a step (default: 16)")
    parser.add_argument("--seed", type=int, default=1, help="of shuffles and first weights (default: 1)")
    parser.add_argument("--threads", type=int, default=2, help="processor cores (default: 2)")
    options = parser.parse_args(arguments)
    splits: tuple[Split, ...] = tuple(options.splits)
    reviewed = load_reviewed(options.reviewed) if options.reviewed else []
    items = [*load_gold(options.gold, reading=options.reading, splits=splits), *reviewed]
    examples = list(examples_of(items, processes=options.threads))
    if not examples:
        sys.stderr.write(f"{options.gold}: no marked amounts of the parts {', '.join(splits)}\n")
        return 1
    sys.stderr.write(f"{len(examples)} amounts, {sum('kind' in one.answers for one in examples)} of them pay\n")
    learned = trained_on(examples, looks=options.looks, batch=options.batch, seed=options.seed, threads=options.threads)
    learned.save(options.out)
    validation = load_gold(options.gold, reading=options.reading, splits=("validation",))
    tune(options.out, validation, processes=options.threads)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
