"""The agenda: suggesting, voting, taking back, with a name or without."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.circles.agenda.topics import as_secret, in_order, voters_of
from bot.circles.models import AgendaTopic
from bot.circles.rules import OPEN_TOPICS_EACH, TOPIC_LIMIT, TopicState
from playground import Person
from tests.circles.klatch import FIRST_MEETING, Klatch, join, open_klatch, people
from tests.circles.talking import (
    announcement,
    close,
    come,
    form_of,
    on_card,
    photograph,
    press_in,
    see_agenda,
    suggest,
    summary,
    topics,
    vote,
)
from tests.library import Library, card, seen, with_values

pytestmark = pytest.mark.one_database

NO = "How do you say no?"
READING = "Where do you find time to read?"


@pytest.fixture
async def klatch(library: Library) -> Klatch:
    return await open_klatch(library, people(library, 4))


def messages_of(*everyone: Person) -> list[list[str]]:
    return [seen(person) for person in everyone]


async def test_a_topic_appears_at_the_next_five_minutes_without_its_suggester(klatch: Klatch) -> None:
    library, (ana, ben, cleo, _) = klatch.library, klatch.people
    await library.pass_time(minutes=2)
    await suggest(klatch, ben, NO)
    assert "on the agenda for" in form_of(ben)
    assert "without your name" in form_of(ben)
    assert NO not in on_card(klatch, ana)
    await library.press(cleo, "I'm in", announcement(klatch, cleo))
    assert NO not in on_card(klatch, ana)  # or the answer of the same minute would tell who suggested it
    await library.pass_time(minutes=3)
    assert f"• {NO}" in on_card(klatch, ana)
    assert "suggested by" not in on_card(klatch, ana)
    assert not any(NO in text for text in seen(ben) if text != on_card(klatch, ben))


async def test_with_a_name_it_is_shown(klatch: Klatch) -> None:
    ana, ben, *_ = klatch.people
    await suggest(klatch, ben, NO, "With my name")
    assert "with your name" in form_of(ben)
    await klatch.library.pass_time(minutes=5)
    assert f"• {NO} · suggested by @Ben Moss" in on_card(klatch, ana)
    assert "suggested by @Ben Moss" in await see_agenda(klatch, ana)
    assert "yours, with your name" in await see_agenda(klatch, ben)


async def test_nobody_is_written_to_whatever_one_does_with_the_agenda(klatch: Klatch) -> None:
    ana, ben, cleo, dev = klatch.people
    before = messages_of(ana, ben, cleo, dev)
    await suggest(klatch, ben, NO)
    await vote(klatch, cleo, NO)
    await vote(klatch, cleo, NO, "Take my vote back")
    await vote(klatch, ben, NO, "Take it back")
    assert "Nobody has suggested a topic yet" in form_of(ben)
    assert messages_of(ana, ben, cleo, dev) == before
    await klatch.library.pass_time(minutes=5)
    assert messages_of(ana, ben, cleo, dev) == before


async def test_votes_decide_the_order_and_can_be_taken_back(klatch: Klatch) -> None:
    ana, ben, cleo, dev = klatch.people
    await suggest(klatch, ana, NO)
    await suggest(klatch, ben, READING)
    assert "one vote" in await vote(klatch, cleo, READING)
    assert "two votes" in await vote(klatch, dev, READING)
    assert form_of(dev).index(READING) < form_of(dev).index(NO)
    await klatch.library.pass_time(minutes=5)
    assert on_card(klatch, ana).index(f"{READING} · two votes") < on_card(klatch, ana).index(NO)
    await vote(klatch, cleo, READING, "Take my vote back")
    assert "one vote" in await vote(klatch, dev, NO)
    assert form_of(dev).index(NO) < form_of(dev).index(READING)


async def test_voting_twice_counts_once_and_who_leaves_takes_the_vote_along(klatch: Klatch) -> None:
    ana, ben, cleo, dev = klatch.people
    await suggest(klatch, ana, NO)
    await see_agenda(klatch, cleo)
    first_seen = photograph(cleo)
    for _ in range(2):
        assert "one vote" in await press_in(cleo, "Vote", first_seen)
    await vote(klatch, dev, NO)
    await klatch.library.pass_time(minutes=5)
    assert "two votes" in on_card(klatch, ana)
    await dev.command("/klatch", "leave", channel=klatch.channel)
    await klatch.library.settle()
    assert "one vote" in await see_agenda(klatch, ben)
    assert len(await topics(klatch)) == 1


async def test_what_was_taken_back_leaves_the_card_as_quietly_as_it_came(klatch: Klatch) -> None:
    library, (ana, ben, cleo, _) = klatch.library, klatch.people
    await suggest(klatch, ben, NO)
    await library.pass_time(minutes=5)
    await see_agenda(klatch, ben)
    agenda_before = photograph(ben)
    await ben.press("Take it back", near=NO)
    await library.press(ben, "I'm in", announcement(klatch, ben))
    assert NO in on_card(klatch, ana)
    await library.pass_time(minutes=5)
    assert NO not in on_card(klatch, ana)
    assert "no longer on the agenda" in await press_in(ben, "Take it back", agenda_before)
    assert "Nobody has suggested a topic yet" in await see_agenda(klatch, cleo)


async def test_the_host_and_who_looks_after_it_can_take_a_topic_off_at_once(klatch: Klatch) -> None:
    library = klatch.library
    (meeting,) = await klatch.meetings()
    host = next(person for person in klatch.people if person.id == meeting.host)
    starter = klatch.people[0]
    writer, reader = [person for person in klatch.people if person not in (host, starter)][:2]
    for words, remover in ((NO, host), (READING, starter)):
        await suggest(klatch, writer, words)
        await library.pass_time(minutes=5)
        assert "Take it off" not in await see_agenda(klatch, reader)
        await see_agenda(klatch, remover)
        await library.press(remover, "Take it off")
        assert words not in on_card(klatch, reader)
    assert [topic.state for topic in await topics(klatch)] == [TopicState.TAKEN_BACK] * 2


async def test_one_member_has_five_topics_waiting_at_most(klatch: Klatch) -> None:
    ben = klatch.people[1]
    for number in range(OPEN_TOPICS_EACH):
        await suggest(klatch, ben, f"Topic {number}")
        await close(ben)
    await suggest(klatch, ben, "One too many")
    assert "You have five topics waiting" in form_of(ben)
    await vote(klatch, ben, "Topic 0", "Take it back")
    await close(ben)
    await suggest(klatch, ben, "One more")
    assert "Thank you" in form_of(ben)
    assert len([topic for topic in await topics(klatch) if topic.state is TopicState.WAITING]) == OPEN_TOPICS_EACH


async def test_who_is_not_in_the_circle_reads_the_agenda_and_is_asked_to_join_first(library: Library) -> None:
    ana, ben, zoe = people(library, 3)
    klatch = await open_klatch(library, [ana, ben], outside=[zoe])
    await suggest(klatch, ben, NO)
    agenda = await see_agenda(klatch, zoe)
    assert NO in agenda
    assert "[Vote]" not in agenda
    assert "[Join]" in agenda
    await close(zoe)
    await zoe.press("Suggest a topic", announcement(klatch, zoe))
    assert "Join this circle first" in form_of(zoe)
    await join(library, klatch.circle, [zoe])
    await close(zoe)
    await suggest(klatch, zoe, READING)
    assert "Thank you" in form_of(zoe)


async def test_in_several_circles_one_chooses_and_the_one_at_hand_comes_first(library: Library) -> None:
    ana, ben = people(library, 2)
    first = await open_klatch(library, [ana, ben], name="Writers")
    second = await open_klatch(library, [ana, ben], name="Readers")
    await ben.press("Suggest a topic", announcement(second, ben))
    await library.send(ben, **{"What would you like to talk about?": NO})
    await ben.press("Suggest a topic", announcement(second, ben))
    await library.send(ben, **{"For which circle?": "Writers", "What would you like to talk about?": READING})
    assert [topic.words for topic in await topics(second)] == [NO]
    assert [topic.words for topic in await topics(first)] == [READING]


async def test_forged_presses_change_nothing_and_are_answered(library: Library) -> None:
    """A circle that one may not see: its topics can be neither read, nor voted for, nor taken off, nor added to."""
    ana, ben, zoe, kim = people(library, 4)
    private = await open_klatch(library, [ana, ben], is_private=True, name="Quiet")
    public = await open_klatch(library, [zoe, kim], name="Open")
    await suggest(private, ben, NO)
    await suggest(public, kim, READING)
    secret, own = await library.rows(AgendaTopic)

    async def forged(button: str, value: str, other: str) -> str:
        await see_agenda(public, zoe)
        return await press_in(zoe, button, photograph(zoe, lambda text: text.replace(value, other)))

    assert "That's for members of this circle" in await forged("Vote", f'"{own.id}/1"', f'"{secret.id}/1"')
    assert "Only the person who suggested a topic" in await forged("Take it off", f'"{own.id}"', f'"{secret.id}"')
    assert "has ended, or" in await forged("Suggest a topic", f'"{public.circle}"', f'"{private.circle}"')
    assert "no longer on the agenda" in await forged("Vote", f'"{own.id}/1"', '"x/1"')
    await close(zoe)
    await zoe.press("See the agenda", with_values(announcement(public, zoe), lambda _: str(private.circle)))
    assert "has ended, or" in form_of(zoe)
    assert [(topic.words, voters_of(topic)) for topic in await topics(private)] == [(NO, set())]


async def test_an_ask_that_found_nobody_goes_on_the_next_agenda(library: Library) -> None:
    mia, sam = people(library, 2)
    question = "How do I write my first grant proposal? " + "It should be good. " * 12
    klatch = await open_klatch(library, [mia, sam])
    await library.ask(mia, question)
    await library.pass_time(days=3)
    await mia.press("Put it on the next Klatch", card(mia, "did not find anyone"))
    form = form_of(mia)
    assert "Whoever was asked it before may recognise it." in form
    assert "How do I write my first grant proposal? It should be good." in form
    await library.send(mia)
    assert "without your name" in form_of(mia)
    (topic,) = await topics(klatch)
    assert len(topic.words) <= TOPIC_LIMIT
    assert topic.words.endswith("…")
    assert not topic.shows_name


async def test_without_a_circle_an_unanswered_ask_offers_none(library: Library) -> None:
    (mia,) = people(library, 1)
    await library.ask(mia, "How do I write my first grant proposal?")
    await library.pass_time(days=3)
    assert "Put it on the next Klatch" not in card(mia, "did not find anyone").buttons


async def test_topics_wait_for_the_next_meeting_when_their_suggester_leaves(klatch: Klatch) -> None:
    library, (ana, ben, *_) = klatch.library, klatch.people
    await come(klatch)
    await library.pass_until(FIRST_MEETING + timedelta(minutes=1))
    await ben.command("/klatch", f"suggest {NO}", channel=klatch.channel)
    await library.send(ben)
    await ben.command("/klatch", "leave", channel=klatch.channel)
    await library.pass_time(hours=2)
    assert NO in summary(klatch, ana).text


MEMBERS = [f"U{number:0{2 + number}}" for number in range(8)]
VOTERS = st.lists(st.frozensets(st.sampled_from(MEMBERS)), max_size=8)


@given(voters=VOTERS, members=st.frozensets(st.sampled_from(MEMBERS)))
@settings(max_examples=50)
def test_votes_never_exceed_members_and_the_agenda_is_in_their_order(
    voters: list[frozenset[str]], members: frozenset[str]
) -> None:
    waiting = [AgendaTopic(id=number, voters=as_secret(each)) for number, each in enumerate(voters)]
    standings = in_order(reversed(waiting), set(members))
    assert sorted(topic.id for topic, _ in standings) == list(range(len(voters)))
    assert all(votes == len(voters_of(topic) & members) <= len(members) for topic, votes in standings)
    places = [(-votes, topic.id) for topic, votes in standings]
    assert places == sorted(places)
