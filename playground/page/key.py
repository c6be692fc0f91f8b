"""The key to the page: who is on the same machine finds its port too, and must neither read nor act."""

from secrets import compare_digest, token_urlsafe
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

_ASKED = "key"
"""What the key is called in an address."""


class PageKey:
    """A secret of one start. It stands in the address that is printed, and from then on in a cookie.

    An address that is handed to the browser is seen by all who list the machine's processes: its key opens once.
    """

    def __init__(self) -> None:
        self._secret = token_urlsafe()
        self._once: str | None = token_urlsafe()

    def entrance(self, address: str) -> str:
        """The address of the page with its key, for the person to whom it is printed."""
        return f"{address}?{urlencode({_ASKED: self._secret})}"

    def entrance_once(self, address: str) -> str:
        """The same, which opens once."""
        return f"{address}?{urlencode({_ASKED: self._once or ''})}"

    def cookie(self, port: int) -> tuple[str, str]:
        """Its name and value. Cookies do not tell ports apart, so their names do."""
        return f"klatch-playground-{port}", self._secret

    def is_shown(self, scope: Scope) -> bool:
        """Whether the cookie came with a request."""
        name, value = self.cookie(scope["server"][1])
        return compare_digest(Request(scope).cookies.get(name, "").encode(), value.encode())

    def let_in(self, scope: Scope) -> Response | None:
        """The way in for who has come by an address with the key: to the same without it, with the cookie."""
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        if scope["method"] != "GET" or not self._opens(query.pop(_ASKED, "")):
            return None
        path = f"/{scope['path'].lstrip('/')}"
        way_in = RedirectResponse(f"{path}?{urlencode(query)}" if query else path, 303)
        name, value = self.cookie(scope["server"][1])
        way_in.set_cookie(name, value, httponly=True, samesite="lax")
        return way_in

    def _opens(self, offered: str) -> bool:
        if self._once is not None and compare_digest(offered.encode(), self._once.encode()):
            self._once = None
            return True
        return compare_digest(offered.encode(), self._secret.encode())
