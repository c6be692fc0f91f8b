"""What people do with an agenda, as they do it: with forms that they open from the announcement."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.circles.models import AgendaTopic
from playground import Message, Person, View, render_message, render_view
from tests.circles.klatch import Klatch

TOPIC = "What would you like to talk about?"
TAKEAWAY = "What's your takeaway?"


def in_channel(klatch: Klatch, person: Person, words: str) -> Message:
    """The newest message in the circle's channel with these words."""
    found = [one for one in person.messages() if one.channel == klatch.channel.id and words in one.text]
    return found[-1]


def announcement(klatch: Klatch, person: Person) -> Message:
    """The newest announcement."""
    return in_channel(klatch, person, "Where: ")


def summary(klatch: Klatch, person: Person) -> Message:
    """The newest summary."""
    return in_channel(klatch, person, "What's your takeaway?")


async def suggest(klatch: Klatch, person: Person, words: str, name: str = "Without my name") -> None:
    """Suggest a topic from the announcement; the thank-you stays open."""
    await person.press("Suggest a topic", announcement(klatch, person))
    await klatch.library.send(person, **{TOPIC: words, "Your name": name})


async def see_agenda(klatch: Klatch, person: Person) -> str:
    """Open the agenda from the announcement, and read it."""
    await close(person)
    await person.press("See the agenda", announcement(klatch, person))
    return form_of(person)


async def vote(klatch: Klatch, person: Person, words: str, button: str = "Vote") -> str:
    """Open the agenda, and press a button at a topic; the agenda after it."""
    await see_agenda(klatch, person)
    await person.press(button, near=words)
    return form_of(person)


async def reflect(klatch: Klatch, person: Person, words: str, name: str = "Without my name") -> None:
    """Tell the circle what one takes with one."""
    await close(person)
    await person.press("Reflect", summary(klatch, person))
    await klatch.library.send(person, **{TAKEAWAY: words, "Your name": name})


async def come(klatch: Klatch) -> None:
    """The first two say that they come, which is as many as the circle likes to be."""
    for person in klatch.people[:2]:
        await klatch.library.press(person, "I'm in", announcement(klatch, person))


async def meet(klatch: Klatch, over: datetime) -> None:
    """The announced meeting goes ahead, and is over."""
    await come(klatch)
    await klatch.library.pass_until(over)
    for person in klatch.people:
        await close(person)


async def close(person: Person) -> None:
    """Close whatever form is open."""
    if person.form is not None:
        await person.close_form(all_of_them=True)


def form_of(person: Person) -> str:
    """The open form, as its reader sees it."""
    assert person.form is not None
    return render_view(person.form, person)


def photograph(person: Person, change: Callable[[str], str] = str) -> View:
    """The open form as it is now, or as a forger would have it: its blocks with something changed."""
    assert person.form is not None
    blocks = json.loads(change(json.dumps(person.form.blocks)))
    return replace(person.form, definition={**person.form.definition, "blocks": blocks})


async def press_in(person: Person, button: str, old: View, near: str | None = None) -> str:
    """Press a button of a form as it was; what the form says then."""
    assert person.form is not None
    await person.press(button, replace(old, hash=person.form.hash), near=near)
    return form_of(person)


def on_card(klatch: Klatch, person: Person) -> str:
    """The announcement, as its reader sees it."""
    return render_message(announcement(klatch, person), person)


async def topics(klatch: Klatch) -> list[AgendaTopic]:
    """What was ever suggested."""
    return [topic for topic in await klatch.library.rows(AgendaTopic) if topic.circle_id == klatch.circle]
