"""What people see of a meeting, and do about it."""

from playground import Message, Person, render_message
from tests.circles.klatch import Klatch


def announcements(klatch: Klatch) -> list[Message]:
    """What was said in the circle's channel of its meetings, the oldest first; not what stands in threads."""
    watcher = klatch.people[0]
    found = [one for one in watcher.messages() if one.channel == klatch.channel.id and not one.is_reply]
    return [one for one in found if not one.is_ephemeral and one.text.startswith("*") and "is set up" not in one.text]


def announced(klatch: Klatch) -> str:
    """The newest announcement, as everybody sees it."""
    return render_message(announcements(klatch)[-1], klatch.people[0])


def alone(person: Person, words: str = "") -> list[str]:
    """What somebody was told in their direct messages, with these words in it; not what vanishes again."""
    found = [one for one in person.messages() if one.channel == person.dm.id and not one.is_ephemeral]
    return [text for one in found if words in (text := render_message(one, person))]


async def press(klatch: Klatch, person: Person, words: str) -> None:
    """Press a button of the newest announcement."""
    await klatch.library.press(person, words, announcements(klatch)[-1])


async def press_alone(klatch: Klatch, person: Person, words: str) -> None:
    """Press a button of the newest direct message that has it."""
    found = [one for one in person.messages() if one.channel == person.dm.id and words in one.buttons]
    await klatch.library.press(person, words, found[-1])


async def say_yes(klatch: Klatch, person: Person) -> None:
    """Say that one hosts, where one is asked."""
    if any("I'll host" in one.buttons for one in person.messages()):
        await press_alone(klatch, person, "I'll host")


async def call_off(klatch: Klatch, person: Person) -> None:
    """Call the meeting off, from the host's card."""
    await say_yes(klatch, person)
    await press_alone(klatch, person, "Call it off")


async def move(klatch: Klatch, person: Person, to: object) -> dict[str, str]:
    """Choose another day, from the host's card; what the form has to say against it."""
    await say_yes(klatch, person)
    await press_alone(klatch, person, "Another day")
    outcome = await klatch.library.send(person, **{"When instead?": to})
    await person.close_form(all_of_them=True)
    return dict(outcome.errors)
