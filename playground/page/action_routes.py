"""From the browser's requests to a person's acts. JSON in, JSON out; what goes wrong is said in words."""

import json
from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from playground.call_records import Json
from playground.change_feed import RoomChange, ViewChange
from playground.elements import state_of
from playground.locators import find_element
from playground.outcome import Outcome
from playground.page.context import PageContext
from playground.page.lookups import channel_named, form_named, message_named, place_named
from playground.page.slack_commands import is_own, run_command
from playground.page.unread import mark_read
from playground.page.values import state_value
from playground.person import Person
from playground.playground import Playground

Act = Callable[[Person, Json], Awaitable[Outcome]]


def routes(context: PageContext) -> list[BaseRoute]:
    """POST /as/{user}/{act}, one for each act."""
    acts: dict[str, Act] = {**_ACTS, "command": partial(_command, context.playground)}
    return [_route(context, name, act) for name, act in acts.items()]


def _route(context: PageContext, name: str, act: Act) -> Route:
    async def endpoint(request: Request) -> JSONResponse:
        try:
            person = context.playground.person(request.path_params["user"])
            body = await _body(request)
            if name != "read":
                await context.bar.moves.until_still()
            outcome = await act(person, body)
        except (LookupError, PermissionError, ValueError, TypeError) as error:
            return JSONResponse({"ok": False, "words": _words_of(error)}, HTTPStatus.BAD_REQUEST)
        if outcome.status is not None:
            await context.control.settle()
        return JSONResponse(_told(context, name, outcome))

    return Route(f"/as/{{user}}/{name}", endpoint, methods=["POST"])


async def _body(request: Request) -> Json:
    body: Any = json.loads(await request.body())
    if not isinstance(body, dict):
        raise TypeError("an object is needed")
    return body


def _words_of(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"Something is missing or not there any more: {error.args[0]}"
    words = str(error)
    return words[:1].upper() + words[1:] + ("" if words.endswith(".") else ".")


def _told(context: PageContext, name: str, outcome: Outcome) -> Json:
    told: Json = {"ok": outcome.ok, "errors": dict(outcome.errors)}
    # What is said is said, whether the app hears of it or not.
    if name != "say" and outcome.status is not None and not 200 <= outcome.status < 300:
        app = context.workspace.app.name
        reached = "could not be reached" if outcome.status == 0 else f"answered with {outcome.status}"
        told["words"] = f"{app} {reached}, so nothing came of it. Try again?"
    return told


async def _say(person: Person, body: Json) -> Outcome:
    channel = channel_named(person, body)
    text = str(body["text"]).strip()
    if not text:
        raise ValueError("there is nothing to send")
    thread = message_named(person, {**body, "ts": body["thread"]}) if body.get("thread") else None
    outcome = await person.say(channel, text, thread)
    newest = next(person.workspace.messages.newest_first(channel.id))
    mark_read(person.workspace, person.id, channel, newest.ts)
    return outcome


async def _command(playground: Playground, person: Person, body: Json) -> Outcome:
    name, _, text = str(body["text"]).strip().partition(" ")
    channel = channel_named(person, body)
    if is_own(name):
        return await run_command(playground, person, name, text, channel)
    return await person.command(name, text, channel)


async def _press(person: Person, body: Json) -> Outcome:
    return await person.press_element(place_named(person, body), body["block"], body["action"])


async def _set(person: Person, body: Json) -> Outcome:
    place, block_id, action_id = place_named(person, body), body["block"], body["action"]
    element = find_element(place, block_id, action_id).element
    return await person.set_element(place, block_id, action_id, state_value(person, element, body["value"]))


async def _keep(person: Person, body: Json) -> Outcome:
    """What stands in fields of a form is kept, and nobody is told, not even of those that tell."""
    form = form_named(person, body)
    for each in body["values"]:
        element = find_element(form, each["block"], each["action"]).element
        form.set_value(each["block"], each["action"], state_of(element, state_value(person, element, each["value"])))
    return Outcome(None)


async def _submit(person: Person, body: Json) -> Outcome:
    await _keep(person, body)
    outcome = await person.submit()
    person.workspace.news.tell(ViewChange(person.id))
    return outcome


async def _close(person: Person, body: Json) -> Outcome:
    form_named(person, body)
    return await person.close_form(all_of_them=bool(body.get("all")))


async def _shortcut(person: Person, body: Json) -> Outcome:
    callback_id = str(body["callback"])
    if "ts" not in body:
        return await person.global_shortcut(callback_id)
    return await person.message_shortcut(callback_id, message_named(person, body))


async def _read(person: Person, body: Json) -> Outcome:
    channel = channel_named(person, body)
    if mark_read(person.workspace, person.id, channel, str(body["ts"])):
        person.workspace.news.tell(RoomChange(channel.id))
    return Outcome(None)


_ACTS: dict[str, Act] = {
    "say": _say,
    "press": _press,
    "choose": _set,
    "fill": _set,
    "keep": _keep,
    "submit": _submit,
    "close": _close,
    "shortcut": _shortcut,
    "read": _read,
}
