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
    named = getproxies()
    proxy = named.get(scheme) or named.get("all")
    return _with_scheme(proxy) if proxy else None


def checked_proxy_for(url: str) -> str | None:
    """As :func:`proxy_for`. Raises ProxyError for one that Klatch cannot speak to; what it says shows no password."""
    proxy = proxy_for(url)
    if proxy is None:
        return None
    try:
        parts = urlsplit(proxy)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable:
        raise ProxyError("is no proxy that Klatch can use: give one as http://host:port")
    return proxy


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


def _with_scheme(proxy: str) -> str:
    return proxy if "://" in proxy else f"http://{proxy}"
