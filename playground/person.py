"""A member who acts: types commands, presses buttons, fills in forms, and reads what came of it."""

from typing import Any

from playground import payloads
from playground.bot_client import BotAnswer, BotClient
from playground.call_records import Json, SlackError
from playground.channels import Channel
from playground.element_actions import ElementActions
from playground.events import Events
from playground.form_filling import faults_of_form, file_value, option_named, value_for
from playground.form_responses import after_submission, errors_by_label
from playground.locators import Found, Place, find_button, find_field, find_menu
from playground.messages import Message
from playground.outcome import Outcome
from playground.replies import give_reply, reply_of_body
from playground.typed_text import escaped, with_mentions
from playground.views import View
from playground.workspace import Workspace


class Person(ElementActions):
    """One member of the workspace. Every act is a signed request to the bot, and returns an Outcome.

    A deactivated account, a bot, or an app that has not registered what is asked for raises
    PermissionError or LookupError: Slack would not have let the person do it.
    """

    def __init__(self, workspace: Workspace, door: BotClient, events: Events, user_id: str) -> None:
        super().__init__(workspace, door, user_id)
        self._events = events
        self._seen = 0

    def __repr__(self) -> str:
        return f"<Person {self.name} {self.id}>"

    @property
    def name(self) -> str:
        """The name that others read."""
        return self.user.real_name

    @property
    def dm(self) -> Channel:
        """The direct message with the app."""
        return self.workspace.dm_with_app(self.id)

    @property
    def form(self) -> View | None:
        """The form in front of this person, the top one of them, or None."""
        return self.workspace.views.top(self.id)

    @property
    def home(self) -> View | None:
        """What the app last published to this person's Home tab, or None."""
        return self.workspace.views.home(self.id)

    def messages(self) -> list[Message]:
        """Everything this person can read, in reading order, as it stands now."""
        return self.workspace.visible_to(self.id)

    def unseen(self) -> list[Message]:
        """What is new or changed since the last time this was asked, in reading order."""
        fresh = [message for message in self.messages() if message.revision > self._seen]
        self._seen = self.workspace.messages.revision
        return fresh

    async def command(self, name: str, text: str = "", channel: Channel | None = None) -> Outcome:
        """Type a slash command, in the direct message with the app unless a channel is named."""
        self._must_be_here(own_workspace=True)
        if name not in self.workspace.app.commands:
            raise LookupError(f"{name} is not a valid command; there are {sorted(self.workspace.app.commands)}")
        before = self.workspace.messages.revision
        mentions = name in self.workspace.app.escaped_commands
        typed = (with_mentions(self.workspace, text) if mentions else escaped(text)).strip()
        fields = payloads.command(self.workspace, self.user, name, typed, channel or self.dm)
        answer = await self._door.send_form(fields)
        self._show_reply(name, answer, fields["response_url"])
        return self._outcome(answer, before)

    async def press(self, words: str, message: Message | View | None = None, *, near: str | None = None) -> Outcome:
        """Press the button with these words, and yes in its confirmation if it asks for one.

        Looked for in the open form, then in the messages from the newest back, then in the Home tab; or in
        ``message`` alone, even if it has changed meanwhile. ``near`` names words of the block that the
        button stands at or after. Raises LookupError with the buttons there are.
        """
        self._must_be_here()
        found = find_button(self._places(message), words, near)
        return await self._act(found, found.option)

    async def choose(self, option: Any, menu: str | None = None, message: Message | View | None = None) -> Outcome:
        """Choose in a menu, a set of radio buttons or boxes, or a picker that stands in a message or view.

        ``option`` is an option's words, a person, a channel, a date or time, or a list for those that take
        several. ``menu`` narrows it to a placeholder, label or ``action_id``. Raises LookupError.
        """
        self._must_be_here()
        found = find_menu(self._places(message), lambda element: self._offers(element, option), menu)
        return await self._act(found, value_for(self.workspace, found.element, option))

    async def fill(self, label: str, wanted: Any) -> Outcome:
        """Fill in the field with this label, of the open form, or of the Home tab when there is none.

        ``wanted`` is text, an option's words, a person, a channel, a date, a time, an aware datetime, a
        number, ``(name, bytes)`` for a file, a list for fields that take several, or None to empty it.
        A field that tells the app at once sends a request; for others the outcome's status is None.
        """
        self._must_be_here()
        found = find_field(self._open_view(), label)
        return await self._set(found, await self._value(found, wanted))

    async def suggestions(self, label: str, typed: str) -> list[str]:
        """What the bot suggests while the person types into an external select: the options' words."""
        options = await self._suggested(find_field(self._open_view(), label), typed)
        return [option["text"]["text"] for option in options]

    async def submit(self) -> Outcome:
        """Send the open form; what Slack's clients check themselves comes back as errors, unsent."""
        self._must_be_here()
        view = self._open_form()
        if not view.definition.get("submit"):
            raise LookupError(f"{self.name} has a form open that can only be closed")
        view.errors = faults_of_form(view)
        if view.errors:
            return Outcome(None, errors=errors_by_label(view, view.errors))
        before = self.workspace.messages.revision
        answer = await self._door.send_payload(payloads.submission(self.workspace, self.user, view))
        after_submission(self.workspace, view, answer)
        return self._outcome(answer, before, errors_by_label(view, view.errors))

    async def close_form(self, *, all_of_them: bool = False) -> Outcome:
        """Close the top form, or every one; the app is told if the form asks for that."""
        views = self.workspace.views
        top = self._open_form()
        closing = views.clear(self.id) if all_of_them or top.definition.get("clear_on_close") else [top]
        views.close(top)
        outcome = Outcome(None)
        for view in closing:
            if view.definition.get("notify_on_close"):
                cleared = len(closing) > 1 or all_of_them
                payload = payloads.closing(self.workspace, self.user, view, cleared=cleared)
                outcome = await self._send("view_closed", payload)
        return outcome

    async def message_shortcut(self, callback_id: str, message: Message) -> Outcome:
        """Use a shortcut from a message's menu."""
        self._must_have_shortcut(callback_id, "message")
        payload = payloads.message_shortcut(self.workspace, self.user, callback_id, message)
        return await self._send("message_action", payload)

    async def global_shortcut(self, callback_id: str) -> Outcome:
        """Use a shortcut from the search bar or the composer."""
        self._must_have_shortcut(callback_id, "global")
        payload = payloads.global_shortcut(self.workspace, self.user, callback_id)
        return await self._send("shortcut", payload)

    async def open_home(self) -> Outcome:
        """Look at the app's Home tab (app_home_opened)."""
        self._must_be_here()
        event: Json = {"type": "app_home_opened", "user": self.id, "channel": self.dm.id, "tab": "home"}
        if self.home is not None:
            event["view"] = self.workspace.view_to_slack(self.home)
        before = self.workspace.messages.revision
        return self._outcome(await self._events.tell(event), before)

    async def say(self, channel: Channel | str | None, text: str, thread: Message | None = None) -> Outcome:
        """Write a plain message, in the direct message with the app when ``channel`` is None, or in a thread."""
        self._must_be_here()
        where = self._room(channel)
        read_only = where is self.dm and self.workspace.app.messages_tab_read_only
        if self.id not in where.members or where.archived or read_only:
            raise PermissionError(f"{self.name} cannot write in {where.name or where.id}")
        before = self.workspace.messages.revision
        thread_ts = None if thread is None else thread.thread_ts or thread.ts
        message = self.workspace.post(where, self.id, with_mentions(self.workspace, text), thread_ts=thread_ts)
        return self._outcome(await self._events.tell_of_message(where, message), before)

    # What the acts above have in common.

    def _room(self, channel: Channel | str | None) -> Channel:
        if isinstance(channel, str):
            return self.workspace.channels.named(channel)
        return channel or self.dm

    def _must_have_shortcut(self, callback_id: str, kind: str) -> None:
        self._must_be_here(own_workspace=True)
        if self.workspace.app.shortcuts.get(callback_id) != kind:
            raise LookupError(f"the manifest has no {kind} shortcut {callback_id!r}")

    def _places(self, only: Place | None) -> list[Place]:
        if only is not None:
            return [only]
        views = [view for view in (self.form,) if view is not None]
        homes = [view for view in (self.home,) if view is not None]
        return [*views, *reversed(self.messages()), *homes]

    def _open_form(self) -> View:
        if self.form is None:
            raise LookupError(f"{self.name} has no form open")
        return self.form

    def _open_view(self) -> View:
        return self.form or self.home or self._open_form()

    def _offers(self, element: Json, option: Any) -> bool:
        try:
            return bool(value_for(self.workspace, element, option))
        except (LookupError, ValueError, TypeError, AttributeError):
            return False

    async def _value(self, found: Found, wanted: Any) -> Any:
        kind = found.element["type"]
        several = isinstance(wanted, list | tuple)
        if kind == "file_input":
            each = wanted if isinstance(wanted, list) else [wanted] if wanted else []
            return [file_value(self.workspace, self.user, one) for one in each]
        if "external_select" not in kind or wanted is None:
            return value_for(self.workspace, found.element, wanted)
        names = list(wanted) if several else [wanted]
        options = [option_named(await self._suggested(found, name), name) for name in names]
        return options if kind.startswith("multi_") else options[0]

    def _show_reply(self, where: str, answer: BotAnswer, address: str) -> None:
        reply = None if answer.fault else reply_of_body(answer.body)
        if answer.fault:
            self.workspace.refuse(where, answer.fault, str(answer.status))
        if reply is not None:
            try:
                give_reply(self.workspace, self.workspace.response_urls.at(address), reply)
            except SlackError as error:
                self.workspace.refuse(where, error.error, *error.messages)
