"""What a member tells is kept whole, however many topics there are and however often the form is sent."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from bot.database.database import Database
from bot.languages.reader import ENGLISH
from bot.members.models import Member
from bot.moment import Moment
from bot.profiles.about_me import (
    TOPICS_AT_MOST,
    VALUES_AT_MOST,
    AboutMe,
    about_me,
    tell_about_me,
    topics_to_choose_from,
)
from bot.profiles.actions import Field
from bot.profiles.models import ABOUT_LIMIT
from bot.profiles.names_of_choices import names_of_values
from bot.profiles.values import Value
from bot.profiles.views import about_me_form, about_me_saved, faults_in_about_me
from bot.topics.catalogue import TopicName
from bot.topics.models import Topic
from bot.topics.topics import TOPICS_SHOWN
from bot.workspaces.models import Installation
from playground.block_check import MODAL
from playground.view_check import check_view
from tests.flash.test_views import faults_of_message
from tests.flash.worst_words import WORST

pytestmark = pytest.mark.either_database

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


@pytest.fixture
async def installed(database: Database) -> Database:
    async with database.transaction() as session:
        session.add(Installation(workspace="T1", name="Library", bot_user="U0", refreshed_at=NOW))
        session.add(Member(workspace="T1", id="U1", name="Mia", refreshed_at=NOW))
    return database


async def tell(database: Database, told: AboutMe) -> None:
    async with database.transaction() as session:
        await tell_about_me(Moment(session, "T1", NOW, "telling"), "U1", told)


async def kept(database: Database) -> AboutMe:
    async with database.transaction() as session:
        return await about_me(Moment(session, "T1", NOW, "reading"), Member(workspace="T1", id="U1"))


async def test_a_form_that_is_sent_twice_at_once_is_kept_once(installed: Database) -> None:
    told = AboutMe(about="Maps", new_topics=["Maps", "Beekeeping"], values=[Value.CRAFT, Value.CRAFT, Value.JOY])
    await asyncio.gather(*(tell(installed, told) for _ in range(3)))
    once = await kept(installed)
    assert replace(once, topic_ids=()) == replace(told, new_topics=(), values=[Value.CRAFT, Value.JOY])
    assert len(once.topic_ids) == 2
    await asyncio.gather(*(tell(installed, replace(once, about="Atlases")) for _ in range(3)))
    assert await kept(installed) == replace(once, about="Atlases")


async def test_a_topic_one_chose_is_offered_again_among_however_many(installed: Database) -> None:
    """A form shows a thousand topics at most; leaving out a chosen one would take it back unasked."""
    many = TOPICS_SHOWN + 20
    async with installed.transaction() as session:
        rows = [{"workspace": "T1", "key": f"k{n}", "name": f"Topic {n:04}", "aliases": []} for n in range(many)]
        await session.execute(insert(Topic), rows)
        offered = await topics_to_choose_from(Moment(session, "T1", NOW, "one"), [])
    last = TopicName(many, f"Topic {many - 1:04}")
    assert (len(offered), last in offered) == (TOPICS_SHOWN, False)
    async with installed.transaction() as session:
        again = await topics_to_choose_from(Moment(session, "T1", NOW, "two"), [last.id])
    assert again == [*offered, last]
    await tell(installed, AboutMe(topic_ids=[last.id]))
    async with installed.transaction() as session:
        assert last in await topics_to_choose_from(Moment(session, "T1", NOW, "three"), [])


@pytest.mark.parametrize("words", WORST.values(), ids=WORST.keys())
def test_slack_takes_the_form_and_the_answer_whatever_was_written(words: str) -> None:
    topics = [TopicName(number, f"{words[:20]} {number}"[:75]) for number in range(TOPICS_SHOWN)]
    told = AboutMe(
        about=words[:ABOUT_LIMIT],
        team=words[:80],
        place=words[:80],
        topic_ids=[topic.id for topic in topics[:TOPICS_AT_MOST]],
        values=list(Value)[:VALUES_AT_MOST],
    )
    check_view(about_me_form(ENGLISH, topics, told).to_dict(), MODAL)
    assert faults_of_message(about_me_saved(ENGLISH, told)) == []
    assert faults_in_about_me(ENGLISH, told, []) == {}


def test_more_than_a_form_lets_one_choose_is_never_kept() -> None:
    """Slack's own clients keep to a menu's limit; what they send is looked at all the same."""
    chosen = AboutMe(topic_ids=range(TOPICS_AT_MOST + 1), values=list(Value)[: VALUES_AT_MOST + 1])
    typed = AboutMe(topic_ids=range(TOPICS_AT_MOST - 1), new_topics=["Maps", "Bees"])
    assert faults_in_about_me(ENGLISH, chosen, []).keys() == {Field.TOPICS, Field.VALUES}
    assert faults_in_about_me(ENGLISH, typed, []).keys() == {Field.NEW_TOPICS}


def test_there_are_enough_values_to_choose_from_and_no_two_read_alike() -> None:
    assert 20 <= len(Value) <= 30
    assert len(set(names_of_values(ENGLISH).values())) == len(Value)
