"""Pages that a browser shows: a heading, a few words, one way on. No script, nothing from elsewhere."""

import hashlib
import re
from base64 import b64encode
from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import HTMLResponse

from bot.languages.catalogues import languages
from bot.languages.reader import ENGLISH, Reader, reader_of

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
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head>'
    '<body><main><h1>{title}</h1><p>{words}</p><p><a href="{link}">{label}</a></p></main></body></html>'
)


_PREFERENCE = re.compile(r"\s*([A-Za-z-]{2,20})\s*(?:;\s*q=(\d(?:\.\d{0,3})?))?\s*")
"""A language in Accept-Language, and how much it is wanted (RFC 9110, 12.5.4)."""


def reader_in_browser(accepted: str) -> Reader:
    """Return how somebody reads whose browser sends this Accept-Language; English where it says nothing."""
    wanted = [found for each in accepted[:200].split(",") if (found := _PREFERENCE.fullmatch(each))]
    in_order = sorted(wanted, key=lambda found: -float(found[2] or 1))
    known = [found[1] for found in in_order if found[1].partition("-")[0].lower() in languages()]
    return reader_of(known[0]) if known else ENGLISH


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its HTTP status, its words, and the one thing to do next."""

    status: int
    language: str
    title: str
    words: str
    link: str
    label: str

    def response(self) -> HTMLResponse:
        """Return the page for a browser."""
        html = _HTML.format(
            language=self.language,
            title=self.title,
            words=self.words,
            link=self.link,
            label=self.label,
            style=Markup(_STYLE),  # noqa: S704
        )
        return HTMLResponse(html, self.status, HEADERS)
