"""The story as chapters and steps: what happens in each, whose view shows it, and how it is played.

``make demo`` and the playground's page tell it from here.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playground import Person
from playground.story import introductions, klatch, questions
from playground.story.cast import Cast, enter
from playground.story.stage import Stage

Play = Callable[[Stage, Cast], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what happens, in a sentence, and the acts of people in Slack that make it happen.

    ``who`` names the one of the cast whose view shows it best: the form that they have open then, or else the message
    with the words ``sees`` that changed last. ``only_in_full`` is what a reader in a hurry can do without.
    """

    words: str
    play: Play
    who: str
    sees: str = ""
    only_in_full: bool = False

    def viewer(self, cast: Cast) -> Person:
        """Whoever's view shows it best."""
        person: Person = getattr(cast, self.who)
        return person


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the story that makes sense by itself, when those before it have been played."""

    title: str
    steps: tuple[Step, ...]


CHAPTERS = (
    Chapter(
        "A question, and someone to talk to the same day",
        (
            Step(
                "Six colleagues offer to help now and then. Ben knows about grant proposals.",
                questions.volunteer,
                "ben",
            ),
            Step("Amara types /mentor-ask with a question, and a form opens.", questions.begin_a_question, "amara"),
            Step("She sends it. Klatch privately asks the three colleagues who fit best.", questions.ask, "ben"),
            Step(
                "Dario says no, and Amara isn't told. Ben and Chloé can help.",
                questions.answer,
                "amara",
                "Chloé Martin",
            ),
            Step(
                "Amara chooses Chloé, and Klatch opens a conversation for the two of them.",
                questions.choose,
                "amara",
                "meet @Chloé",
            ),
            Step("They agree on a time that afternoon.", questions.agree_on_a_time, "amara", "Agreed"),
            Step(
                "In the afternoon Klatch asks Amara whether they talked. They did, and she says thanks.",
                questions.say_thanks,
                "chloe",
                "@Amara Obi says thank you",
            ),
        ),
    ),
    Chapter(
        "Random coffee in a channel",
        (
            Step(
                "On Thursday Elif sets it up for #library-coffee, and previews what people will read.",
                introductions.set_up_coffee,
                "elif_",
                "I haven't sent anything",
            ),
            Step(
                "Everyone is told a working day ahead and can skip. Then each is introduced to a colleague.",
                introductions.have_coffee,
                "lena",
                "meet @Lena Fischer",
            ),
            Step("Lena asks why the two of them were matched.", introductions.ask_why_us, "lena"),
        ),
    ),
    Chapter(
        "Lunch, if both say yes",
        (
            Step("Hana and three others join Just Lunch.", introductions.join_lunch, "hana"),
            Step(
                "In the morning Klatch privately suggests a colleague to each of them.",
                introductions.be_proposed,
                "hana",
            ),
            Step(
                "Hana and her match both accept, and Klatch introduces them.",
                introductions.accept_lunch,
                "hana",
                "meet",
            ),
            Step(
                "One of the other two says no, and nobody is told who. Amara, who has just joined, steps in.",
                introductions.match_again,
                "amara",
            ),
        ),
    ),
    Chapter(
        "A circle of equals",
        (
            Step("Elif starts a Coffee Klatch. People join if they like.", klatch.begin_a_klatch, "elif_"),
            Step(
                "Nobody can help with Kofi's question. Klatch says so, and he brings it to the circle.",
                klatch.ask_what_nobody_can_answer,
                "kofi",
                klatch.PARCHMENT,
            ),
            Step(
                "The meeting is announced. The first person asked to host passes, privately. The next says yes.",
                klatch.find_a_host,
                "june",
                "You've passed",
            ),
            Step(
                "Amara suggests a topic without her name, and others vote for it.",
                klatch.put_something_on_the_agenda,
                "kofi",
                klatch.READING,
            ),
            Step(
                "They meet. One question is carried over to next time, and Hana shares her takeaway.",
                klatch.meet,
                "amara",
                "try the bus",
            ),
        ),
    ),
    Chapter(
        "What stays private, and how to leave",
        (
            Step("June asks a question without her name.", questions.ask_without_a_name, "grace", "overloaded"),
            Step(
                "Grace asks something first. June answers, still without her name.",
                questions.ask_something_first,
                "grace",
                "Once, in passing",
            ),
            Step(
                "June chooses Grace, and only now does Grace learn who asked.",
                questions.show_the_name,
                "grace",
                "@June Harper",
            ),
            Step(
                "June steps back. Both read the same short message.",
                questions.step_back,
                "grace",
                "Your conversation with",
            ),
            Step(
                "After three coffees with three different people, Grace leaves. Nobody is told.",
                introductions.leave_the_coffees,
                "grace",
            ),
            Step(
                "Two weeks later the circle meets again, and Elif pauses it.",
                klatch.meet_again,
                "elif_",
                only_in_full=True,
            ),
        ),
    ),
)
"""The whole story. The time in it goes on from a Monday at nine."""


async def tell(stage: Stage) -> None:
    """Tell all of it, with what everybody sees. Raises StoryError at the first step that does not happen."""
    cast = enter(stage.playground)
    for chapter in CHAPTERS:
        stage.scene(chapter.title)
        for step in chapter.steps:
            stage.narrate(step.words)
            await step.play(stage, cast)
    stage.expect_no_refusals()


async def tell_in_brief(stage: Stage) -> None:
    """Tell it with what one person sees after each step. Raises StoryError at the first step that does not happen."""
    cast = enter(stage.playground)
    for chapter in CHAPTERS:
        stage.scene(chapter.title)
        for step in chapter.steps:
            if step.only_in_full:
                continue
            stage.narrate(step.words)
            with stage.quietly():
                await step.play(stage, cast)
            stage.look(step.viewer(cast), step.sees)
    stage.expect_no_refusals()
