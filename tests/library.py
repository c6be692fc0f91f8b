"""The whole bot, unchanged, in a workspace of its own: signed HTTP in, Slack's Web API out, a clock that is moved."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog
from sqlalchemy import select

from bot.database.columns import Base
from bot.flash.volunteering import Volunteering, volunteer
from bot.matching.asks.mentors import MeetingFormat
from bot.members import directory
from bot.members.models import Member
from bot.moment import Moment
from bot.profiles.profile import rather_not_meet, rather_not_met
from bot.schedule.models import Due
from bot.workspaces.models import Grant
from playground import Channel, Message, Outcome, Person, render_message
from playground.rehearsal.rehearsal import Rehearsal, rehearsal
from playground.story import filling
from tests.confinement.watching import watched

MONDAY_MORNING = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
"""Nine in Toronto: the working week begins."""

FAULTS = ("fault", "a due row could not be handled", "the schedule cannot be read", "a letter cannot be settled")
"""What Klatch logs when something went wrong with itself."""

TableT = TypeVar("TableT", bound=Base)


@dataclass(frozen=True, slots=True)
class Library(Rehearsal):
    """A university library with Klatch in it."""

    def person(self, name: str, tz: str = "America/Toronto", **fields: Any) -> Person:
        """Somebody who works here."""
        return self.playground.add_person(name, tz=tz, **fields)

    async def volunteer(self, person: Person, *topics: str, **fields: Any) -> None:
        """Fill in and send the volunteer form."""
        await person.command("/mentor-volunteer")
        if topics:
            fields["Topics"] = list(topics)
        fields["What you promise"] = ["I make time, I listen, and it stays between us."]
        await fill_in(person, **fields)
        outcome = await person.submit()
        assert outcome.errors == {}
        await self.settle()

    async def enlist(self, people: Iterable[Person], *topics: str, capacity: int = 2) -> None:
        """Have many people volunteer, by the use case alone: for tests that need a crowd rather than its forms."""
        async with self.klatch.database.transaction() as session:
            for person in people:
                user = person.user.to_slack(self.clock.now(), with_locale=True)
                await directory.remember(session, self.playground.workspace.team_id, user, self.clock.now())
                member = await session.get_one(Member, (self.playground.workspace.team_id, person.id))
                moment = Moment(session, member.workspace, self.clock.now(), "enlisted")
                await volunteer(moment, member, Volunteering([], topics, capacity, 45, list(MeetingFormat), ""))

    async def ask(self, person: Person, question: str, **fields: Any) -> None:
        """Ask with the form; a question that would be found vague is none for this."""
        await person.command("/mentor-ask", question)
        await fill_in(person, **fields)
        outcome = await person.submit()
        assert outcome.errors == {}
        assert person.form is None
        await self.settle()

    async def press(self, person: Person, words: str, message: Message | None = None) -> Outcome:
        """Press a button, and let happen what follows."""
        outcome = await person.press(words, message)
        await self.settle()
        return outcome

    async def forge_press(self, person: Person, words: str, message: Message) -> None:
        """A press on a message that is somebody else's, as no client of Slack would send it.

        Slack refuses to whisper the answer to who is not where the message stands: they get it by their press.
        """
        refusals = self.playground.refusals
        before = len(refusals)
        await self.press(person, words, message)
        refusals[before:] = [one for one in refusals[before:] if one.error != "user_not_in_channel"]

    async def send(self, person: Person, **fields: Any) -> Outcome:
        """Fill in the open form and send it."""
        await fill_in(person, **fields)
        outcome = await person.submit()
        await self.settle()
        return outcome

    async def open_ask_channel(self, *members: Person) -> Channel:
        """A channel in which questions also stand, set up as people would: Klatch is invited, and told so."""
        channel = self.playground.add_channel("questions", members)
        await self.playground.invite_bot(channel, members[0])
        await self.settle()
        await self.playground.change_person(members[0], admin=True)  # the organizers of a workspace decide it
        await self.settle()
        await self.press(members[0], "Post questions here")
        return channel

    async def leave(self, person: Person) -> None:
        """Somebody's account is closed."""
        await self.playground.change_person(person, deactivated=True)
        await self.settle()

    async def rather_not_meet(self, one: Person, other: Person) -> None:
        """Somebody puts somebody on their private list."""
        async with self.klatch.database.transaction() as session:
            moment = Moment(session, self.playground.workspace.team_id, self.clock.now(), "a private list")
            await rather_not_meet(moment, one.id, await rather_not_met(moment, one.id) | {other.id})

    async def forbid_files(self) -> None:
        """Klatch was installed without files:write, which may be left out."""
        async with self.klatch.database.transaction() as session:
            for grant in await session.scalars(select(Grant)):
                grant.scopes = [scope for scope in grant.scopes if scope != "files:write"]

    async def rows(self, table: type[TableT]) -> list[TableT]:
        """All rows of a table, by their primary key: for claims about states."""
        async with self.klatch.database.transaction() as session:
            return list(await session.scalars(select(table).order_by(*table.__table__.primary_key)))

    async def due(self, kind: str) -> list[datetime]:
        """When things of a kind are due."""
        return sorted(due.due_at for due in await self.rows(Due) if due.kind == kind)


