"""One address for one page: canonical URLs, hosts and the few questions that we ask of an address."""

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, url_query_cleaner

# Parameters that say who linked to a page, not which page it is.
_TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|mc_cid|mc_eid|igshid|ref|ref_src|ref_url|cmpid|cmp|ncid|"
    r"smid|sref|spm|ito|ocid|soc_src|soc_trk|guccounter|guce_referrer\w*|mod|partner|rss|src|taid|xtor|at_\w+|"
    r"__twitter_impression|_ga|_gl|yclid|vero_id|oly_\w+_id|s_cid|feature|share|outputType|output|amp)$",
    re.IGNORECASE,
)
# Those of them that no server needs to find a page; "mod=news" or "ref=12" may be part of its address.
_CAMPAIGN = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|mc_cid|mc_eid|igshid|ref_src|cmpid|cmp|ncid|smid|ocid|"
    r"soc_src|soc_trk|guccounter|guce_referrer\w*|xtor|at_(?:medium|campaign|custom\w*|link_\w+|format|ptr_name|bbc_\w+)|"
    r"__twitter_impression|_ga|_gl|yclid|vero_id|oly_\w+_id|s_cid)$|^(?:ref|src|source|partner)=(?:rss|feed|atom)\b",
    re.IGNORECASE,
)
_AMP_OR_MOBILE = re.compile(
    r"^(?:m|mobile|amp)\.|[/.]amp(?:\.html)?/?$|^[^/]+/amp/|[?&](?:amp(?:=|&|$)|\w+=amp\b)", re.IGNORECASE
)
_PLAIN = re.compile(r"https?://[a-z0-9.-]+/[A-Za-z0-9/._~-]*")
_MAX_URL = 2048


def canonical_url(url: str) -> str:
    """Return `url` without fragment, tracking parameters, default port, AMP marks and needless differences.

    User name and password go, too: they say who reads a page, not which page it is, and are nobody else's business.

    >>> canonical_url("HTTPS://Www.Paper.example:443/a/b/?utm_source=x&id=3#top")
    'https://www.paper.example/a/b?id=3'
    >>> canonical_url("https://paper.example/story/amp/")
    'https://paper.example/story'
    """
    url = url.strip()
    try:
        return _canonical(url)
    except ValueError:
        # "http://[x" and "http://a:port/" are no addresses, but pages contain them: they stay what they are.
        return url


def absolute_url(link: str, *, base: str) -> str | None:
    """Return `link` as an absolute http(s) address, or None when it is not one that can be fetched."""
    try:
        joined = urljoin(base, link.strip())
        parts = urlsplit(joined)
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or len(joined) > _MAX_URL:
        return None
    return joined


def is_web_address(text: str) -> bool:
    """Say whether `text` is an http(s) address."""
    return absolute_url(text, base="") is not None


def without_campaign(url: str) -> str:
    """Return `url` without the parameters that only count readers; all else stays as it is written.

    >>> without_campaign("https://paper.example/a?utm_source=rss&id=3&ref=rss#comments")
    'https://paper.example/a?id=3#comments'
    """
    if "?" not in url and "#" not in url:
        return url
    address, mark, fragment = url.partition("#")
    if _is_campaign(fragment):
        mark = fragment = ""
    path, question, query = address.partition("?")
    pairs = query.split("&")
    kept = [pair for pair in pairs if not _is_campaign(pair)]
    if len(kept) < len(pairs):
        address = path + question * bool(kept) + "&".join(kept)
    return address + mark + fragment


def is_amp_or_mobile(url: str) -> bool:
    """Say whether `url` looks like the short or small form of a page.

    >>> is_amp_or_mobile("https://paper.example/a/amp/"), is_amp_or_mobile("https://m.paper.example/a")
    (True, True)
    """
    return bool(_AMP_OR_MOBILE.search(url.partition("//")[2]))


def page_key(url: str) -> str:
    """Return what AMP, mobile and plain forms of a page's address have in common; it is no address itself.

    >>> page_key("http://m.paper.example/amp/a?id=3") == page_key("https://www.paper.example/a?id=3")
    True
    """
    # Sitemaps have 50,000 addresses, most of them in canonical form.
    form = url.rstrip("/") if _PLAIN.fullmatch(url) else canonical_url(url)
    host, _, path = form.partition("//")[2].partition("/")
    host = re.sub(r"^(?:www\.)?(?:(?:m|mobile|amp|www)\.)?", "", host)
    path = re.sub(r"^amp/", "", path)
    return f"{host}/" + re.sub(r"[/.]amp(?:\.html)?(?=\?|$)", "", path)


def host_of(url: str) -> str:
    """Return the host name of `url` in lower case, without "www." and port; "" when there is none.

    >>> host_of("https://www.Paper.example:8443/a")
    'paper.example'
    """
    try:
        host = (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""
    return host.removeprefix("www.")


def host_in(url: str) -> str:
    """Return the host name of an address in lower case, "" when it has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address, as robots.txt and its like hold for them.

    >>> origin_of("https://paper.example:8443/a?b")
    'https://paper.example:8443'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def lies_in(host: str, domain: str) -> bool:
    """Say whether a host is a domain or below it.

    >>> lies_in("news.paper.example", "paper.example"), lies_in("newspaper.example", "paper.example")
    (True, False)
    """
    return host == domain or host.endswith(f".{domain}")


def _is_campaign(pair: str) -> bool:
    return bool(_CAMPAIGN.match(pair.partition("=")[0]) or _CAMPAIGN.match(pair))


def _canonical(url: str) -> str:
    parts = urlsplit(url)
    names = [pair.split("=", 1)[0] for pair in parts.query.split("&") if pair]
    drop = [name for name in names if _TRACKING.match(name)]
    if drop:
        url = url_query_cleaner(url, drop, remove=True, keep_fragments=False)
    url = canonicalize_url(url, keep_fragments=False)
    parts = urlsplit(url)
    host = (parts.hostname or "").lower().rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    if port is not None and (parts.scheme, port) not in {("http", 80), ("https", 443)}:
        host = f"{host}:{port}"
    path = re.sub(r"/(amp|amp\.html)/?$", "/", parts.path)
    if len(path) > 1:
        path = path.rstrip("/")
    return urlunsplit((parts.scheme.lower(), host, path or "/", parts.query, ""))
