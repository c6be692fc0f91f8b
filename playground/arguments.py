"""The arguments of a Web API call, whether they came as JSON, as a form or in the URL."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from starlette.requests import Request

from playground.call_records import SlackError


class Arguments(Mapping[str, Any]):
    """What the bot sent, with readers that know Slack's two spellings of every type."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = {key: value for key, value in given.items() if value is not None}

    def __getitem__(self, name: str) -> Any:
        return self._given[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)

    def without(self, name: str) -> "Arguments":
        """The arguments but one."""
        return Arguments({key: value for key, value in self.items() if key != name})

    def text(self, name: str) -> str:
        """A string; empty when absent. Raises SlackError when it is something else."""
        value = self._given.get(name, "")
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            raise SlackError("invalid_arguments", (f"[ERROR] must be a string [json-pointer:/{name}]",))
        return value

    def flag(self, name: str) -> bool:
        """A truth value: ``true``, ``1``, ``"true"`` or ``"1"``; absent is false."""
        return self._given.get(name) in (True, 1, "1", "true", "True")

    def number(self, name: str, default: int) -> int:
        """A whole number; raises SlackError when it is something else."""
        try:
            return int(self._given.get(name, default))
        except (TypeError, ValueError):
            message = f"[ERROR] must be an integer [json-pointer:/{name}]"
            raise SlackError("invalid_arguments", (message,)) from None

    def names(self, name: str) -> list[str]:
        """A list, given as one or as words between commas."""
        value = self._given.get(name, "")
        parts = value if isinstance(value, list) else str(value).split(",")
        return [str(part).strip() for part in parts if str(part).strip()]

    def structure(self, name: str, error: str) -> Any:
        """A JSON value, given as such or as text; None when absent. Raises SlackError ``error``."""
        value = self._given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error) from None


async def read_arguments(request: Request) -> Arguments:
    """The arguments of a request; raises SlackError ``invalid_json`` or ``json_not_object``."""
    given: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        return Arguments(given | _json_object(await request.body()))
    async with request.form() as form:
        return Arguments(given | dict(form))


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(value, dict):
        raise SlackError("json_not_object")
    return value
