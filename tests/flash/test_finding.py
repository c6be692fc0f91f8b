"""Finding: who is shown a question, who never is, and what is said when there is nobody."""

from datetime import date, timedelta

import pytest

from bot.flash.models import Ask, Invitation
from bot.flash.rules import AskState
from playground import Guest, Person
from tests.library import Library, card, cards, last_seen, live_buttons, seen

pytestmark = pytest.mark.either_database

GRANT = "How do I write my first grant proposal?"
BIRDS = "Which binoculars are good for watching herons?"
ONE = {"Conversations a month, at most": "1"}


async def invited(library: Library) -> list[str]:
    """Who was shown a question, in that order."""
    return [invitation.mentor for invitation in await library.rows(Invitation)]


async def test_who_volunteers_for_the_topic_is_asked_and_told_why(library: Library) -> None:
    mia, sam, zoe = library.person("Mia Chen"), library.person("Sam Roy"), library.person("Zoe Park")
    await library.volunteer(sam, "Grant writing")
    await library.volunteer(zoe, "Public speaking")
    await library.ask(mia, GRANT)
    assert await invited(library) == [sam.id]
    assert "your topics include Grant writing" in card(sam, "hopes for").text


async def test_the_mentors_own_words_find_them(library: Library) -> None:
    mia, sam, zoe = library.person("Mia Chen"), library.person("Sam Roy"), library.person("Zoe Park")
    await library.volunteer(sam, "Public speaking", About_me_as_a_mentor="I spend my Sundays watching herons.")
    await library.volunteer(zoe, "Public speaking")
    await library.ask(mia, BIRDS)
    assert await invited(library) == [sam.id]
    assert "your own words" in card(sam, "hopes for").text


async def test_the_volunteer_form_is_accepted_as_it_opens_with_the_promise(library: Library) -> None:
    """Without any topic, a mentor is found by their own words, and told so."""
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam)
    await library.ask(mia, BIRDS)
    assert await invited(library) == [sam.id]
    assert "you may know someone" in card(sam, "hopes for").text


async def test_a_topic_that_a_mentor_brought_is_there_for_the_next_asker(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, Other_topics="Bird watching")
    await library.ask(mia, BIRDS, Topics=["Bird watching"])
    assert await invited(library) == [sam.id]


async def test_where_nobody_fits_three_are_asked_once(library: Library) -> None:
    mia = library.person("Mia Chen")
    mentors = [library.person(f"Mentor {number}") for number in range(5)]
    for mentor in mentors:
        await library.volunteer(mentor, "Public speaking")
    await library.ask(mia, BIRDS)
    asked = await invited(library)
    assert len(asked) == 3
    assert "you may know someone" in card(library.playground.person(asked[0]), "hopes for").text
    await library.pass_time(days=2)
    assert await invited(library) == asked
    assert "I asked three people" in last_seen(mia)


async def test_where_everybody_who_fits_is_full_others_may_know_someone(library: Library) -> None:
    """Three are asked, as where nobody fits; it would be untrue to say that nobody has volunteered."""
    mia, kim, sam, zoe = (library.person(name) for name in ("Mia Chen", "Kim Lee", "Sam Roy", "Zoe Park"))
    await library.volunteer(sam, "Grant writing", **ONE)
    await library.volunteer(zoe, "Public speaking")
    await library.ask(kim, GRANT)
    await library.press(sam, "I can help")
    await library.ask(mia, GRANT)
    assert await invited(library) == [sam.id, zoe.id]


async def test_where_there_is_nobody_at_all_the_asker_hears_it_at_once_with_a_next_step(library: Library) -> None:
    mia = library.person("Mia Chen")
    await library.ask(mia, GRANT)
    assert [ask.state for ask in await library.rows(Ask)] == [AskState.UNANSWERED]
    assert "didn't find anyone" in last_seen(mia)
    assert live_buttons(mia) == ["Ask again"]


async def test_the_asker_is_never_asked_their_own_question(library: Library) -> None:
    mia = library.person("Mia Chen")
    await library.volunteer(mia, "Grant writing")
    await library.ask(mia, GRANT)
    assert await invited(library) == []


async def keeps_away_from(library: Library, person: Person, other: Person) -> None:
    outcome = await person.command("/mentor-volunteer", "help")
    await person.press("People I'd rather not meet", outcome.ephemeral[-1])
    await library.send(person, People=[other])


