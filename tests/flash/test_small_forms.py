"""Both forms ask little at first; the rest stands behind *More about it*, and nothing is lost on the way there."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.flash.models import Ask, Mentor
from bot.matching.asks.mentors import CareerStage, MeetingFormat, Preference
from bot.profiles.models import Profile
from playground import Faults, Person, render_view
from playground.elements import initial_values
from tests.library import Library, card, fill_in

pytestmark = pytest.mark.either_database

GRANT = "How do I write my first grant proposal?"
PROMISE = "I make time, I listen, and it stays between us."
WITHOUT = "Ask without it until I choose someone"
MORE = "More about it"

ASKED_FIRST = {"question", "topics", "name"}
OFFERED_FIRST = {"topics", "capacity", "pledge"}


def fields(person: Person) -> dict[str, Any]:
    """The fields of the form that somebody has open, with what is in them."""
    assert person.form is not None
    return dict(person.form.values)


def form(person: Person) -> str:
    """The form that somebody has open, as they read it."""
    assert person.form is not None
    return render_view(person.form, person)


async def press_more(person: Person) -> None:
    """Have the form show the rest of it: what Klatch sends holds what was filled in, whatever Slack keeps by itself."""
    filled_in = fields(person)
    await person.press(MORE)
    assert person.form is not None
    sent = initial_values(person.form.blocks)
    assert {field: sent[field] for field in filled_in} == filled_in
    assert MORE not in form(person)


async def test_a_question_needs_three_fields_and_what_nobody_said_is_as_the_form_tells(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.open_ask_channel(sam)
    await mia.command("/mentor-ask", GRANT)
    assert set(fields(mia)) == ASKED_FIRST
    assert "about 15 minutes, on a call, with whoever fits best" in form(mia)
    assert (await library.send(mia)).errors == {}
    (ask,) = await library.rows(Ask)
    assert (ask.tried, ask.in_return, ask.preference) == ("", "", Preference.NO_PREFERENCE)
    assert (ask.minutes, ask.meeting_format, ask.channel) == (15, MeetingFormat.CALL, None)


async def test_volunteering_needs_three_fields_and_what_nobody_said_is_as_the_form_tells(library: Library) -> None:
    sam = library.person("Sam Roy")
    await sam.command("/mentor-volunteer")
    assert set(fields(sam)) == OFFERED_FIRST
    assert "up to 30 minutes, on a call or in writing" in form(sam)
    assert (await library.send(sam, Topics=["Grant writing"], What_you_promise=[PROMISE])).errors == {}
    (mentor,) = await library.rows(Mentor)
    assert (mentor.capacity, mentor.minutes, mentor.own_words) == (2, 30, "")
    assert mentor.formats == [MeetingFormat.WRITING, MeetingFormat.CALL]


async def test_more_about_a_question_keeps_what_was_filled_in(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.open_ask_channel(sam)
    await mia.command("/mentor-ask")
    await fill_in(mia, Your_question="Which *herons* <nest> here & when?", Topics=["Open access"], Your_name=WITHOUT)
    await press_more(mia)
    assert set(fields(mia)) == ASKED_FIRST | {"tried", "in_return", "preference", "minutes", "format", "channel"}
    assert "Which *herons* <nest> here & when?" in form(mia)
    assert "[Open access]" in form(mia)
    assert (await library.send(mia)).errors == {}
    (ask,) = await library.rows(Ask)
    assert (ask.question, ask.shows_name, len(ask.topic_ids)) == ("Which *herons* <nest> here & when?", False, 1)


async def test_more_about_volunteering_keeps_what_was_filled_in(library: Library) -> None:
    sam = library.person("Sam Roy")
    await sam.command("/mentor-volunteer")
    await fill_in(sam, Topics=["Grant writing"], What_you_promise=[PROMISE], **{"Conversations a month, at most": "6"})
    await press_more(sam)
    assert set(fields(sam)) == OFFERED_FIRST | {
        "new_topics",
        "own_words",
        "minutes",
        "format",
        "team",
        "place",
        "stage",
    }
    assert (await library.send(sam, Your_team="Archives")).errors == {}
    (mentor,), (profile,) = await library.rows(Mentor), await library.rows(Profile)
    assert (mentor.capacity, profile.team) == (6, "Archives")
    assert "Grant writing" in card(sam, "Thank you for volunteering").text


async def test_more_promises_nothing_that_was_not_promised(library: Library) -> None:
    sam = library.person("Sam Roy")
    await sam.command("/mentor-volunteer")
    await press_more(sam)
    assert set((await library.send(sam)).errors) == {"What you promise"}
    assert await library.rows(Mentor) == []


async def test_what_a_mentor_has_said_stands_before_them_when_they_come_again(library: Library) -> None:
    sam = library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing", About_me_as_a_mentor="I listen.", Your_place="Law Library")
    await sam.command("/mentor-volunteer")
    assert set(fields(sam)) > OFFERED_FIRST
    assert (await library.send(sam, **{"Conversations a month, at most": "1"})).errors == {}
    (mentor,), (profile,) = await library.rows(Mentor), await library.rows(Profile)
    assert (mentor.capacity, mentor.own_words, profile.place) == (1, "I listen.", "Law Library")


async def test_a_small_form_takes_nothing_back_that_was_said_meanwhile(library: Library) -> None:
    sam = library.person("Sam Roy")
    await sam.command("/mentor-volunteer")
    await library.enlist([sam], "Grant writing")
    await say_as_a_mentor(library, "I listen.")
    assert set(fields(sam)) == OFFERED_FIRST
    assert (await library.send(sam, What_you_promise=[PROMISE])).errors == {}
    (mentor,) = await library.rows(Mentor)
    assert (mentor.minutes, mentor.own_words) == (45, "I listen.")
    assert mentor.formats == [*MeetingFormat]


async def say_as_a_mentor(library: Library, own_words: str) -> None:
    """The one mentor there is says something, in another window."""
    async with library.klatch.database.transaction() as session:
        (await session.scalars(select(Mentor))).one().own_words = own_words


async def test_what_was_told_about_oneself_stays_when_one_volunteers_with_the_small_form(library: Library) -> None:
    sam = library.person("Sam Roy")
    shown = await sam.command("/just-lunch", "help")
    await sam.press("About me", shown.ephemeral[-1])
    stage = {"Where I am in my working life": "Some years in"}
    await library.send(sam, My_team="Archives", **stage)
    await sam.command("/mentor-volunteer")
    assert set(fields(sam)) == OFFERED_FIRST
    await library.send(sam, What_you_promise=[PROMISE])
    (profile,) = await library.rows(Profile)
    assert (profile.team, profile.stage) == ("Archives", CareerStage.MIDDLE)


async def test_the_same_question_in_the_small_form_keeps_all_that_was_said_with_it(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    rest: dict[str, Any] = {"What have you tried?": "The handbook.", "How long?": "45 minutes"}
    await library.ask(mia, GRANT, **rest)
    await mia.command("/mentor-ask", GRANT)
    assert set(fields(mia)) == ASKED_FIRST
    await library.send(mia)
    assert mia.form is None
    await mia.command("/mentor-ask", GRANT)
    await library.send(mia, Your_name=WITHOUT)
    assert "You already have this question open" in form(mia)
    assert "The handbook." in form(mia)
    await library.send(mia)
    (ask,) = await library.rows(Ask)
    assert (ask.tried, ask.minutes, ask.shows_name) == ("The handbook.", 45, False)


async def test_a_change_in_the_small_form_leaves_the_rest_as_it_is(library: Library) -> None:
    """What is said with the question meanwhile, in another window, stays too."""
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    await mia.command("/mentor-ask", GRANT)
    await library.send(mia, Your_name=WITHOUT)
    assert "You already have this question open" in form(mia)
    assert set(fields(mia)) == ASKED_FIRST
    async with library.klatch.database.transaction() as session:
        (await session.scalars(select(Ask))).one().tried = "The handbook."
    await library.send(mia, Your_question="How do I write a second grant proposal?")
    (ask,) = await library.rows(Ask)
    assert (ask.question, ask.tried) == ("How do I write a second grant proposal?", "The handbook.")


async def test_more_about_an_open_question_shows_what_was_said_with_it(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT, **{"What have you tried?": "The handbook."})
    await mia.command("/mentor-ask", GRANT)
    await press_more(mia)
    assert "The handbook." in form(mia)


async def test_more_about_a_vague_question_does_not_ask_twice_for_more(library: Library) -> None:
    mia = library.person("Mia Chen")
    await mia.command("/mentor-ask", "Grants?")
    await library.send(mia)
    assert set(fields(mia)) == ASKED_FIRST
    await press_more(mia)
    assert "One more line could bring you a better answer" in form(mia)
    assert "Post anyway" in form(mia)
    await library.send(mia, **{"What have you tried?": "Nothing yet."})
    assert [ask.tried for ask in await library.rows(Ask)] == ["Nothing yet."]


async def test_more_about_a_question_to_be_changed_changes_that_one(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    await mia.command("/mentor-ask", GRANT)
    await library.send(mia, Your_name=WITHOUT)
    assert set(fields(mia)) == ASKED_FIRST
    await press_more(mia)
    assert "You already have this question open" in form(mia)
    await library.send(mia, Your_question="How do grants work?", **{"What have you tried?": "The handbook."})
    (ask,) = await library.rows(Ask)
    assert (ask.question, ask.tried, ask.shows_name) == ("How do grants work?", "The handbook.", False)


async def test_a_hint_about_a_field_that_was_behind_the_button_shows_that_field(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await mia.command("/mentor-ask", GRANT)
    await library.send(mia, **{"Who would you like to hear from?": "Someone newer than me"})
    assert "I don't know enough about the people" in form(mia)
    assert "Who would you like to hear from?: [Someone newer than me]" in form(mia)


async def test_what_is_asked_again_shows_everything_that_could_be_said_otherwise(library: Library) -> None:
    mia = library.person("Mia Chen")
    await library.ask(mia, GRANT)
    await mia.press("Ask again")
    assert set(fields(mia)) > ASKED_FIRST


@pytest.mark.parametrize("command", ["/mentor-ask", "/mentor-volunteer"])
@pytest.mark.parametrize(
    "fail",
    [
        lambda faults: faults.refuse("views.update", "hash_conflict"),
        lambda faults: faults.drop_request("views.update"),
    ],
    ids=["overtaken", "unreachable"],
)
async def test_while_slack_does_not_show_the_rest_the_small_form_is_there_and_can_be_sent(
    library: Library, command: str, fail: Callable[[Faults], None]
) -> None:
    mia = library.person("Mia Chen")
    await mia.command(command)
    first = set(fields(mia))
    await fill_in(mia, Topics=["Grant writing"])
    fail(library.playground.faults)
    await mia.press(MORE)
    await library.settle()
    assert set(fields(mia)) == first
    assert "[Grant writing]" in form(mia)
    rest = {"Your question": GRANT} if command == "/mentor-ask" else {"What you promise": [PROMISE]}
    assert (await library.send(mia, **rest)).errors == {}
    assert len(await library.rows(Ask)) + len(await library.rows(Mentor)) == 1


async def test_in_french_more_is_more_too(library: Library) -> None:
    lea, ana = library.person("Léa Roy", locale="fr-CA"), library.person("Ana Ruiz")
    await library.open_ask_channel(ana, lea)
    await lea.command("/mentor-ask")
    assert "Si vous ne précisez rien\u00a0: environ 15 minutes, en appel" in form(lea)
    await fill_in(lea, Votre_question="Où nichent les hérons?")
    await lea.press("Plus d’options")
    assert "Où nichent les hérons?" in form(lea)
    assert "Qu’avez-vous déjà essayé?" in form(lea)
    assert "où tout le monde peut aider" in form(lea)
