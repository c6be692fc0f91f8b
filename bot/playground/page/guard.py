"""Who may speak to the page: this machine's own browser, from the page itself, and nobody else."""

from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
"""The content security policy: nothing inline, nothing from elsewhere."""

_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_OUR_NAMES = ("127.0.0.1", "localhost")


class Guard:
    """Refuses foreign names of this machine (DNS rebinding) and acts that come from other pages (CSRF)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on and set the headers that keep the page to itself."""
        if scope["type"] != "http":
            return
        fault = _fault(scope)
        answer = self._app if fault is None else PlainTextResponse(fault, HTTPStatus.FORBIDDEN)
        await answer(scope, receive, _with_headers(send))


def _fault(scope: Scope) -> str | None:
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    _, port = scope["server"]
    if host not in {f"{name}:{port}" for name in _OUR_NAMES}:
        return "This page answers only to its own address on this machine."
    if scope["method"] not in ("GET", "HEAD") and headers.get("origin") != f"http://{host}":
        return "Only the page itself may act."
    return None


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
