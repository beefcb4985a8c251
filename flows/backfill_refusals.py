"""What was refused of a WARC file, one line of JSON each beside the state of the backfill, until a load takes it in.

A file may name so many records and no more; the rest is counted, and one rejection says how many they are. The lines
count only as far as the state says: what a run that was killed wrote behind it is cut off and written again.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.archive.news_files import STAGE
from pipeline.codec import read_jsonl, to_json
from pipeline.errors import ArchiveError, RejectionReason
from pipeline.places import Places
from pipeline.records import Rejection

MOST_NAMED = 1000
"""Rejections of one WARC file."""
# An address can be as long as a record's head.
_MOST_CHARACTERS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How much of what was refused is written down."""

    size: int = 0
    """Bytes of lines that no load has taken in."""
    named: int = 0
    unnamed: int = 0
    """Refused beyond what a file may name."""
    uncounted: int = 0
    """Of the unnamed, those that no rejection speaks of yet."""

    def loaded(self) -> "Held":
        """Return what is held once the lines are in the warehouse."""
        return replace(self, size=0)

    def of_another_file(self) -> "Held":
        """Return what is held when another file takes the place of the one that was read: its lines stay."""
        return Held(size=self.size)


class Refused:
    """The refusals of one WARC file: added in memory, written when the state is."""

    def __init__(self, places: Places, key: str, held: Held) -> None:
        self.held = held
        self._path = _path(places, key)
        self._waiting: list[Rejection] = []

    def add(self, rejection: Rejection) -> None:
        """Take in one rejection, or count it when the file has named enough."""
        if self.held.named >= MOST_NAMED:
            self.held = replace(self.held, unnamed=self.held.unnamed + 1, uncounted=self.held.uncounted + 1)
            return
        self.held = replace(self.held, named=self.held.named + 1)
        self._waiting.append(
            replace(rejection, key=rejection.key[:_MOST_CHARACTERS], detail=rejection.detail[:_MOST_CHARACTERS])
        )

    def count_the_rest(self, key: str) -> None:
        """Let one rejection speak of those that are not named; `key` says of which part of the file."""
        if self.held.uncounted:
            detail = f"and {self.held.uncounted} more records were refused or damaged; the first {MOST_NAMED} are named"
            self._waiting.append(Rejection(stage=STAGE, key=key, reason=RejectionReason.UNREADABLE, detail=detail))
            self.held = replace(self.held, uncounted=0)

    def write(self) -> Held:
        """Write what was added behind what is held, and return what is held now, for the state."""
        if self._waiting:
            lines = b"".join(to_json(rejection) + b"\n" for rejection in self._waiting)
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as out:
                size = min(self.held.size, out.tell())
                out.truncate(size)
                out.write(lines)
            self.held = replace(self.held, size=size + len(lines))
            self._waiting.clear()
        return self.held

    def is_unheard(self) -> bool:
        """Say whether there are lines that no load has taken in."""
        return self.held.size > 0 and self._path.exists()

    def read(self) -> tuple[Rejection, ...]:
        """Return what no load has taken in.

        Raises:
            ArchiveError: a line is no rejection; names file and line.
        """
        if self._path.exists() and self._path.stat().st_size > self.held.size:
            with self._path.open("r+b") as lines:
                lines.truncate(self.held.size)
        try:
            return tuple(dict.fromkeys(read_jsonl(Rejection, self._path)))
        except ArchiveError as err:
            raise ArchiveError(str(self._path), f"cannot be read ({err}); move it away, then run it again") from err

    def forget(self) -> None:
        """Remove the lines."""
        self._path.unlink(missing_ok=True)


def _path(places: Places, key: str) -> Path:
    return places.var / "backfill-refused" / f"{key}.jsonl"
