"""A canteen with random coffee and Just Lunch, and what anybody can do in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bot.cadence import Recurs
from bot.pairings.rules import JoinMode
from playground import Channel, Message, Person
from tests.any_order_machine import OF_THE_HELLO
from tests.library import FAULTS, Library
from tests.pairings.cafe import open_cafe
from tests.pairings.facts import Facts, Wire
from tests.pairings.promises import broken_promises, dead_buttons
from tests.pairings.stale import stale_cards
from tests.slack_codes import TO_A_CHANNEL_THAT_IS_GONE, TO_WHO_IS_NOT_THERE
from tests.weather import Weather

ZONES = (
    "America/Toronto",
    "America/Toronto",
    "America/New_York",
    "America/Toronto",
    "America/Toronto",
    "Europe/London",
)


@dataclass
class Canteen:
    """Six people, one of them an admin, in a channel with random coffee."""

    library: Library
    gone: set[str]
    """Whose accounts are closed."""
    logs: Sequence[Mapping[str, Any]]
    apart: set[frozenset[str]] = field(default_factory=set)
    known: set[int] = field(default_factory=set)
    wire: Wire = field(default_factory=Wire)
    broken: list[str] = field(default_factory=list)
    names: Iterator[int] = field(default_factory=count)
    """Of the channel: each is new."""
    is_fine: bool = True
    """Whether Slack does what it is asked, and has done so for a while."""

    def __post_init__(self) -> None:
        self.people = [
            self.library.person(f"Person {number}", tz=zone, admin=not number) for number, zone in enumerate(ZONES)
        ]

    async def begin(self, joining: JoinMode, size: int, recurs: Recurs) -> None:
        """Everybody comes in; in a coffee that has to be joined, four have."""
        cafe = await open_cafe(self.library, self.people, joining=joining, size=size, recurs=recurs)
        self.channel: Channel = cafe.channel
        if joining is JoinMode.WHO_JOINS:
            for person in self.people[:4]:
                await person.command("/coffee", "join")
        for person in self.people[:3]:
            await self.join_lunch(person, range(5), by_video=True, only_this_week=False)
        self.remember(await Facts.of(self.library))

    @property
    def here(self) -> list[Person]:
        """Who has not left the workspace."""
        return [person for person in self.people if person.id not in self.gone]

    async def press(self, person: Person, message: Message, words: str) -> None:
        """Press a button, fill in the form that it opens, and look at the card again."""
        if person.id in self.gone or words in OF_THE_HELLO:
            return
        is_theirs = any((one.channel, one.ts) == (message.channel, message.ts) for one in person.messages())
        await self.library.forge_press(person, words, message)
        await self.send_form(person)
        now = self.library.playground.workspace.messages.get(message.channel, message.ts)
        if self.is_fine and is_theirs and now is not None and not now.is_ephemeral:
            facts = await Facts.of(self.library)
            self.broken += [f"after {words!r}, {dead}" for dead in dead_buttons(facts, person, now)]

    async def send_form(self, person: Person) -> None:
        """Send the open form as it opens; what it says is needed is filled in, and anything else is no fault."""
        if person.form is None:
            return
        outcome = await person.submit()
        if outcome.errors and outcome.status is not None:
            self.broken.append(f"a form is refused as it opens: {outcome.errors}")
        if "Where?" in outcome.errors:
            await person.fill("Where?", "Main Library café")
            await person.submit()
        if person.form is not None:
            await person.close_form()
        await self.library.settle()

    async def join_lunch(self, person: Person, days: Sequence[int], *, by_video: bool, only_this_week: bool) -> None:
        """Send the form of Just Lunch."""
        if person.id in self.gone:
            return
        await person.command("/just-lunch")
        names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
        await person.fill("Which days suit you?", [names[day] for day in days])
        await person.fill("How would you meet?", ["By video" if by_video else "In person, at a place"])
        if not by_video:
            await person.fill("Where?", "Main Library café")
        if person.form is not None:
            until = "Only until" if only_this_week else "Until I stop"  # the form remembers what was said before
            (words,) = (option for option in options_of(person.form.blocks) if option.startswith(until))
            await person.fill("For how long?", words)
        outcome = await person.submit()
        assert outcome.errors == {} or only_this_week
        if person.form is not None:
            await person.close_form()
        await self.library.settle()

    async def type(self, person: Person, command: str, words: str) -> None:
        """Type a command."""
        if person.id in self.gone:
            return
        await person.command(command, words, self.channel if command == "/coffee" and self._may_type(person) else None)
        await self.library.settle()
        await self.send_form(person)

    def _may_type(self, person: Person) -> bool:
        return person.id in self.channel.members and not self.channel.archived

    async def organize(self, words: str, fields: Mapping[str, Any]) -> None:
        """Press a button of /mentor-admin, if it is there, and fill in those fields that its form has."""
        admin = self.people[0]
        if admin.id in self.gone:
            return
        await admin.command("/mentor-admin")
        await self.library.settle()
        answer = admin.messages()[-1]
        if words not in answer.buttons:
            return
        await admin.press(words, answer)
        await self.library.settle()
        labels = {block["label"]["text"] for block in admin.form.blocks if "label" in block} if admin.form else set()
        for label in labels & fields.keys():
            await admin.fill(label, fields[label])
        if admin.form is not None:
            await admin.submit()
            if admin.form is not None:
                await admin.close_form()
        await self.library.settle()

    async def leave(self, person: Person) -> None:
        """Somebody's account is closed."""
        self.gone.add(person.id)
        await self.library.leave(person)

    async def move_channel(self, what: str) -> None:
        """Something happens to the channel."""
        playground, by = self.library.playground, self.here[0] if self.here else None
        if by is None:
            return
        is_klatch_in = playground.workspace.app.bot_user_id in self.channel.members
        match what:
            case "archive" if not self.channel.archived:
                await playground.archive(self.channel, by)
            case "unarchive" if self.channel.archived:
                await playground.unarchive(self.channel, by)
            case "remove" if is_klatch_in and not self.channel.archived:
                await playground.remove_bot(self.channel)
            case "invite" if not is_klatch_in and not self.channel.archived and by.id in self.channel.members:
                await playground.invite_bot(self.channel, by)
            case "rename":
                await playground.rename(self.channel, f"coffee-again-{next(self.names)}")
        await self.library.settle()

    async def come_and_go(self, person: Person) -> None:
        """Somebody leaves the channel, or joins it again."""
        if person.id in self.gone or self.channel.archived:
            return
        if person.id in self.channel.members:
            await self.library.playground.remove(self.channel, person)
        else:
            await self.library.playground.invite(self.channel, person)
        await self.library.settle()

    async def pass_time(self, **span: float) -> None:
        """Time passes, and what is old by then is forgotten."""
        await self.library.pass_time(**span)

    async def clear_up(self) -> None:
        """Slack is well, and what waited has had time to go."""
        Weather.over(self.library).clear()
        await self.pass_time(hours=3)
        self.is_fine = True

    async def check(self) -> None:
        """All promises, after whatever it was."""
        facts = await Facts.of(self.library)
        self.wire.read(self.library.playground.calls)
        broken = [*self.broken, *self.wire.broken, *broken_promises(facts, self.here)]
        new = {facts.present(group) for number, group in facts.groups.items() if number not in self.known}
        broken += [f"{sorted(two)} would rather not meet" for two in self.apart if any(two <= group for group in new)]
        broken += [f"{key} says what is no longer so" for key in await stale_cards(self.library)]
        broken += [f"logged: {entry}" for entry in self.logs if entry["event"] in FAULTS]
        broken += [f"Slack refused: {one}" for one in self._refusals()]
        assert broken == [], broken
        self.remember(facts)

    def _refusals(self) -> list[Any]:
        """What Slack should never have been asked. Who has left, and where the channel is gone, may be too late."""
        refusals = self.library.playground.refusals
        refusals[:] = [
            one
            for one in refusals
            if not (self.gone and one.error in TO_WHO_IS_NOT_THERE) and one.error not in TO_A_CHANNEL_THAT_IS_GONE
        ]
        return refusals

    def remember(self, facts: Facts) -> None:
        """Take what is so now as known, before the next thing happens."""
        self.known, self.apart = set(facts.groups), facts.apart


def options_of(blocks: Any) -> list[str]:
    """The words of every option in a form."""
    return [option["text"]["text"] for block in blocks for option in (block.get("element") or {}).get("options", ())]
