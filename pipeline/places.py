"""Where an installation keeps its files."""

import os
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The files and folders of one installation: `data` is content, `var` is what runs make."""

    data: Path
    var: Path

    @property
    def archive(self) -> Path:
        """WARC files and their index."""
        return self.var / "archive"

    @property
    def crawl_state(self) -> Path:
        """SQLite file with fetch state and validators; in the archive, so that who deletes one deletes both."""
        return self.archive / "crawl.sqlite"

    @property
    def live_warehouse(self) -> Path:
        """The DuckDB file that a run writes to; readers open `warehouse`."""
        return self.var / "warehouse.duckdb"

    @property
    def work(self) -> Path:
        """Shards and crawl files of the running night; safe to delete when nothing runs."""
        return self.var / "work"

    @property
    def warehouse(self) -> Path:
        """The newest published snapshot: what readers open."""
        return self.var / "laborwire.duckdb"

    @property
    def snapshots(self) -> Path:
        """Numbered snapshots."""
        return self.var / "snapshots"

    @property
    def live_search(self) -> Path:
        """The full-text index of the live warehouse; it can be made anew from a snapshot."""
        return self.var / "search.sqlite"

    @property
    def search(self) -> Path:
        """The full-text index of the newest published snapshot: what readers search."""
        return self.var / "laborwire-search.sqlite"

    @property
    def vectors(self) -> Path:
        """Caches of a snapshot's vectors; safe to delete at any time."""
        return self.work / "vectors"

    @property
    def explorer(self) -> Path:
        """Caches of the tables that the explorer's pages are read from; safe to delete at any time."""
        return self.work / "explorer"

    @property
    def kept_views(self) -> Path:
        """Caches of the rows of a snapshot's dear views; safe to delete at any time."""
        return self.work / "views"

    @property
    def decisions(self) -> Path:
        """The append-only log of what people decided."""
        return self.var / "decisions.jsonl"

    @property
    def accepted_names(self) -> Path:
        """Entities that people accepted here, in the form of `data/gazetteer.toml` and on top of it."""
        return self.var / "gazetteer.toml"

    @property
    def taught(self) -> Path:
        """What people's decisions taught this installation about relevance."""
        return self.var / "relevance_taught.npz"

    @property
    def runs(self) -> Path:
        """One folder a run, with its report."""
        return self.var / "runs"

    @property
    def open_runs(self) -> Path:
        """One empty file a run of which the warehouse does not know yet how it ended."""
        return self.var / "runs.open"

    @property
    def demo_marker(self) -> Path:
        """Where it stands, `laborwire demo` made this folder: its sources and the clock of its nights are invented."""
        return self.var / "demo.json"

    @property
    def heartbeat(self) -> Path:
        """How the last night ended: written by every night, also by one that failed."""
        return self.var / "heartbeat.json"

    @property
    def told_alarms(self) -> Path:
        """Which alarms the webhook has been told."""
        return self.var / "alarms.json"

    @property
    def digests(self) -> Path:
        """One folder a week."""
        return self.var / "digests"

    @property
    def reprocess(self) -> Path:
        """One folder a proposal to read stored articles anew."""
        return self.var / "reprocess"

    @property
    def sources_passed(self) -> Path:
        """When each address of the registry last passed a check."""
        return self.var / "sources_passed.jsonl"

    @property
    def sources_lock(self) -> Path:
        """Held while the registry is changed."""
        return self.var / "sources.lock"

    @property
    def lock(self) -> Path:
        """The lock file of the one writer."""
        return self.var / "writer.lock"

    @property
    def lock_queue(self) -> Path:
        """Held by the run that is the next to write."""
        return self.var / "writer.next"

    @property
    def backfill_lock(self) -> Path:
        """Held by the one backfill, also between its turns at writing."""
        return self.var / "backfill.lock"


def find_places(*, data: Path | None = None, var: Path | None = None) -> Places:
    """Return the places: arguments first, then LABORWIRE_DATA and LABORWIRE_VAR, then the checkout's `data/`."""
    chosen = data or Path(os.environ.get("LABORWIRE_DATA") or CHECKOUT / "data")
    return Places(data=chosen, var=var or Path(os.environ.get("LABORWIRE_VAR") or chosen / "var"))
