"""Why a request was not made, or its answer not taken: a closed reason and words for a person."""

from typing import TYPE_CHECKING

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from pipeline.errors import RejectionReason
from spiders.addresses import Hosts
from spiders.heads import has_endless_head

if TYPE_CHECKING:
    from twisted.python.failure import Failure

_LONGEST_DETAIL = 200


class RefusedRequestError(IgnoreRequest):
    """A request that our own rules forbid, now (`is_passing`) or for good, or that is left to the next crawl."""

    def __init__(
        self, reason: RejectionReason, detail: str, is_left: bool = False, *, is_passing: bool = False
    ) -> None:
        super().__init__(reason, detail, is_left, is_passing)
        self.reason, self.detail, self.is_left, self.is_passing = reason, detail, is_left, is_passing

    def __str__(self) -> str:
        return self.detail


def explain(error: BaseException | None, *, host: str, hosts: Hosts) -> tuple[RejectionReason, str]:
    """Return the reason and the words for a failed download."""
    if isinstance(error, RefusedRequestError):
        return error.reason, error.detail
    if isinstance(error, CannotResolveHostError):
        if host in hosts.refused:
            return RejectionReason.UNSAFE_ADDRESS, f"{host} resolves to {hosts.refused[host]}, which is not public"
        return RejectionReason.NETWORK, f"the name {host} cannot be resolved"
    if isinstance(error, DownloadTimeoutError):
        return RejectionReason.TIMED_OUT, "no complete answer within the time limit"
    if isinstance(error, DownloadConnectionRefusedError):
        return RejectionReason.NETWORK, f"{host} refused the connection"
    if has_endless_head(error):
        return RejectionReason.TOO_LARGE, "the headers are larger than the size limit"
    if isinstance(error, ResponseDataLossError):
        return RejectionReason.NETWORK, "the answer broke off before its end"
    causes = [failure.value for failure in getattr(error.__cause__, "reasons", ())] if error else []
    words = " ".join(str(causes[0] if causes else error).split())
    if isinstance(error, DownloadFailedError):
        return RejectionReason.NETWORK, f"no answer that can be read: {words[:_LONGEST_DETAIL]}"
    if isinstance(error, DownloadCancelledError):
        # Scrapy cancels for no other reason; without a Content-Length it has no words for it.
        return RejectionReason.TOO_LARGE, "the body is larger than the size limit"
    if isinstance(error, IgnoreRequest) and "redirect" in words:
        return RejectionReason.NETWORK, "too many redirects"
    return RejectionReason.NETWORK, f"{type(error).__name__}: {words}"


def is_left(failure: "Failure") -> bool:
    """Say whether a request was left to the next crawl: nothing was learnt about its address."""
    return isinstance(failure.value, RefusedRequestError) and failure.value.is_left


def is_passing(failure: "Failure") -> bool:
    """Say whether a rule of ours refused it for a cause that may be gone next time."""
    return isinstance(failure.value, RefusedRequestError) and failure.value.is_passing
