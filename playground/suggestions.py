"""External selects: asking the bot for options while a person types."""

from collections.abc import Iterator

from playground import payloads
from playground.bot_client import BotClient
from playground.call_records import Json
from playground.element_rules import MOST_OPTIONS, OPTION, OPTION_GROUP
from playground.elements import options_of
from playground.locators import Found
from playground.people import User
from playground.rules import Many, Rule
from playground.workspace import Workspace

SUGGESTION = "block_suggestion"
_SHAPES: dict[str, Rule] = {
    "options": Many(OPTION, MOST_OPTIONS, least=0),
    "option_groups": Many(OPTION_GROUP, MOST_OPTIONS, least=0),
}


async def suggested_options(workspace: Workspace, door: BotClient, user: User, found: Found, typed: str) -> list[Json]:
    """The options that the bot suggests; none, and a refusal, when Slack would not show them."""
    asked = payloads.suggestion_request(workspace, user, found, typed)
    answer = await door.send_payload(asked)
    if not answer.accepted:
        workspace.refuse(SUGGESTION, answer.reason, str(answer.status))
        return []
    faults = tuple(_faults(answer.body))
    if faults or not isinstance(answer.body, dict):
        workspace.refuse(SUGGESTION, "invalid_options", *faults)
        return []
    return options_of(answer.body)


def _faults(body: Json | str | None) -> Iterator[str]:
    if not isinstance(body, dict) or len(set(body) & set(_SHAPES)) != 1:
        yield "either options or option_groups is required"
        return
    for key, rule in _SHAPES.items():
        if key in body:
            yield from rule.faults(body[key], f"/{key}")
