"""Members who act by signed requests: a question that finds its mentor, one that nobody answers, an invited Klatch."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlencode

from bot.flash.actions import Action, Field, Form
from tests.chaos.replicas import Balancer, Reply
from tests.chaos.slack import Slack, direct_channel

ASKER, PATIENT_ASKER = "UASKER", "UPATIENT"
MENTORS = ("UMENTOR0", "UMENTOR1", "UMENTOR2")
WAITS = "It can wait."
"""Nobody answers a question that says so."""

FORMS = 4
"""Forms that one member of each workspace opens."""

LOOK_SECONDS = 0.5
INTERACTION, EVENT = "application/x-www-form-urlencoded", "application/json"


@dataclass
class Said:
    """What was acknowledged in one workspace, and so may never be lost; and what may have happened or not."""

    asked: list[str] = field(default_factory=list)
    maybe_asked: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    chosen: bool = False
    joined: list[str] = field(default_factory=list)
    """Channels to which Klatch was invited."""
    forms: list[str] = field(default_factory=list)
    """Triggers of commands that were answered by a form."""
    requests: int = 0
    """How many were sent; and acknowledged, of these."""
    acknowledged: int = 0


@dataclass
class Community:
    """The members of one workspace."""

    workspace: str
    slack: Slack
    balancer: Balancer
    chance: Random
    said: Said = field(default_factory=Said)
    is_at: str = "volunteering"
    """What they are waiting for, for whoever wonders."""
    living: asyncio.Task[None] | None = None
    _numbers: int = 0

    def begin(self, wait: float, seconds: float) -> None:
        """After a wait, do everything once, in so many seconds or more, until a question has its mentor."""
        self.living = asyncio.create_task(self._live(wait, seconds))

    async def end(self) -> None:
        """Do nothing more, whatever it was that they waited for."""
        if self.living is not None:
            self.living.cancel()
            await asyncio.gather(self.living, return_exceptions=True)

    async def _live(self, wait: float, seconds: float) -> None:
        await asyncio.sleep(wait)
        for mentor in MENTORS:
            while not await self._volunteer(mentor):
                await self._pause(1)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._invite_klatch())
            group.create_task(self._look_at_forms(seconds))
            await self._ask(PATIENT_ASKER, WAITS)
            await self._ask(ASKER, "")
            self.is_at = "offering"
            offering = [group.create_task(self._offer(mentor)) for mentor in MENTORS[:2]]
            await asyncio.gather(*offering)
            self.is_at = "choosing"
            await self._choose()
            self.is_at = "done"

    async def _volunteer(self, mentor: str) -> bool:
        values = {
            Field.NEW_TOPICS: _typed("Negotiating pay"),
            Field.CAPACITY: _picked("12"),
            Field.MINUTES: _picked("30"),
            Field.OWN_WORDS: _typed("I listen."),
        }
        return _is_plain(await self._submit(mentor, Form.VOLUNTEER, values))

    async def _ask(self, asker: str, more: str) -> None:
        """Ask, each time in other words, until a question is acknowledged, or they see one that was not.

        Whoever has asked three times and was not answered may ask no more: they have three open questions.
        """
        self.is_at = "asking"
        while True:
            self._numbers += 1
            question = f"Question {self._numbers}: how do I negotiate pay for my first job at the library? {more}"
            question = question.strip()
            values = {Field.QUESTION: _typed(question), Field.TOPICS: _picked_none()}
            reply = await self._submit(asker, Form.ASK, values)
            if _is_plain(reply):
                self.said.asked.append(question)
                return
            self.said.maybe_asked.append(question)
            await self._pause(1)
            if (seen := self._sees_asked(asker)) is not None:
                self.said.maybe_asked.remove(seen)
                self.said.asked.append(seen)
                return

    def _sees_asked(self, asker: str) -> str | None:
        """A question of which nobody told its asker that it arrived, and whose card they have before them."""
        standing = self.slack.standing_in(self.workspace, direct_channel(asker))
        words = [arrival.text for arrival in standing]
        own = (question for question in self.said.maybe_asked if any(_head(question) in text for text in words))
        return next(own, None)

    async def _offer(self, mentor: str) -> None:
        question = self.said.asked[-1]
        await self._press_where(mentor, Action.OFFER, lambda text: question in text)
        self.said.offered.append(mentor)

    async def _choose(self) -> None:
        await self._press_where(ASKER, Action.CHOOSE, lambda _text: True)
        self.said.chosen = True

    async def _press_where(self, member: str, action: Action, wanted: Callable[[str], bool]) -> None:
        """Wait for a message with that button and press it, until that is acknowledged and nothing was said against."""
        while True:
            for arrival in self.slack.standing_in(self.workspace, direct_channel(member)):
                if action in arrival.buttons and wanted(arrival.text):
                    nonce = self._nonce()
                    where = {"channel_id": arrival.channel, "message_ts": arrival.timestamp, "type": "message"}
                    pressed = {"action_id": action, "block_id": arrival.blocks[action], "type": "button"}
                    reply = await self._interact(
                        member,
                        nonce,
                        type="block_actions",
                        container=where,
                        channel={"id": arrival.channel},
                        message={"ts": arrival.timestamp, "text": arrival.text, "blocks": []},
                        actions=[{**pressed, "value": arrival.buttons[action]}],
                        response_url=f"{self.slack.url}told/{nonce}",
                    )
                    if reply.status == 200 and nonce not in self.slack.told and nonce not in self.slack.forms:
                        return
            await self._pause(LOOK_SECONDS)

    async def _invite_klatch(self) -> None:
        """Invite Klatch to some channels; Slack tells of each more than once, at once or later."""
        for number in range(2):
            channel, event = f"CJOINED{number}", f"Ev{self.workspace}{number}"
            body = _event(self.workspace, event, type="member_joined_channel", user="UKLATCH", channel=channel)
            at_once = await asyncio.gather(*(self._send(body, EVENT) for _ in range(self.chance.randint(1, 3))))
            while not any(reply.status == 200 for reply in at_once):
                await self._pause(1)
                at_once = [await self._send(body, EVENT)]
            self.said.joined.append(channel)
            await self._send(body, EVENT)

    async def _look_at_forms(self, seconds: float) -> None:
        for _ in range(FORMS):
            await self._pause(seconds / FORMS)
            trigger = self._nonce()
            body = urlencode(
                {
                    "command": "/mentor-ask",
                    "text": "how do I begin",
                    "team_id": self.workspace,
                    "user_id": "UREADER",
                    "user_name": "reader",
                    "channel_id": "C0",
                    "trigger_id": trigger,
                    "response_url": f"{self.slack.url}told/{trigger}",
                }
            )
            reply = await self._send(body.encode(), INTERACTION)
            if _is_plain(reply):
                self.said.forms.append(trigger)

    async def _submit(self, member: str, form: Form, values: dict[Field, dict[str, Any]]) -> Reply:
        state = {name: {name: value} for name, value in values.items()}
        view = {"type": "modal", "callback_id": form, "private_metadata": "", "state": {"values": state}}
        return await self._interact(member, self._nonce(), type="view_submission", view=view)

    async def _interact(self, member: str, nonce: str, **more: Any) -> Reply:
        payload = {
            "team": {"id": self.workspace},
            "user": {"id": member, "username": member.lower(), "team_id": self.workspace},
            "trigger_id": nonce,
            **more,
        }
        return await self._send(urlencode({"payload": json.dumps(payload)}).encode(), INTERACTION)

    async def _send(self, body: bytes, content_type: str) -> Reply:
        self.said.requests += 1
        reply = await self.balancer.send(body, content_type)
        self.said.acknowledged += reply.status == 200
        return reply

    async def _pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds * (0.5 + self.chance.random() / 2))

    def _nonce(self) -> str:
        return f"{self.workspace}-{self.chance.getrandbits(64):x}"


def _head(question: str) -> str:
    """The number of a question, which the first words of its card show."""
    return question.partition(":")[0] + ":"


def _is_plain(reply: Reply) -> bool:
    """Whether it was acknowledged without a word: nothing was wrong."""
    return reply.status == 200 and not reply.body


def _event(workspace: str, event_id: str, **event: Any) -> bytes:
    envelope = {"type": "event_callback", "team_id": workspace, "authorizations": [{"team_id": workspace}]}
    return json.dumps({**envelope, "event_id": event_id, "event": event}).encode()


def _typed(words: str) -> dict[str, Any]:
    return {"type": "plain_text_input", "value": words}


def _picked(value: str) -> dict[str, Any]:
    return {"type": "static_select", "selected_option": {"value": value}}


def _picked_none() -> dict[str, Any]:
    return {"type": "multi_static_select", "selected_options": []}
