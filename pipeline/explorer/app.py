"""Answer requests for the explorer's pages: GET alone, from known hosts alone, out of one snapshot each.

In: the places of an installation and the functions that need a model. Out: a Starlette application. An address without
a snapshot leads to the same one with the newest, so that whatever a reader keeps shows tomorrow what it shows today;
data (.json, .csv, feeds) may be asked for without one, since programs want what is new.
"""

import logging
import uuid
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from pipeline.codec import to_json
from pipeline.errors import LaborwireError, WarehouseError
from pipeline.explorer.address import address
from pipeline.explorer.edition import Edition, Editions
from pipeline.explorer.feeds import Entry, atom_of
from pipeline.explorer.finding import LazyEncoder
from pipeline.explorer.pages import Frame, content_policy, render
from pipeline.explorer.words import time_words
from pipeline.places import Places
from pipeline.publish.sentences import Choose

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

log = logging.getLogger(__name__)

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Explorer:
    """What the pages are made of."""

    places: Places
    choose: Choose
    """Chooses telling sentences (`models.summarise`)."""
    editions: Editions
    encoder: LazyEncoder | None = None
    """For search by meaning; None for words alone."""
    hosts: Collection[str] = LOOPBACK
    """Names under which we may be asked, without port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, as the pages see it."""

    explorer: Explorer
    edition: Edition
    newest: int
    path: str
    """Without the suffix of a form."""
    query: Mapping[str, str]
    names: Mapping[str, str]
    """Parts of the path."""
    headers: Mapping[str, str] = field(default_factory=dict)

    def frame(
        self,
        tab: str,
        *,
        parameters: Mapping[str, str] | None = None,
        formats: tuple[tuple[str, str], ...] = (("JSON", ".json"),),
        feed: str = "",
    ) -> Frame:
        """Return what stands around the page."""
        return Frame(
            snapshot=self.edition.number,
            newest=self.newest,
            as_of=time_words(self.edition.as_of),
            is_invented=self.edition.is_invented,
            tab=tab,
            path=self.path,
            parameters=dict(parameters or {}),
            formats=formats,
            feed=feed,
        )


Answer = Callable[[Asked], Response]


class NotThereError(LaborwireError):
    """A page that the snapshot does not have."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        return self.what


def make_app(explorer: Explorer, *, with_policy: bool = True) -> Starlette:
    """Return the application.

    Args:
        with_policy: send the content security policy; off only to see that pages are safe without it.
    """
    from pipeline.explorer import more_routes
    from pipeline.explorer import routes as main_routes

    routes = [Route("/", _home(explorer), methods=["GET"])]
    for path, answer in (*main_routes.DATA, *more_routes.DATA):
        routes.append(Route(path, _answering(explorer, path, answer, is_data=True), methods=["GET"]))
    for path, answer in (*main_routes.PAGES, *more_routes.PAGES):
        routes.append(Route(path, _answering(explorer, path, answer, is_data=False), methods=["GET"]))
    routes.append(Route("/{path:path}", _answering(explorer, "", _nowhere, is_data=False), methods=["GET"]))
    return Starlette(
        routes=routes,
        middleware=[Middleware(Guard, hosts=explorer.hosts, policy=content_policy() if with_policy else "")],
    )


def page(html: str, *, status: int = 200) -> Response:
    """Return a page."""
    return Response(html.encode("utf-8", "replace"), status_code=status, media_type="text/html; charset=utf-8")


def data(asked: Asked, content: object) -> Response:
    """Return a page's content as JSON, with the snapshot that it is of."""
    whole = {"snapshot": asked.edition.number, "as_of": asked.edition.as_of, "page": content}
    return Response(to_json(whole) + b"\n", media_type="application/json")


def feed(asked: Asked, entries: Iterable[Entry], *, title: str, parameters: Mapping[str, str]) -> Response:
    """Return entries as the feed of the page at the same path."""
    written = atom_of(
        entries,
        title=title,
        base=f"http://{asked.headers['host']}",
        own=address(f"{asked.path}.atom", parameters, snapshot=None),
        page=address(asked.path, parameters, snapshot=None),
        updated=asked.edition.as_of,
    )
    return Response(written, media_type="application/atom+xml")


