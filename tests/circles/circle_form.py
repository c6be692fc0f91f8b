"""The form in which a circle is started, as a member fills it in."""

from collections.abc import Mapping
from typing import Any

from bot.circles.models import Circle
from playground import Channel, Person
from tests.library import Library

KIND, WHEN, PARTS = "What kind of circle?", "When", "Parts"
HOW_OFTEN, DAY, TIME = "How often", "Day", "Time"
QUORUM, PLACE = "How many people make it worth meeting?", "Where, or the link of the call"
ABOUT = "What is it, in your own words?"
COFFEE = "Coffee Klatch: talk about what's on your minds"
RETREAT = "Mini-retreat: half a day with timed parts"
RESEARCH = "Research support group: help each other along"
OWN = "Something else"
MORE, MENUS, WORDS = "More about it", "Choose from menus", "Type it instead"


async def form_of(library: Library, person: Person, channel: Channel) -> None:
    await person.command("/klatch", "new", channel=channel)
    assert person.form is not None


def labels(person: Person) -> list[str]:
    """The fields of the open form."""
    assert person.form is not None
    return [one["label"]["text"] for one in person.form.blocks if one["type"] == "input"]


def value(person: Person, label: str) -> Any:
    """What a field of the open form holds."""
    assert person.form is not None
    (block,) = [one for one in person.form.blocks if one.get("label", {}).get("text") == label]
    (state,) = person.form.values[block["block_id"]].values()
    chosen = (state.get("selected_option") or {}).get("text", {}).get("text") or state.get("selected_date")
    return state.get("value") or chosen or state.get("selected_conversation")


def submit_words(person: Person) -> str:
    assert person.form is not None
    return str(person.form.definition["submit"]["text"])


def shown(person: Person) -> str:
    """The words between the fields of the open form."""
    assert person.form is not None
    return "\n".join(block["text"]["text"] for block in person.form.blocks if block["type"] == "section")


def below(person: Person, label: str) -> str:
    """The words right below a field of the open form."""
    assert person.form is not None
    blocks = person.form.blocks
    at = next(i for i, one in enumerate(blocks) if one.get("label", {}).get("text") == label)
    return str(blocks[at + 1]["text"]["text"])


async def fill_in(person: Person, fields: Mapping[str, Any]) -> None:
    """Fill in fields of the open form, and have it show the rest of it where one of them is not there."""
    for label, wanted in fields.items():
        if label not in labels(person):
            await person.press(MORE)
        await person.fill(label, wanted)


def type_without_enter(person: Person, words: str) -> None:
    """Write into the field for when, and tell nobody yet."""
    assert person.form is not None
    (block,) = [one for one in person.form.blocks if one.get("label", {}).get("text") in (WHEN, "Quand")]
    typed = {"type": "plain_text_input", "value": words}
    person.form.set_value(block["block_id"], "circle_cadence", typed)


async def start(library: Library, person: Person, channel: Channel, **fields: Any) -> dict[str, str]:
    """Fill in the form of a new circle, look at its dates, and save it; the faults there are."""
    await form_of(library, person, channel)
    await fill_in(person, {label.replace("_", " "): wanted for label, wanted in fields.items()})
    outcome = await person.submit()
    if not outcome.errors and person.form is not None:
        outcome = await person.submit()
    await library.settle()
    return dict(outcome.errors)


async def only(library: Library) -> Circle:
    (circle,) = await library.rows(Circle)
    return circle
