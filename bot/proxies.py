"""Choosing the proxy for an address by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in either case.

Every client of ours asks here. Those of the libraries differ: slack_sdk's knows no NO_PROXY, aiohttp's no ALL_PROXY,
and all of them would send what is meant for this machine to the proxy.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

_LIKE = {"ws": "http", "wss": "https"}
"""A WebSocket uses the proxy of HTTP."""


class ProxyError(ValueError):
    """A proxy cannot be used; the message is for the operator."""


def proxy_for(url: str) -> str | None:
    """Return the proxy for an address, or None. Calls to this machine never use one, whatever is set."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    scheme = _LIKE.get(parts.scheme, parts.scheme)
    if is_loopback(host) or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    return _named(scheme)[1]


def checked_proxy_for(url: str) -> str | None:
    """Do as :func:`proxy_for`. Raises ProxyError, without a password, for a proxy that Klatch cannot use."""
    proxy = proxy_for(url)
    if proxy is None or _is_usable(proxy):
        return proxy
    name, _ = _named(urlsplit(url).scheme)
    raise ProxyError(f"{name}: must be an HTTP proxy, such as http://host:port")


def without_password(proxy: str) -> str:
    """Return a proxy's address without its password."""
    parts = urlsplit(proxy)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def is_loopback(host: str) -> bool:
    """Return True for this machine itself, by name or address."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def can_be_looked_up(host: str) -> bool:
    """Return True for a name that the system takes; for others Python raises what is no network error."""
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return True


def _named(scheme: str) -> tuple[str, str | None]:
    """Return the variable that names the proxy for addresses of a scheme, and its value."""
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
