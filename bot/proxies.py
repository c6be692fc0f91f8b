"""Through which proxy an address is called: as HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY say, in either case.

Every client of ours asks here. Those of the libraries differ: slack_sdk's knows no NO_PROXY, aiohttp's no ALL_PROXY,
and all of them would send what is meant for this machine to the proxy.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

_LIKE = {"ws": "http", "wss": "https"}
"""A socket is called as a page of the same kind is."""


class ProxyError(ValueError):
    """Why a proxy cannot be used, in words for whoever runs Klatch."""


def proxy_for(url: str) -> str | None:
    """The proxy for an address, or None. Nothing that is meant for this machine leaves it, whatever is set."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    scheme = _LIKE.get(parts.scheme, parts.scheme)
    if is_loopback(host) or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    return _named(scheme)[1]


def checked_proxy_for(url: str) -> str | None:
    """As :func:`proxy_for`. Raises ProxyError for one that Klatch cannot speak to; what it says shows no password."""
    proxy = proxy_for(url)
    if proxy is None or _is_usable(proxy):
        return proxy
    name, _ = _named(urlsplit(url).scheme)
    raise ProxyError(f"{name}: must be a proxy of HTTP, as http://host:port is")


def without_password(proxy: str) -> str:
    """A proxy's address, to be shown."""
    parts = urlsplit(proxy)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself, by name or address."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def can_be_looked_up(host: str) -> bool:
    """Whether a name is one that the system takes; of others Python says so with an error that is none of a network."""
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return True


def _named(scheme: str) -> tuple[str, str | None]:
    """The variable that names the proxy for addresses of that kind, and what stands there."""
    named = getproxies()
    kind = scheme if scheme in named else "all"
    proxy = named.get(kind)
    return f"{kind.upper()}_PROXY", proxy if proxy is None or "://" in proxy else f"http://{proxy}"


def _is_usable(proxy: str) -> bool:
    try:
        parts = urlsplit(proxy)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