async def fill_in(person: Person, **fields: Any) -> None:
    """Fill in the open form, also what stands behind a button; an underscore in a label's name stands for a space."""
    await filling.fill_in(person, {label.replace("_", " "): value for label, value in fields.items()})


def card(person: Person, words: str) -> Message:
    """The newest message that somebody sees with these words in it."""
    return cards(person, words)[-1]


def cards(person: Person, words: str) -> list[Message]:
    """Every message that somebody sees with these words in it, the oldest first."""
    return [message for message in person.messages() if words in render_message(message, person)]


def whispers(person: Person) -> list[str]:
    """What was said to somebody alone, in answer to what they did."""
    return [render_message(message, person) for message in person.messages() if message.is_ephemeral]


def live_buttons(person: Person) -> list[str]:
    """Every button that somebody could press now, but those of answers that vanish and of a channel's hello."""
    lasting = [message for message in person.messages() if not message.is_ephemeral]
    return [button for message in lasting if "Hello, I'm Klatch" not in message.text for button in message.buttons]


def asked_first(message: Message, words: str) -> str:
    """What is asked before a button of a message does what it says."""
    elements = [element for block in message.blocks for element in block.get("elements", [])]
    (found,) = [one for one in elements if one["type"] == "button" and one["text"]["text"] == words]
    return str(found["confirm"]["text"]["text"])


def is_for_several(sent: Mapping[str, Any]) -> bool:
    """Whether Slack is asked for a conversation of several people, rather than of one with Klatch."""
    return "," in str(sent.get("users"))


def with_values(message: Message, change: Callable[[str], str]) -> Message:
    """A message as a forger would have it: the same buttons, which carry other values."""
    blocks = tuple(
        {**block, "elements": [_with_value(element, change) for element in block["elements"]]}
        if block["type"] == "actions"
        else block
        for block in message.blocks
    )
    return replace(message, blocks=blocks)


def _with_value(element: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    if element["type"] != "overflow":
        return {**element, "value": change(element.get("value", ""))}
    named = [(option, option["value"].partition("|")) for option in element["options"]]
    return {
        **element,
        "options": [{**option, "value": f"{action}|{change(value)}"} for option, (action, _, value) in named],
    }


def seen(person: Person) -> list[str]:
    """What somebody sees now, as Slack would show it."""
    return [render_message(message, person) for message in person.messages()]


def texts(person: Person) -> list[str]:
    """What stands in somebody's messages, as sent: not the words that change as days pass (today, tomorrow)."""
    return [message.text for message in person.messages()]


def last_seen(person: Person) -> str:
    """The newest message that somebody sees."""
    return seen(person)[-1]


@asynccontextmanager
async def open_library(
    database_url: str, start: datetime = MONDAY_MORNING, seed: int | None = None
) -> AsyncIterator[Library]:
    """Slack is there, the bot is running behind real HTTP, and they know each other. The database is migrated."""
    async with rehearsal(database_url, start, seed) as here:
        yield Library(here.playground, here.klatch, here.clock, here.bot_url, here.pick)


@asynccontextmanager
async def faultless_library(database_url: str, seed: int | None = None) -> AsyncIterator[Library]:
    """The same; afterwards Slack must have refused nothing, and Klatch must have logged no fault.

    Nor may anything that was done in a workspace have looked beyond it.
    """
    with structlog.testing.capture_logs() as logs:
        async with open_library(database_url, seed=seed) as library:
            with watched(library.klatch.database) as open_statements:
                yield library
            assert library.playground.refusals == [], library.playground.refusals
            assert open_statements == []
    assert [entry for entry in logs if entry["event"] in FAULTS] == []
