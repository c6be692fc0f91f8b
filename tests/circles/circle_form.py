"""The form in which a circle is started, as a member fills it in."""

from typing import Any

from bot.circles.models import Circle
from playground import Channel, Person
from tests.library import Library

KIND, WHEN, PARTS = "What kind of circle?", "When", "Parts"
QUORUM = "How many people make it worth meeting?"
RETREAT = "Mini-retreat: half a day with timed parts"
RESEARCH = "Research support group: help each other along"
OWN = "Something of its own"


async def form_of(library: Library, person: Person, channel: Channel) -> None:
    await person.command("/klatch", "new", channel=channel)
    assert person.form is not None


def value(person: Person, label: str) -> Any:
    """What a field of the open form holds."""
    assert person.form is not None
    (block,) = [one for one in person.form.blocks if one.get("label", {}).get("text") == label]
    (state,) = person.form.values[block["block_id"]].values()
    return state.get("value") or (state.get("selected_option") or {}).get("value") or state.get("selected_conversation")


def submit_words(person: Person) -> str:
    assert person.form is not None
    return str(person.form.definition["submit"]["text"])


def shown(person: Person) -> str:
    """The words between the fields of the open form."""
    assert person.form is not None
    return "\n".join(block["text"]["text"] for block in person.form.blocks if block["type"] == "section")


async def start(library: Library, person: Person, channel: Channel, **fields: Any) -> dict[str, str]:
    """Fill in the form of a new circle, look at its dates, and save it; the faults there are."""
    await form_of(library, person, channel)
    for label, wanted in fields.items():
        await person.fill(label.replace("_", " "), wanted)
    outcome = await person.submit()
    if not outcome.errors and person.form is not None:
        outcome = await person.submit()
    await library.settle()
    return dict(outcome.errors)


async def only(library: Library) -> Circle:
    (circle,) = await library.rows(Circle)
    return circle
