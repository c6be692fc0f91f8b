"""What a person does to the elements of messages and views, named by their ids."""

from typing import Any

from playground import payloads
from playground.bot_client import BotAnswer, BotClient
from playground.call_records import Json
from playground.elements import initial_values, state_of
from playground.locators import Found, Place, find_element
from playground.outcome import Outcome
from playground.people import User
from playground.suggestions import suggested_options
from playground.views import View
from playground.workspace import Workspace

BLOCK_ACTIONS = "block_actions"


class ElementActions:
    """A person's hands, and what they have chosen in messages. Every act is a signed request to the bot."""

    def __init__(self, workspace: Workspace, door: BotClient, user_id: str) -> None:
        self.id = user_id
        self.workspace = workspace
        self._door = door
        self._chosen: dict[tuple[str, str], dict[str, Json]] = {}

    @property
    def user(self) -> User:
        """The account as it stands now."""
        return self.workspace.people[self.id]

    async def press_element(self, place: Place, block_id: str, action_id: str) -> Outcome:
        """Press the button with these ids, and yes in its confirmation; raises LookupError when there is none."""
        self._must_be_here()
        return await self._act(find_element(place, block_id, action_id), None)

    async def set_element(self, place: Place, block_id: str, action_id: str, value: Any) -> Outcome:
        """Give the element with these ids a value, as ``state.values`` holds it: choose in a menu, fill in a field.

        A field that tells the app at once sends a request; for others the outcome's status is None. Raises
        LookupError when there is no such element.
        """
        self._must_be_here()
        return await self._set(find_element(place, block_id, action_id), value)

    async def options_for(self, place: Place, block_id: str, action_id: str, typed: str) -> list[Json]:
        """The options that the bot suggests while the person types into the external select with these ids."""
        self._must_be_here()
        return await self._suggested(find_element(place, block_id, action_id), typed)

    def values_of(self, place: Place) -> dict[str, Json]:
        """What the fields and menus of a message or view hold for this person, as in ``state.values``."""
        if isinstance(place, View):
            return place.values
        return self._chosen.get((place.channel, place.ts)) or initial_values(place.blocks)

    # What all acts have in common.

    def _must_be_here(self, *, own_workspace: bool = False) -> None:
        user = self.user
        if not user.can_receive:
            raise PermissionError(f"{user.real_name} is deactivated or a bot, and cannot act")
        if own_workspace and user.team_id != self.workspace.team_id:
            raise PermissionError(f"{user.real_name} is of another workspace, and cannot use commands here")

    async def _suggested(self, found: Found, typed: str) -> list[Json]:
        return await suggested_options(self.workspace, self._door, self.user, found, typed)

    async def _set(self, found: Found, value: Any) -> Outcome:
        if found.block["type"] == "input" and not found.block.get("dispatch_action"):
            self._keep(found, value)
            return Outcome(None)
        return await self._act(found, value)

    def _keep(self, found: Found, value: Any) -> dict[str, Json]:
        state = state_of(found.element, value)
        block_id, action_id = found.block["block_id"], found.element["action_id"]
        if isinstance(found.place, View):
            found.place.set_value(block_id, action_id, state)
            return found.place.values
        key = (found.place.channel, found.place.ts)
        values = self._chosen.setdefault(key, initial_values(found.place.blocks))
        values.setdefault(block_id, {})[action_id] = state
        return values

    async def _act(self, found: Found, value: Any) -> Outcome:
        if found.element["type"] not in ("button", "overflow"):
            self._keep(found, value)
        action = payloads.action(self.workspace, found.block, found.element, value)
        if isinstance(found.place, View):
            payload = payloads.action_on_view(self.workspace, self.user, found.place, [action])
        else:
            values = self.values_of(found.place)
            payload = payloads.action_on_message(self.workspace, self.user, found.place, [action], values)
        return await self._send(BLOCK_ACTIONS, payload)

    async def _send(self, where: str, payload: Json) -> Outcome:
        if not self.workspace.app.interactive:
            raise PermissionError("the manifest has interactivity switched off")
        before = self.workspace.messages.revision
        answer = await self._door.send_payload(payload)
        if answer.fault:
            self.workspace.refuse(where, answer.fault, str(answer.status))
        return self._outcome(answer, before)

    def _outcome(self, answer: BotAnswer | None, before: int, errors: dict[str, str] | None = None) -> Outcome:
        told = tuple(m for m in self.workspace.messages.since(before) if m.reader == self.id)
        if answer is None:
            return Outcome(None, ephemeral=told)
        return Outcome(answer.status, answer.body, errors or {}, told)
