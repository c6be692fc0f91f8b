"""The steps of a circle: a Coffee Klatch begins, meets twice, and is paused."""

from playground import Person
from playground.story.cast import Cast
from playground.story.stage import Stage, StoryError

TOPIC = "What would you like to talk about?"
NAME = "Your name"
WHEN = "every second Tuesday at 15:00, starting 15 December"
READING = "Where do you find time to read in a week full of meetings?"
PARCHMENT = "How do I restore water-damaged parchment?"


async def begin_a_klatch(stage: Stage, cast: Cast) -> None:
    """Elif starts the circle, a week before its first meeting is announced, and four more are in."""
    channel = stage.playground.add_channel("coffee-klatch", _circle(cast))
    with stage.quietly():
        await stage.playground.invite_bot(channel, cast.elif_)
        await stage.go_on()
    await stage.command(cast.elif_, "/klatch", "new")
    await stage.press(cast.elif_, "More about it")
    fields = {"Channel": channel, "When": WHEN, "Where, or the link of the call": "Staff room, 2nd floor"}
    await stage.fill_in(cast.elif_, fields)
    await _join(stage, cast.kofi)
    with stage.quietly():
        for person in (cast.amara, cast.june, cast.hana):
            await _join(stage, person)


async def ask_what_nobody_can_answer(stage: Stage, cast: Cast) -> None:
    """Nobody can help Kofi; he is told so, and his question goes onto the agenda."""
    await stage.command(cast.kofi, "/mentor-ask", PARCHMENT)
    await stage.fill_in(cast.kofi, {})
    for person in stage.who_can_press("Not this time"):
        await stage.press(person, "Not this time")
    stage.expect(cast.kofi, "I didn't find anyone", "people say yes more often")
    await stage.press(cast.kofi, "Bring it to a circle")
    await stage.fill_in(cast.kofi, {NAME: "With my name"})
    await stage.close(cast.kofi)


async def find_a_host(stage: Stage, cast: Cast) -> None:
    """A week later the meeting is announced; who is asked to host passes, and the next in line says yes.

    Nobody but the next in line hears of it, and nobody is named who has not said yes.
    """
    await stage.later("a week passes", days=7)
    stage.expect(cast.june, PARCHMENT, "suggested by @Kofi Mensah")
    asked = _asked(stage)
    await stage.press(asked, "Pass")
    host = _asked(stage)
    if host is asked:
        raise StoryError(f"{asked.name} has passed, and is asked all the same")
    stage.expect(asked, "I'm looking for a host")
    await stage.press(host, "I'll host")
    stage.expect(asked, f"Host: @{host.name}")


async def put_something_on_the_agenda(stage: Stage, cast: Cast) -> None:
    """They answer, and Amara suggests a topic without her name, which others like better than any."""
    await _answer(stage, cast)
    await stage.press(cast.amara, "Suggest a topic")
    await stage.fill_in(cast.amara, {TOPIC: READING})
    await stage.close(cast.amara)
    with stage.quietly():
        for person in (cast.june, cast.hana):
            await stage.press(person, "See the agenda")
            await stage.press(person, "Vote", near=READING)
            await stage.close(person)
    await stage.later("five minutes pass", minutes=5)
    stage.expect(cast.kofi, READING, "two votes")
    stage.expect_hidden(cast.kofi, f"{READING} · suggested")


async def meet(stage: Stage, cast: Cast) -> None:
    """They meet. What stays open is carried over, and somebody says what they take with them."""
    await stage.later("the weekend passes", days=4, hours=6)
    await stage.later("the Klatch meets", days=1, hours=1)
    stage.expect(cast.june, "is over", READING)
    await stage.press(cast.kofi, "Carry over", near=PARCHMENT)
    await stage.press(cast.hana, "Reflect")
    takeaway = "Ten minutes a day counts too. I'm going to try the bus."
    await stage.fill_in(cast.hana, {"What's your takeaway?": takeaway})
    await stage.close(cast.hana)
    await stage.later("five minutes pass", minutes=5)
    stage.expect(cast.amara, takeaway)


async def meet_again(stage: Stage, cast: Cast) -> None:
    """Two weeks later they meet again, and then Elif pauses the circle."""
    await stage.later("a week passes", days=7)
    stage.expect(cast.amara, "Nobody has signed up yet", "two more questions")
    with stage.quietly():
        await _answer(stage, cast)
        await stage.later("another week passes, and the Klatch meets again", days=7)
    await stage.command(cast.elif_, "/mentor-admin")
    await stage.press(cast.elif_, "Pause", near="*Coffee Klatch*")
    stage.expect(cast.elif_, "*Coffee Klatch* is paused")


def _circle(cast: Cast) -> list[Person]:
    return [cast.elif_, cast.amara, cast.june, cast.hana, cast.kofi]


async def _join(stage: Stage, person: Person) -> None:
    await stage.press(person, "Join")
    await stage.fill_in(person, {})


def _asked(stage: Stage) -> Person:
    asked = stage.who_can_press("I'll host")
    if len(asked) != 1:
        raise StoryError(f"{len(asked)} people are asked to host")
    return asked[0]


async def _answer(stage: Stage, cast: Cast) -> None:
    await stage.press(cast.kofi, "I'm in")
    with stage.quietly():
        await stage.press(cast.hana, "I'm in")
        await stage.press(cast.june, "I'm in")
        await stage.press(cast.amara, "Maybe")