async def test_nobody_is_shown_a_question_of_who_they_would_rather_not_meet(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await keeps_away_from(library, sam, mia)
    await library.ask(mia, GRANT)
    assert await invited(library) == []


async def test_nobody_is_shown_a_question_of_who_would_rather_not_meet_them(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await keeps_away_from(library, mia, sam)
    await library.ask(mia, GRANT)
    assert await invited(library) == []


async def test_sixty_mentors_kept_apart_or_full_do_not_hide_the_one_who_is_free(library: Library) -> None:
    """The shortlist is of those who can be asked, not of those who waited longest."""
    mia, free = library.person("Mia Chen"), library.person("Free One")
    crowd = [library.person(f"Crowd {number}") for number in range(61)]
    outcome = await mia.command("/mentor-volunteer", "help")
    await mia.press("People I'd rather not meet", outcome.ephemeral[-1])
    await library.send(mia, People=crowd)
    await library.enlist(crowd, "Grant writing")
    await library.volunteer(free, "Grant writing")
    await library.ask(mia, GRANT)
    assert await invited(library) == [free.id]


async def test_a_pause_is_kept_and_ends_by_itself(library: Library) -> None:
    """Back at the beginning of the day, on the mentor's own calendar: in Tokyo that is the evening before here."""
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy", tz="Asia/Tokyo")
    await library.volunteer(sam, "Grant writing")
    outcome = await sam.command("/mentor-volunteer", "pause until November 26")
    assert "Thursday, November 26" in outcome.text
    await library.pass_until(library.clock.now().replace(day=25, hour=14, minute=59))
    await library.ask(mia, GRANT)
    assert await invited(library) == []
    await library.pass_time(minutes=2)
    await library.ask(mia, GRANT)
    assert await invited(library) == [sam.id]


async def test_a_pause_can_end_early_and_stopping_is_for_good(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await sam.command("/mentor-volunteer", f"pause {date(2027, 1, 1)}")
    await sam.command("/mentor-volunteer", "resume")
    await library.ask(mia, GRANT)
    assert await invited(library) == [sam.id]
    await library.press(sam, "Not this time")
    await sam.command("/mentor-volunteer", "stop")
    await library.ask(mia, GRANT)
    assert await invited(library) == [sam.id]


async def test_capacity_counts_what_is_open_and_what_began_this_month_and_not_the_next(library: Library) -> None:
    mia, kim, sam = library.person("Mia Chen"), library.person("Kim Lee"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing", **ONE)
    await library.ask(mia, GRANT)
    await library.ask(kim, GRANT)
    assert await invited(library) == [sam.id]
    await library.press(sam, "I can help")
    await library.press(mia, "Choose")
    await library.ask(kim, GRANT)
    assert await invited(library) == [sam.id]
    await library.pass_until(library.clock.now().replace(month=12, day=1))
    await library.ask(kim, GRANT)
    assert await invited(library) == [sam.id, sam.id]


async def test_neither_guests_nor_bots_nor_who_has_left_are_asked(library: Library) -> None:
    mia, gus, lea = library.person("Mia Chen"), library.person("Gus Ray"), library.person("Lea Sun")
    for mentor in (gus, lea):
        await library.volunteer(mentor, "Grant writing")
    await library.playground.change_person(gus, guest=Guest.MULTI_CHANNEL)
    await library.leave(lea)
    await library.ask(mia, GRANT)
    assert await invited(library) == []


async def test_a_guest_is_told_that_it_is_not_for_them(library: Library) -> None:
    gus = library.person("Gus Ray", guest=Guest.SINGLE_CHANNEL)
    outcome = await gus.command("/mentor-ask", GRANT)
    assert "full members" in outcome.text
    assert gus.form is None


async def test_another_team_comes_before_the_next_desk(library: Library) -> None:
    """Five know the topic; the three who are asked are those who work elsewhere."""
    mia = library.person("Mia Chen")
    await library.volunteer(mia, "Public speaking", Your_team="Cataloguing", Your_place="Main Library")
    near = [library.person(f"Near {number}") for number in range(2)]
    far = [library.person(f"Far {number}") for number in range(3)]
    for mentor in near:
        await library.volunteer(mentor, "Grant writing", Your_team="Cataloguing", Your_place="Main Library")
    for mentor in far:
        await library.volunteer(mentor, "Grant writing", Your_team="Archives", Your_place="Law Library")
    await library.ask(mia, GRANT, Topics=["Grant writing"])
    assert set(await invited(library)) == {mentor.id for mentor in far}


async def test_likeness_is_never_a_reason_unless_it_was_wished_for(library: Library) -> None:
    mia, sam = library.person("Mia Chen", title="Cataloguer"), library.person("Sam Roy", title="Cataloguer")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    assert "role is like" not in card(sam, "hopes for").text
    wish = {"Who would you like to hear from?": "Someone in a role like mine"}
    await library.ask(mia, "How do I budget a grant for the archive?", **wish)
    assert "role is like" in card(sam, "archive").text


async def test_the_one_who_was_asked_longest_ago_comes_first(library: Library) -> None:
    mia = library.person("Mia Chen")
    mentors = [library.person(f"Mentor {number}") for number in range(4)]
    for mentor in mentors:
        await library.volunteer(mentor, "Grant writing", **{"Conversations a month, at most": "12"})
    await library.ask(mia, GRANT)
    first = set(await invited(library))
    await library.press(mia, "Withdraw")
    await library.pass_time(days=2)
    await library.ask(mia, GRANT)
    (left_out,) = {mentor.id for mentor in mentors} - first
    assert (await invited(library))[3] == left_out


async def test_an_ask_in_the_channel_waits_for_it_and_then_ends_honestly(library: Library) -> None:
    """Nobody has volunteered: two working days in the channel, then the truth, and no button is left there."""
    mia, ana = library.person("Mia Chen"), library.person("Ana Ruiz")
    channel = await library.open_ask_channel(ana)
    widely = f"Also show it in <#{channel.id}>, where anyone can offer"
    await library.ask(mia, GRANT, **{"Ask more widely": [widely]})
    assert "I can help" in live_buttons(ana)
    await library.pass_time(days=2, minutes=-10)
    assert [ask.state for ask in await library.rows(Ask)] == [AskState.LOOKING]
    await library.pass_time(minutes=20)
    assert [ask.state for ask in await library.rows(Ask)] == [AskState.UNANSWERED]
    assert "I can help" not in live_buttons(ana)
    assert "didn't find anyone" in last_seen(mia)
    assert len(cards(mia, "didn't find anyone")) == 1


async def test_who_offers_from_the_channel_needs_not_have_volunteered(library: Library) -> None:
    mia, ana = library.person("Mia Chen"), library.person("Ana Ruiz")
    channel = await library.open_ask_channel(ana)
    widely = f"Also show it in <#{channel.id}>, where anyone can offer"
    await library.ask(mia, GRANT, **{"Ask more widely": [widely]})
    await library.press(ana, "I can help")
    await library.press(mia, "Choose")
    assert card(mia, ", meet") == card(ana, ", meet")
    assert "Someone was chosen" in card(ana, "this question").text
    assert "I can help" not in live_buttons(ana)


async def test_who_is_kept_apart_hears_in_the_channel_what_anyone_hears_who_comes_late(library: Library) -> None:
    mia, ana = library.person("Mia Chen"), library.person("Ana Ruiz")
    channel = await library.open_ask_channel(ana)
    await keeps_away_from(library, mia, ana)
    widely = f"Also show it in <#{channel.id}>, where anyone can offer"
    await library.ask(mia, GRANT, **{"Ask more widely": [widely]})
    before = seen(mia)
    await library.press(ana, "I can help")
    assert "enough offers" in last_seen(ana)
    assert seen(mia) == before
    assert await library.rows(Invitation) == []


async def test_an_ask_never_waits_longer_than_its_five_waves(library: Library) -> None:
    mia = library.person("Mia Chen")
    await mia.command("/mentor-ask")  # the first look at the form finds the starter topics
    await library.enlist([library.person(f"Mentor {number}") for number in range(17)], "Grant writing")
    await library.ask(mia, GRANT)
    await library.pass_time(days=7)
    assert len(await invited(library)) == 15
    assert library.clock.now() - (await library.rows(Ask))[0].posted_at >= timedelta(days=7)
    assert "I asked 15 people" in last_seen(mia)
