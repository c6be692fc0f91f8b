"""The steps of people who ask a question, with their name and without, and of those who help."""

from datetime import time

from playground import Person
from playground.story.cast import Cast
from playground.story.stage import Stage

PROMISE = ["I make time, I listen, and it stays between us."]
WITHOUT_NAME = "Ask without it until I choose someone"


async def volunteer(stage: Stage, cast: Cast) -> None:
    """Six colleagues offer to help. The reader sees the first form."""
    await _volunteer(stage, cast.ben, ["Grant writing"], "I've read a lot of rejection letters, most of them mine.")
    await _volunteer(stage, cast.chloe, ["Grant writing"], "I ask questions until it gets simple.", shown=False)
    await _volunteer(stage, cast.dario, ["Grant writing", "Research data"], "Happy to read a draft.", shown=False)
    await _volunteer(stage, cast.farid, ["Difficult conversations"], "I listen first.", shown=False)
    await _volunteer(stage, cast.grace, ["Difficult conversations"], "I've been on both sides.", shown=False)
    await _volunteer(stage, cast.ivo, ["Learning to code"], "No question is too small.", shown=False)
    stage.expect(cast.ben, "Thank you for volunteering", "Grant writing")


async def _volunteer(stage: Stage, person: Person, topics: list[str], own_words: str, *, shown: bool = True) -> None:
    await stage.command(person, "/mentor-volunteer")
    fields = {"Topics": topics, "About me as a mentor": own_words, "What you promise": PROMISE}
    await stage.fill_in(person, fields, shown=shown)


async def begin_a_question(stage: Stage, cast: Cast) -> None:
    """Amara types her question, and has a form before her."""
    await stage.command(cast.amara, "/mentor-ask", "How do I write my first grant proposal?")


async def ask(stage: Stage, cast: Cast) -> None:
    """She sends it, and three are asked."""
    await stage.fill_in(
        cast.amara,
        {
            "What have you tried?": "I've read the guide twice and still don't know where to start.",
            "What could you offer in return?": "I'm good at tidying up spreadsheets.",
        },
    )
    stage.expect(cast.amara, "asked three people privately")


async def answer(stage: Stage, cast: Cast) -> None:
    """One cannot help, which she never hears of; two can."""
    await stage.press(cast.dario, "Not this time")
    stage.expect(cast.dario, "No problem")
    await stage.press_at_once("I can help", cast.ben, cast.chloe)
    stage.expect(cast.amara, "@Ben Whitlock can help", "@Chloé Martin can help")


async def choose(stage: Stage, cast: Cast) -> None:
    """She chooses Chloé."""
    await stage.press(cast.amara, "Choose", near=cast.chloe.id)
    stage.expect(cast.amara, "@Amara Obi, meet @Chloé Martin")


async def agree_on_a_time(stage: Stage, cast: Cast) -> None:
    """She proposes this afternoon, and Chloé takes it."""
    await stage.press(cast.amara, "Propose a time")
    await stage.fill_in(cast.amara, {"First choice": stage.today_at(time(14))})
    await stage.press(cast.chloe, "Take time 1")
    stage.expect(cast.amara, "Agreed", "conversation.ics")


async def say_thanks(stage: Stage, cast: Cast) -> None:
    """In the afternoon, after they talked, she says so, and thanks."""
    await stage.later("the afternoon comes, and they talk", hours=6)
    stage.expect(cast.amara, "talked?")
    await stage.press(cast.amara, "We talked")
    await stage.press(cast.amara, "Say thanks")
    thanks = "I have an outline now! Without you I'd still be staring at the first line."
    await stage.fill_in(cast.amara, {"Your words": thanks})
    stage.expect(cast.chloe, "@Amara Obi says thank you")


async def ask_without_a_name(stage: Stage, cast: Cast) -> None:
    """June asks, and nobody reads who it is."""
    await stage.command(cast.june, "/mentor-ask")
    await stage.fill_in(
        cast.june,
        {
            "Your question": "How do I tell my supervisor that I'm overloaded, without sounding unwilling?",
            "Topics": ["Difficult conversations"],
            "Your name": WITHOUT_NAME,
        },
    )
    stage.expect(cast.farid, "A colleague has a question")
    for mentor in (cast.farid, cast.grace):
        stage.expect_hidden(mentor, "June", cast.june.id)


async def ask_something_first(stage: Stage, cast: Cast) -> None:
    """Grace asks June something without knowing whom she asks, and June answers."""
    await stage.press(cast.grace, "Ask something first")
    await stage.fill_in(cast.grace, {"What would you like to know?": "Have you two talked about it before?"})
    await stage.press(cast.june, "Answer")
    await stage.fill_in(cast.june, {"Your answer": "Once, in passing. By the next week it was forgotten."})
    stage.expect(cast.grace, "Once, in passing")
    await stage.press(cast.farid, "Not this time")
    for mentor in (cast.farid, cast.grace):
        stage.expect_hidden(mentor, "June", cast.june.id)


async def show_the_name(stage: Stage, cast: Cast) -> None:
    """Grace can help, June chooses her, and only now is June named."""
    await stage.press(cast.grace, "I can help")
    await stage.press(cast.june, "Choose")
    stage.expect(cast.grace, "@June Harper, meet @Grace Liu")


async def step_back(stage: Stage, cast: Cast) -> None:
    """June steps back, and both read the same words."""
    await stage.press(cast.june, "Step back")
    stage.expect(cast.june, "Your conversation with @Grace Liu has ended")
    stage.expect(cast.grace, "Your conversation with @June Harper has ended")
