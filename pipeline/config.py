"""Where things are, and the settings in `data/laborwire.toml`: every key has a default, unknown keys are refused."""

import tomllib
from pathlib import Path
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipeline.errors import ConfigError
from pipeline.records import RIGHTS_IF_OPTED_OUT, Rights

_MIB = 1024 * 1024

M = TypeVar("M", bound=BaseModel)


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CrawlSettings(_Section):
    """[crawl]: how we behave as a guest."""

    contact: str = ""
    """Address of a page or mailbox of the operator; the crawl of the real web refuses to start without it."""
    # Bounds everywhere: to the crawler's own code 0 bytes are no limit, and a wait without end ends no night.
    delay_s: float = Field(default=5.0, ge=0, le=900)
    timeout_s: float = Field(default=30.0, gt=0, le=900)
    max_body_bytes: int = Field(default=10 * _MIB, ge=1, le=100 * _MIB)
    max_feed_bytes: int = Field(default=5 * _MIB, ge=1, le=100 * _MIB)
    concurrency: int = Field(default=16, ge=1, le=256)
    max_articles_per_source: int = Field(default=200, ge=1, le=100_000)


class ExtractSettings(_Section):
    """[extract]: limits of the child process that reads one page."""

    timeout_s: float = Field(default=8.0, gt=0, le=10)
    memory_mib: int = Field(default=1024, ge=256)
    workers: int = Field(default=1, ge=1)


class ModelSettings(_Section):
    """[models]: which model does what."""

    embedding: str = "all-MiniLM-L6-v2"
    relevance_threshold: float = Field(default=0.5, ge=0, le=1)


class RunSettings(_Section):
    """[run]: how a night is cut into tasks."""

    shard_size: int = Field(default=100, ge=1, le=1000)
    keep_snapshots: int = Field(default=14, ge=1)
    """So many of nights and other commands, and those of so many digests; of polls the newest stays."""
    wait_for_lock_s: float = Field(default=1800.0, ge=0, le=6 * 3600)
    """How long a night waits for another run to end before it fails."""


class ReleaseSettings(_Section):
    """[release]: when a warehouse is held back, because much of what readers saw of a source is gone."""

    most_lost: float = Field(default=0.2, ge=0, le=1)
    """Share of a source's articles, or of their pay claims, that may go between two snapshots."""
    at_least: int = Field(default=5, ge=1)
    """So many must be gone for that to count: of three articles one is soon gone."""


class MailSettings(_Section):
    """[mail]: the server that alerts are mailed through."""

    host: str = ""
    """Without it no rule may name a mail address."""
    port: int = Field(default=587, ge=1, le=65535)
    starttls: bool = True
    user: str = ""
    """Empty: no login."""
    password_env: str = "LABORWIRE_MAIL_PASSWORD"  # noqa: S105  # the name of a variable
    """Environment variable with the password, which is written in no file."""
    sender: str = ""
    timeout_s: float = Field(default=30.0, gt=0, le=300)


class WebhookSettings(_Section):
    """[webhook]: how alerts are posted to web addresses."""

    timeout_s: float = Field(default=15.0, gt=0, le=120)
    loopback: tuple[str, ...] = ()
    """"127.0.0.1:8080": services on this machine that may be posted to by plain http."""


class RightsSettings(_Section):
    """[rights]: what may be shown of articles whose publishers opted out of text and data mining or of AI."""

    opted_out: Rights = RIGHTS_IF_OPTED_OUT
    """Never more than the source's own `rights`; a source may set `rights_if_opted_out` instead."""


class ExportSettings(_Section):
    """[export]: under which licence this installation hands its collection on."""

    license: str = ""
    """Name of the licence, such as CC-BY-4.0; "": none, and exports say so."""
    license_url: str = ""


class AlarmSettings(_Section):
    """[alarms]: who is told that a source fell silent or a night failed or was missed."""

    webhook: str = ""
    """Address that alarms are posted to; "" for none."""