class Guard:
    """Refuses unknown hosts and other methods than GET and HEAD, and says what browsers may do with what we send."""

    def __init__(self, app: "ASGIApp", *, hosts: Collection[str], policy: str) -> None:
        self._app, self._hosts, self._policy = app, frozenset(hosts), policy

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        host = request.headers.get("host", "").strip().lower()
        name, _, port = host.rpartition(":")
        name = name if port.isdigit() else host
        if name not in self._hosts:
            # A name that somebody else's DNS points at us: a page of theirs would read ours.
            await PlainTextResponse("This address does not belong to the explorer.\n", 421)(scope, receive, send)
            return
        if scope["method"] not in {"GET", "HEAD"}:
            refusal = PlainTextResponse("Pages are read here, nothing else.\n", 405, headers={"Allow": "GET, HEAD"})
            await refusal(scope, receive, send)
            return

        async def send_with_headers(message: "Mapping[str, object]") -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                named = {name for name, _ in headers}  # type: ignore[attr-defined]  # ASGI: a list of pairs
                added = [(b"content-security-policy", self._policy.encode())] if self._policy else []
                added += [
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                    (b"cross-origin-resource-policy", b"same-origin"),
                    (b"cross-origin-opener-policy", b"same-origin"),
                    (b"x-frame-options", b"DENY"),
                    (b"cache-control", b"no-store"),
                ]
                headers += [pair for pair in added if pair[0] not in named]  # type: ignore[operator]
            await send(message)  # type: ignore[arg-type]

        await self._app(scope, receive, send_with_headers)


def _home(explorer: Explorer) -> Callable[[Request], Awaitable[Response]]:
    async def home(_: Request) -> Response:
        edition = await run_in_threadpool(explorer.editions.newest)
        return RedirectResponse(address("/stories", snapshot=edition.number), 307)

    return home


def _answering(
    explorer: Explorer, pattern: str, answer: Answer, *, is_data: bool
) -> Callable[[Request], Awaitable[Response]]:
    suffix = pattern[pattern.rindex(".") :] if is_data and "." in pattern else ""

    def work(request: Request) -> Response:
        query = {name: value for name, value in request.query_params.items() if name != "snapshot"}
        said = request.query_params.get("snapshot")
        path = request.url.path.removesuffix(suffix)
        asked = None
        try:
            newest = explorer.editions.newest()
            if said is None and not is_data and answer is not _nowhere:
                return RedirectResponse(address(path, query, snapshot=newest.number), 307)
            edition = newest if said is None or not said.isdecimal() else explorer.editions.numbered(int(said[:9]))
            if edition is None:
                return _gone(explorer, newest, said or "", path, query, is_data=is_data)
            asked = Asked(
                explorer=explorer,
                edition=edition,
                newest=newest.number,
                path=path,
                query=query,
                names=request.path_params,
                headers=request.headers,
            )
            try:
                return answer(asked)
            except NotThereError as err:
                return _problem(asked, "Not found", f"{err}.", status=404, is_data=is_data)
        except WarehouseError as err:
            return PlainTextResponse(f"{err}\n", 503)
        except Exception:
            # The last line of defence of a server: what is wrong goes to its log, not to a reader.
            quote_id = uuid.uuid4().hex[:8]
            log.exception("a page could not be made", extra={"quote": quote_id, "page": path})
            says = "This page could not be made; what went wrong stands in the server's log."
            if asked is None or is_data:
                return PlainTextResponse(f"{says} If you report it, quote {quote_id}.\n", 500)
            return _problem(asked, "Something went wrong", says, status=500, is_data=False, quote_id=quote_id)

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(work, request)

    return endpoint


def _nowhere(_: Asked) -> Response:
    raise NotThereError("There is no such page")


def _gone(
    explorer: Explorer, newest: Edition, said: str, path: str, query: Mapping[str, str], *, is_data: bool
) -> Response:
    asked = Asked(explorer=explorer, edition=newest, newest=newest.number, path=path, query=query, names={})
    says = f"Snapshot {said} is not kept any more, or never was. The same page can be seen in the newest one."
    return _problem(asked, "This snapshot is gone", says, status=410, is_data=is_data)


def _problem(asked: Asked, title: str, says: str, *, status: int, is_data: bool, quote_id: str = "") -> Response:
    if is_data:
        return Response(to_json({"error": says}) + b"\n", status, media_type="application/json")
    frame = asked.frame("", formats=())
    links = [("Stories", frame.link("/stories")), ("Pay claims", frame.link("/claims"))]
    if status == 410:
        links.insert(0, ("This page in the newest snapshot", address(asked.path, asked.query, snapshot=asked.newest)))
    return page(render("problem", frame, title=title, says=says, links=links, quote_id=quote_id), status=status)
