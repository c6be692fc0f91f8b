"""What is ordered from the bar and the panel: JSON in; what cannot be done is said in words."""

import json
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from playground.call_records import Json


async def json_of(request: Request) -> Json:
    """The object that came with a request. Anything else is refused."""
    try:
        body: Any = json.loads(await request.body())
    except ValueError:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "JSON is needed.") from None
    if not isinstance(body, dict):
        raise HTTPException(HTTPStatus.BAD_REQUEST, "An object is needed.")
    return body


def refused(words: str) -> JSONResponse:
    """The answer to what cannot be done."""
    return JSONResponse({"ok": False, "words": words}, HTTPStatus.BAD_REQUEST)
