"""Adapt the language model to the beat: low-rank changes to its layers, learned on the invented leads.

In: leads with their real names in place, feature rows and kinds. Out: `ReaderWeights`. Two things are asked of each
lead: whether it is on the beat, and of which kind it is (a near miss teaches more when it is known what it is near
to). The weights are the mean of those along the second half of the way: steadier than the last.
Repeatable with one seed and machine; one thread, since on a busy machine two wait for each other.
"""

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from models.embeddings import DEFAULT_MODEL
from models.low_rank import Changes, open_encoder
from models.manifest import MANIFEST, verified_model
from models.relevance_features import FEATURES
from models.relevance_reader import ReaderFacts, ReaderWeights, pieces_of

_RANK = 16
_DIMS = 384
_BATCH = 16
# Few different shapes: for each new one the processor's kernels are made anew.
_STEP = 16
# Chosen by training on two authors and judging the third; re-run `python -m models.relevance_train`.
_EPOCHS = 4
_RATE, _HEAD_RATE = 4e-4, 1e-3
_SMOOTHING = 0.03
_KIND_LOSS = 0.25
# Of each form so many in an epoch, as a share of the leads; what a bare title decides is learned more softly.
_TITLES, _BARE_LEADS = 0.4, 0.1
_BARE_WEIGHT = 0.6
_LOWER, _UPPER = 0.06, 0.04


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A lead as the model sees it."""

    title: str
    lead: str
    label: bool
    kind: str
    rows: dict[str, NDArray[np.float32]]
    """Feature rows of the forms whole, title and lead."""


class _Heads(nn.Module):
    """Weights of what is asked."""

    def __init__(self, *, kinds: int) -> None:
        super().__init__()
        self.drop = nn.Dropout(0.2)
        self.beat = nn.Linear(2 * _DIMS, 1)
        self.rules = nn.Linear(len(FEATURES), 1, bias=False)
        nn.init.zeros_(self.rules.weight)
        self.kind = nn.Linear(2 * _DIMS, kinds)


def adapt(lessons: Sequence[Lesson], *, seed: int = 1, threads: int = 1, epochs: int = _EPOCHS) -> ReaderWeights:
    """Return what the model learns from the lessons."""
    trainer = _Trainer(lessons, seed=seed, threads=threads)
    trainer.train(epochs=epochs)
    return trainer.weights()


class _Trainer:
    """Encoder and heads, and what an epoch needs."""

    def __init__(self, lessons: Sequence[Lesson], *, seed: int, threads: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  # a shuffle, not a secret
        entry, folder = verified_model(DEFAULT_MODEL, kind="embedding", manifest=MANIFEST)
        self._digest = entry.digest
        self._tokenizer, self._encoder = open_encoder(folder)
        torch.manual_seed(seed)
        torch.set_num_threads(threads)
        self._changes = Changes(self._encoder, rank=_RANK, dropout=0.1)
        self._lessons = list(lessons)
        self._kinds = {kind: number for number, kind in enumerate(sorted({one.kind for one in lessons}))}
        self._heads = _Heads(kinds=len(self._kinds))
        rows = np.array([row for one in lessons for row in one.rows.values()])
        self._mean = rows.mean(axis=0, dtype=np.float64).astype(np.float32)
        # 0.2: a feature that hardly varies in the leads must not explode when a real text has it.
        self._spread = np.maximum(rows.std(axis=0, dtype=np.float64), 0.2).astype(np.float32)

    def train(self, *, epochs: int) -> None:
        changes = self._changes.parameters()
        others = list(self._heads.parameters())
        groups = [{"params": changes, "lr": _RATE}, {"params": others, "lr": _HEAD_RATE}]
        optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
        steps = epochs * len(self._batches())
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min(1.0, (step + 1) / (0.08 * steps)) * max(0.02, 1 - step / steps)
        )
        parameters = [*changes, *others]
        means = [torch.zeros_like(parameter) for parameter in parameters]
        taken = done = 0
        for epoch in range(epochs):
            self._encoder.train()
            self._heads.train()
            total, batches = 0.0, self._batches()
            for batch in batches:
                loss = self._loss(batch)
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]  # torch types little
                torch.nn.utils.clip_grad_norm_(parameters, 1.0)
                optimizer.step()
                schedule.step()
                total += float(loss.detach())
                done += 1
                if done > steps / 2:
                    taken += 1
                    for parameter, mean in zip(parameters, means, strict=True):
                        mean += (parameter.detach() - mean) / taken
            sys.stderr.write(f"epoch {epoch + 1} of {epochs}: loss {total / len(batches):.3f}\n")
        with torch.no_grad():
            for parameter, mean in zip(parameters, means, strict=True):
                parameter.copy_(mean)

    def weights(self) -> ReaderWeights:
        heads = self._heads
        arrays: dict[str, Any] = {
            "head": heads.beat.weight[0],
            "bias": heads.beat.bias,
            "rules": heads.rules.weight[0],
            "mean": torch.from_numpy(self._mean),
            "spread": torch.from_numpy(self._spread),
        }
        arrays |= self._changes.arrays()
        return ReaderWeights(
            facts=ReaderFacts(encoder_digest=self._digest, features=FEATURES),
            arrays={name: array.detach().numpy().astype(np.float32) for name, array in arrays.items()},
        )

    def _batches(self) -> list[list[tuple[Lesson, str]]]:
        count = len(self._lessons)
        items = [(one, "whole") for one in self._lessons]
        items += [(one, "title") for one in self._random.sample(self._lessons, int(_TITLES * count))]
        items += [(one, "lead") for one in self._random.sample(self._lessons, int(_BARE_LEADS * count)) if one.lead]
        self._random.shuffle(items)
        batches = []
        # Texts of like length together: padding is work for nothing.
        for begin in range(0, len(items), 8 * _BATCH):
            part = sorted(items[begin : begin + 8 * _BATCH], key=_length)
            batches += [part[number : number + _BATCH] for number in range(0, len(part), _BATCH)]
        self._random.shuffle(batches)
        return batches

    def _states(self, leads: Sequence[tuple[str, str]]) -> torch.Tensor:
        pieces = pieces_of(self._tokenizer, leads, step=_STEP)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self._encoder(**pieces).last_hidden_state.float()
        mask = pieces["attention_mask"][..., None].float()
        both = torch.cat([(states * mask).sum(dim=1) / mask.sum(dim=1), states[:, 0]], dim=1)
        out: torch.Tensor = self._heads.drop(both)
        return out

    def _loss(self, batch: list[tuple[Lesson, str]]) -> torch.Tensor:
        states = self._states([self._shown(one, form) for one, form in batch])
        rows = np.array([(one.rows[form] - self._mean) / self._spread for one, form in batch])
        logits = self._heads.beat(states)[:, 0] + self._heads.rules(torch.from_numpy(rows))[:, 0]
        right = torch.tensor([float(one.label) for one, _ in batch]) * (1 - 2 * _SMOOTHING) + _SMOOTHING
        weights = torch.tensor([1.0 if form == "whole" else _BARE_WEIGHT for _, form in batch])
        losses = functional.binary_cross_entropy_with_logits(logits, right, reduction="none")
        kinds = torch.tensor([self._kinds[one.kind] for one, _ in batch])
        return (losses * weights).mean() + _KIND_LOSS * functional.cross_entropy(self._heads.kind(states), kinds)

    def _shown(self, one: Lesson, form: str) -> tuple[str, str]:
        title, lead = "" if form == "lead" else one.title, "" if form == "title" else one.lead
        chance = self._random.random()
        # Forum posts shout or never use the shift key.
        if chance < _LOWER:
            return title.lower(), lead.lower()
        return (title.upper(), lead.upper()) if chance < _LOWER + _UPPER else (title, lead)


def _length(item: tuple[Lesson, str]) -> int:
    one, form = item
    return (form != "lead") * len(one.title) + (form != "title") * len(one.lead)
