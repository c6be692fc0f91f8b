"""Pages that a browser shows: a heading, a few words, one way on. No script, nothing from elsewhere."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import HTMLResponse

INSTALL_PATH = "/slack/install"

_STYLE = (
    "body{font:1.125rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1.5rem;"
    "color:#1d1c1d;background:#fff}a{color:#611f69}"
    "@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#1a1d21}a{color:#d9a9e0}}"
)
_DIGEST = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""On everything that has to do with an installation: its address may hold a code."""

_HTML = Markup(
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head>'
    '<body><main><h1>{title}</h1><p>{words}</p><p><a href="{link}">{label}</a></p></main></body></html>'
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its HTTP status, its words, and the one thing to do next."""

    status: int
    title: str
    words: str
    link: str = INSTALL_PATH
    label: str = "Begin again"

    def response(self) -> HTMLResponse:
        """Return the page for a browser."""
        html = _HTML.format(
            title=self.title,
            words=self.words,
            link=self.link,
            label=self.label,
            style=Markup(_STYLE),  # noqa: S704
        )
        return HTMLResponse(html, self.status, HEADERS)
