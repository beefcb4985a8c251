"""The errors that laborwire raises on purpose, and the closed set of reasons for refusing one record.

    LaborwireError            anything below
    |- ConfigError            a file under data/ cannot be used as it is
    |- UsageError             a command was called with words that do not fit (exit 2)
    |- ModelError             a model is missing or its bytes are not the expected ones
    |- ArchiveError           a capture cannot be stored, found or read back
    |- CrawlError             a crawl could not run
    |- WarehouseError         the warehouse cannot be opened, loaded or published
    |- LockedError            another run is writing; says who and since when
    |- NightError             the last night failed, is missing or too old
    |- AlertError             the log of alerts cannot be read or written
    |- SummaryError           an endpoint gave no summary that can be used
    |- PrefectError           the server that schedules need did not start
    `- QueryError             a reader's SQL was refused or stopped

One bad record is never an error of this tree: it becomes a `Rejection` with a `RejectionReason`,
is stored, and the run goes on. Every class hands all its facts to `super().__init__`, so that it
survives a process pool.
"""

from enum import StrEnum


class RejectionReason(StrEnum):
    """Why a stage refused one record. Closed: a new reason is a commit."""

    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    MISSING_FIELD = "missing_field"
    WRONG_TYPE = "wrong_type"
    TOO_LARGE = "too_large"
    EMPTY_BODY = "empty_body"
    NOT_HTML = "not_html"
    UNREADABLE = "unreadable"
    NO_TEXT = "no_text"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    HTTP_STATUS = "http_status"
    NETWORK = "network"
    DISALLOWED = "disallowed"
    UNSAFE_ADDRESS = "unsafe_address"
    BAD_URL = "bad_url"
    NOT_RELEVANT = "not_relevant"
    LANGUAGE_NOT_READ = "language_not_read"
    DROPPED = "dropped"
    TAKEN_DOWN = "taken_down"
    QUARANTINED = "quarantined"


class LaborwireError(Exception):
    """Base of all errors that laborwire raises on purpose; its text can be shown to a person as it is."""


class ConfigError(LaborwireError):
    """A configuration or content file cannot be used: names the file, the key and the next move."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.path, self.problem = path, problem

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}"


class UsageError(LaborwireError):
    """A command was called with words that do not fit; the process exits with 2."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        return self.problem


class ModelError(LaborwireError):
    """A model is missing, or its bytes differ from the digest in `models/manifest.toml`."""

    def __init__(self, model: str, problem: str) -> None:
        super().__init__(model, problem)
        self.model, self.problem = model, problem

    def __str__(self) -> str:
        return f"model {self.model}: {self.problem}"


class ArchiveError(LaborwireError):
    """A capture cannot be stored, found or read back from the archive."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(place, problem)
        self.place, self.problem = place, problem

    def __str__(self) -> str:
        return f"archive {self.place}: {self.problem}"


class CrawlError(LaborwireError):
    """The process of a crawl could not do its work; its log says more."""

    def __init__(self, code: int, words: str, log: str) -> None:
        super().__init__(code, words, log)
        self.code, self.words, self.log = code, words, log

    def __str__(self) -> str:
        return f"the crawl ended with code {self.code}: {self.words or 'no word'}; its log is {self.log}"


class PrefectError(LaborwireError):
    """The Prefect server that schedules need did not start; its log says why."""

    def __init__(self, log: str) -> None:
        super().__init__(log)
        self.log = log

    def __str__(self) -> str:
        return f"the Prefect server did not start; see {self.log}"


class WarehouseError(LaborwireError):
    """The warehouse cannot be opened, loaded or published."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.path, self.problem = path, problem

    def __str__(self) -> str:
        return f"warehouse {self.path}: {self.problem}"


class AlertError(LaborwireError):
    """The log of alerts cannot be read or written; nothing is sent that could not be written down first."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.path, self.problem = path, problem

    def __str__(self) -> str:
        return f"alert log {self.path}: {self.problem}"


class SummaryError(LaborwireError):
    """No written summary was had: the endpoint did not answer, or not as it was asked to."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        return f"no written summary: {self.problem}"


class LockedError(LaborwireError):
    """Another process is writing to the same data/var."""

    def __init__(self, path: str, holder: str, since: str, command: str | None = None) -> None:
        """Take who holds it since when; `command` is None where the holder has not said yet what it runs."""
        super().__init__(path, holder, since, command)
        self.path, self.holder, self.since, self.command = path, holder, since, command

    def __str__(self) -> str:
        return f"{self.path} is held by {self.holder} since {self.since}; wait for it to end, then run again"


class NightError(LaborwireError):
    """The last night failed, is missing or too old."""

    def __init__(self, findings: str) -> None:
        super().__init__(findings)
        self.findings = findings

    def __str__(self) -> str:
        return self.findings


class QueryError(LaborwireError):
    """A reader's SQL was refused, failed or was stopped at its limit."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        return self.problem
