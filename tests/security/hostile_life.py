"""What members do in which they write: each form that has a field for words, through the whole bot."""

from datetime import timedelta

from bot.circles.models import Circle
from playground import Person
from tests.circles.klatch import Klatch
from tests.circles.talking import announcement, close, reflect, see_agenda, suggest
from tests.library import Library, fill_in
from tests.pairings.lunchroom import join
from tests.pairings.office import admin, set_up
from tests.security.hostile import ATTACKS


async def live(library: Library) -> None:
    """All of it."""
    await meet(*await prepare(library))
    await ask_and_talk(library)


async def ask_and_talk(library: Library) -> None:
    """A question with all that goes with it, from the form to the thanks."""
    mia = library.person("Mia <!channel> *wide", title=ATTACKS[0])
    sam = library.person("Sam `narrow", title=ATTACKS[1])
    await library.volunteer(sam, "Grant writing", About_me_as_a_mentor=".")
    await mia.command("/mentor-ask", ATTACKS[2])
    await fill_in(mia, Topics=["Grant writing"], **{"What have you tried?": "."})
    await _send_twice(library, mia)
    await library.press(sam, "Ask something first")
    await library.send(sam, **{"What would you like to know?": "?"})
    await library.press(mia, "Answer")
    await library.send(mia, Your_answer=".")
    await library.press(sam, "I can help")
    await library.press(mia, "Choose")
    await library.pass_time(days=4)
    await library.press(mia, "We talked")
    await library.press(mia, "Say thanks")
    await library.send(mia, Your_words=".")
    for command in ("/mentor-ask", "/mentor-volunteer", "/just-lunch", "/coffee", "/klatch", "/mentor-admin"):
        for attack in ATTACKS:
            await mia.command(command, f"{attack[:20]} {attack}")
            await close(mia)


async def _send_twice(library: Library, person: Person) -> None:
    """Send a form that may have one kind suggestion first, or dates to show."""
    await person.submit()
    if person.form is not None:
        outcome = await person.submit()
        assert outcome.errors == {}
    await library.settle()


async def prepare(library: Library) -> tuple[Klatch, Person, Person]:
    """A circle, a random coffee, and two who would like lunch: set up with their forms."""
    ana, ben, cleo = [library.person(f"{name} ~struck", title=ATTACKS[3]) for name in ("Ana", "Ben", "Cleo")]
    channel = library.playground.add_channel("klatch", [ana, ben, cleo])
    await library.playground.invite_bot(channel, ana)
    await library.settle()
    await ana.command("/klatch", "new", channel=channel)
    await ana.press("More about it")
    await _send_twice(library, ana)
    for person in (ben, cleo):
        await person.command("/klatch", "join", channel=channel)
        await library.send(person)
    await ben.command("/klatch", "prompt", channel=channel)
    await library.send(ben, Your_question="?")
    for person in (ana, ben):
        await person.command("/coffee", "help")
        await library.press(person, "About me")
        assert (await library.send(person)).errors == {}
    ada = await admin(library)
    assert await set_up(library, ada, channel) == {}
    await join(library, ben, cleo)
    (circle,) = await library.rows(Circle)
    return Klatch(library, channel, circle.id, [ana, ben, cleo]), ben, cleo


async def meet(klatch: Klatch, *lunching: Person) -> None:
    """A topic, lunch, a meeting and its summary; a round of coffee is between them."""
    library, (ana, ben, cleo) = klatch.library, klatch.people
    await library.pass_time(minutes=10)
    for person in lunching:
        await library.press(person, "Accept")
    await suggest(klatch, cleo, "?", "With my name")
    await see_agenda(klatch, ben)
    for person in klatch.people:
        await close(person)
        await library.press(person, "I'm in", announcement(klatch, person))
    for command in ("", "next", "host"):
        await ana.command("/klatch", command)
    await library.press(ben, "Add to my calendar", announcement(klatch, ben))
    (meeting,) = await klatch.meetings()
    await library.pass_until(meeting.starts_at + timedelta(hours=1, minutes=5))
    await reflect(klatch, ben, "?", "With my name")
    await library.pass_time(minutes=6)
    ada = library.playground.person("Ada Admin")
    await ada.command("/mentor-admin")
    await ada.press("Prompts")
    await close(ada)
