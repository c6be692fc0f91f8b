"""How a new workspace begins: the cast is there, six have volunteered, and Klatch is in two of their channels."""

from collections.abc import Awaitable, Callable

from playground import Message, Outcome, Person, Playground
from playground.story.cast import Cast, enter
from playground.story.filling import fill_in
from playground.story.stage import StoryError

PROMISE = ["I make time, I listen, and it stays between us."]

Settle = Callable[[], Awaitable[None]]


def bring_in(playground: Playground) -> Cast:
    """The people of the library, and where they talk."""
    cast = enter(playground)
    everybody = playground.people
    playground.add_channel("general", everybody)
    playground.add_channel("questions", everybody)
    playground.add_channel("coffee-corner", [cast.elif_, cast.ben, cast.chloe, cast.farid, cast.grace, cast.june])
    playground.add_channel("reading-group", [cast.hana, cast.ivo, cast.kofi, cast.lena], private=True)
    return cast


async def set_up(playground: Playground, cast: Cast, settle: Settle) -> None:
    """Let them do what the first question needs, as people do it. Raises StoryError when something does not happen."""
    await playground.invite_bot(playground.channel("questions"), cast.elif_)
    await playground.invite_bot(playground.channel("coffee-corner"), cast.elif_)
    await settle()
    _must(await cast.elif_.press("Post questions here", _hello(playground, "questions")))
    for person, topics, own_words in (
        (cast.ben, ["Grant writing"], "I've read a lot of rejection letters, most of them mine."),
        (cast.chloe, ["Grant writing"], "I ask questions until it gets simple."),
        (cast.dario, ["Grant writing", "Research data"], "Happy to read a draft."),
        (cast.farid, ["Difficult conversations"], "I listen first."),
        (cast.grace, ["Difficult conversations"], "I've been on both sides."),
        (cast.ivo, ["Learning to code"], "No question is too small."),
    ):
        await _volunteer(person, topics, own_words)
        await settle()
    _read_everything(playground)


def _hello(playground: Playground, channel: str) -> Message:
    return next(playground.workspace.messages.newest_first(playground.channel(channel).id))


async def _volunteer(person: Person, topics: list[str], own_words: str) -> None:
    _must(await person.command("/mentor-volunteer"))
    await fill_in(person, {"Topics": topics, "About me as a mentor": own_words, "What you promise": PROMISE})
    _must(await person.submit())


def _read_everything(playground: Playground) -> None:
    workspace = playground.workspace
    for message in workspace.messages:
        for member in workspace.channels[message.channel].members:
            workspace.read_marks[member, message.channel] = message.ts


def _must(outcome: Outcome) -> None:
    if not outcome.ok:
        raise StoryError(f"the bot answered with {outcome.status} {dict(outcome.errors)}")
