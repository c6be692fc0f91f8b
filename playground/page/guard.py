"""Who may speak to the page: the browser of who started it, from the page itself, and nobody else."""

from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.loopback_server import is_called_by_name, origin_of
from playground.page.key import PageKey

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

LOCKED = "Each start of the playground has a new address. Copy the newest from the terminal where make play runs."
"""To who has no key, or that of an earlier start."""

_LOCKED_PAGE = f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>This address does not open the playground</title>
<link rel="icon" href="data:,">
</head>
<body>
<main>
<h1>This address does not open the playground</h1>
<p>{LOCKED.replace("make play", "<code>make play</code>")}</p>
</main>
</body>
</html>
"""

_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Guard:
    """Lets in who has the key, and nobody by another name (DNS rebinding) nor from another page (CSRF)."""

    def __init__(self, app: ASGIApp, key: PageKey) -> None:
        self._app = app
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, let in, or pass on; and set the headers that keep the page to itself."""
        if scope["type"] != "http":
            return
        fault = _fault(scope)
        answer: ASGIApp = self._app
        if fault is not None:
            answer = PlainTextResponse(fault, HTTPStatus.FORBIDDEN)
        elif way_in := self._key.let_in(scope):
            answer = way_in
        elif not self._key.is_shown(scope):
            answer = _locked(scope)
        await answer(scope, receive, _with_headers(send))


def _locked(scope: Scope) -> Response:
    """For whoever looks, a page; for the script of a page that is open since an earlier start, what it says then."""
    if scope["method"] in ("GET", "HEAD"):
        return HTMLResponse(_LOCKED_PAGE, HTTPStatus.FORBIDDEN)
    return JSONResponse({"ok": False, "words": f"The playground was restarted. {LOCKED}"}, HTTPStatus.FORBIDDEN)


def _fault(scope: Scope) -> str | None:
    if not is_called_by_name(scope):
        return "This page answers only to its own address on this machine."
    if scope["method"] not in ("GET", "HEAD") and Headers(scope=scope).get("origin") != origin_of(scope):
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
