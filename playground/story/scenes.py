"""The scenes. Each step is one that a person takes in Slack, and nothing else is told to the bot."""

from playground import Person
from playground.story.cast import Cast, enter
from playground.story.introductions import tell_of_coffee, tell_of_lunch
from playground.story.klatch import ask_the_klatch, begin_a_klatch, tell_of_the_klatch
from playground.story.stage import Stage

PROMISE = ["I make time when I say yes, I listen, and it stays between us."]
WITHOUT_NAME = "Ask without it until I choose someone"


async def tell(stage: Stage) -> None:
    """Play the whole story. Raises StoryError at the first step that does not happen."""
    cast = enter(stage.playground)
    await _volunteers(stage, cast)
    await _a_question_with_a_name(stage, cast)
    await _a_question_without_a_name(stage, cast)
    await begin_a_klatch(stage, cast)
    await _a_question_nobody_can_answer(stage, cast)
    await _three_days_later(stage, cast)
    await _an_exit(stage, cast)
    await tell_of_lunch(stage, cast)
    await tell_of_the_klatch(stage, cast)
    await tell_of_coffee(stage, cast)
    stage.expect_no_refusals()


async def _volunteers(stage: Stage, cast: Cast) -> None:
    stage.scene("Six colleagues volunteer")
    await _volunteer(stage, cast.ben, ["Grant writing"], "I have read many rejection letters, most of them mine.")
    await _volunteer(stage, cast.chloe, ["Grant writing"], "I ask questions until it gets simple.", shown=False)
    await _volunteer(stage, cast.dario, ["Grant writing", "Research data"], "Happy to read a draft.", shown=False)
    await _volunteer(stage, cast.farid, ["Difficult conversations"], "I listen first.", shown=False)
    await _volunteer(stage, cast.grace, ["Difficult conversations"], "I have been on both sides.", shown=False)
    await _volunteer(stage, cast.ivo, ["Learning to code"], "No question is too small.", shown=False)
    stage.expect(cast.ben, "Thank you for volunteering", "Grant writing")


async def _volunteer(stage: Stage, person: Person, topics: list[str], own_words: str, *, shown: bool = True) -> None:
    await stage.command(person, "/mentor-volunteer")
    fields = {"Topics": topics, "How I show up": own_words, "What you promise": PROMISE}
    await stage.fill_in(person, fields, shown=shown)


async def _a_question_with_a_name(stage: Stage, cast: Cast) -> None:
    stage.scene("A question with a name")
    await stage.command(cast.amara, "/mentor-ask", "How do I write my first grant proposal?")
    await stage.fill_in(
        cast.amara,
        {
            "What have you tried?": "I have read the guide twice, and I do not know where to begin.",
            "What could you offer in return?": "I am good at tidying spreadsheets.",
        },
    )
    stage.expect(cast.amara, "asked three people privately")
    await stage.press(cast.dario, "Not this time")
    stage.expect(cast.dario, "That is fine")
    await stage.press_at_once("I can help", cast.ben, cast.chloe)
    stage.expect(cast.amara, "@Ben Whitlock can help", "@Chloé Martin can help")
    await stage.press(cast.amara, "Choose")
    stage.expect(cast.amara, "@Amara Obi, meet @")
    await stage.press(cast.amara, "Propose a time")
    await stage.fill_in(cast.amara, {})
    await stage.press(_chosen(stage, cast), "Take time 1")
    stage.expect(cast.amara, "Agreed", "conversation.ics")


def _chosen(stage: Stage, cast: Cast) -> Person:
    """Whichever of the two Amara has chosen: her press fell on the newest offer."""
    return cast.ben if "You were chosen" in stage.words_of(cast.ben) else cast.chloe


async def _a_question_without_a_name(stage: Stage, cast: Cast) -> None:
    stage.scene("A question without a name")
    await stage.command(cast.june, "/mentor-ask")
    await stage.fill_in(
        cast.june,
        {
            "Your question": "How do I tell my supervisor that I am overloaded, without sounding unwilling?",
            "Topics": ["Difficult conversations"],
            "Your name": WITHOUT_NAME,
        },
    )
    stage.expect(cast.farid, "A colleague has a question")
    await stage.press(cast.grace, "Ask something first")
    await stage.fill_in(cast.grace, {"What would you like to know?": "Have the two of you talked about it before?"})
    await stage.press(cast.june, "Answer")
    await stage.fill_in(cast.june, {"Your answer": "Once, in passing. It was forgotten by the next week."})
    stage.expect(cast.grace, "Once, in passing")
    await stage.press(cast.farid, "Not this time")
    stage.expect_hidden(cast.farid, "June", cast.june.id)
    stage.expect_hidden(cast.grace, "June", cast.june.id)
    await stage.press(cast.grace, "I can help")
    await stage.press(cast.june, "Choose")
    stage.expect(cast.grace, "@June Harper, meet @Grace Liu")


async def _a_question_nobody_can_answer(stage: Stage, cast: Cast) -> None:
    stage.scene("A question that nobody can answer")
    await stage.command(cast.kofi, "/mentor-ask", "How do I restore water-damaged parchment?")
    await stage.fill_in(cast.kofi, {})
    for person in stage.who_can_press("Not this time"):
        await stage.press(person, "Not this time")
    stage.expect(cast.kofi, "We did not find anyone", "says nothing about your question")
    await ask_the_klatch(stage, cast.kofi)


async def _three_days_later(stage: Stage, cast: Cast) -> None:
    await stage.later("three days pass", days=3)
    stage.scene("Three days later")
    stage.expect(cast.amara, "talked?")
    await stage.press(cast.amara, "We talked")
    await stage.press(cast.amara, "Say thanks")
    thanks = "I sent my proposal on Wednesday. Without you I would still be staring at the first line."
    await stage.fill_in(cast.amara, {"Your words": thanks})
    stage.expect(_chosen(stage, cast), "@Amara Obi thanks you")


async def _an_exit(stage: Stage, cast: Cast) -> None:
    stage.scene("An exit")
    await stage.press(cast.june, "Step back")
    stage.expect(cast.june, "Your conversation with @Grace Liu has ended")
    stage.expect(cast.grace, "Your conversation with @June Harper has ended")