class DigestSettings(_Section):
    """[digest]: whom the weekly digest is mailed to, and where it can be read."""

    mail_to: tuple[str, ...] = ()
    """Mail addresses, each of which gets a mail of its own; they go through the server of [mail]."""
    address: str = ""
    """Web address under which the folder `digests` is published; "" for nowhere. Feeds make their links with it."""
    removal: str = ""
    """Mail address or page where removal is asked for and errors are reported; "" for `contact` of [crawl]."""


class SummarySettings(_Section):
    """[summaries]: an endpoint that may write summaries; without `url` none is asked."""

    url: str = ""
    """Base address of an endpoint that speaks as OpenAI's does, such as http://127.0.0.1:8080/v1; "" for none."""
    model: str = ""
    """Name of the model, as the endpoint knows it; it is named on the page."""
    key_env: str = "LABORWIRE_SUMMARY_KEY"
    """Environment variable with the key, which is written in no file; a service on this machine may need none."""
    stories: int = Field(default=1, ge=1, le=10)
    """How many stories of an issue get a written summary, the lead first."""
    timeout_s: float = Field(default=60.0, gt=0, le=600)
    loopback: tuple[str, ...] = ()
    """"127.0.0.1:8080": services on this machine that may be asked by plain http."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        from pipeline.urls import is_web_address

        if self.url and not is_web_address(self.url):
            raise ValueError(f"url: {self.url!r} is no address; write it like http://127.0.0.1:8080/v1")
        if self.url and not self.model:
            raise ValueError("model: is missing; the page names who wrote a summary")
        return self


class Settings(_Section):
    """All of `data/laborwire.toml`."""

    crawl: CrawlSettings = CrawlSettings()
    extract: ExtractSettings = ExtractSettings()
    models: ModelSettings = ModelSettings()
    run: RunSettings = RunSettings()
    release: ReleaseSettings = ReleaseSettings()
    mail: MailSettings = MailSettings()
    webhook: WebhookSettings = WebhookSettings()
    rights: RightsSettings = RightsSettings()
    alarms: AlarmSettings = AlarmSettings()
    export: ExportSettings = ExportSettings()
    digest: DigestSettings = DigestSettings()
    summaries: SummarySettings = SummarySettings()


def load_settings(data: Path) -> Settings:
    """Return the settings in `data/laborwire.toml`, defaults where a key or the file is absent.

    Raises:
        ConfigError: the file is not TOML, or a key is unknown or out of range.
    """
    path = data / "laborwire.toml"
    return read_toml(path, Settings) if path.exists() else Settings()


def parse_toml(content: bytes | str, *, where: str) -> dict[str, Any]:
    """Return the content of a TOML file as it is written, a byte order mark aside.

    Args:
        where: name of the file, for the error.

    Raises:
        ConfigError: it is not TOML.
    """
    try:
        text = content if isinstance(content, str) else content.decode("utf-8")
        read = tomllib.loads(text.removeprefix("\ufeff"))
        _refuse_large_numbers(read)
        return read
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise ConfigError(where, f"not TOML: {err}") from err
    except (RecursionError, ValueError) as err:
        # The reader itself fails at brackets in brackets without end, and at numbers of thousands of digits.
        raise ConfigError(
            where, "not TOML: a list or a number in it is larger than any may be; mend it or restore the file"
        ) from err


def _refuse_large_numbers(value: object) -> None:
    """Refuse what TOML does not allow and its reader lets through: such a number cannot even be said in an error."""
    if isinstance(value, int) and value.bit_length() > 63:
        raise ValueError("a number of more than 64 bits")
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _refuse_large_numbers(one)


def read_toml(path: Path, model: type[M]) -> M:
    """Return the content of a TOML file as a checked model.

    Raises:
        ConfigError: names the file, the key and what is wrong.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as err:
        raise ConfigError(str(path), "no such file; restore it from the repository") from err
    try:
        return model.model_validate(parse_toml(content, where=str(path)))
    except ValidationError as err:
        first = err.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "file"
        raise ConfigError(str(path), f"{where}: {first['msg']}") from err
