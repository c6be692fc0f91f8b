"""Whom the asker would like to hear from: kept where it can be, and said where it cannot."""

import pytest

from bot.flash.models import Ask
from playground import render_view
from tests.library import Library, card, fill_in

pytestmark = pytest.mark.either_database

GRANT = "How do I write my first grant proposal?"
WISH = "Who would you like to hear from?"
STAGE = "Where you are in your working life"


@pytest.mark.parametrize("wish", ["Someone newer than me", "Someone further along than me", "Someone outside my team"])
async def test_a_wish_that_cannot_be_kept_is_said_before_posting(library: Library, wish: str) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await mia.command("/mentor-ask", GRANT)
    await fill_in(mia, **{WISH: wish})
    await library.send(mia)
    assert await library.rows(Ask) == []
    assert mia.form is not None
    form = render_view(mia.form, mia)
    assert "I don't know enough about the people" in form
    assert wish in form
    await library.send(mia)
    assert len(await library.rows(Ask)) == 1
    assert "like to hear from" not in card(sam, "hopes for").text


async def test_a_wish_that_can_be_kept_is_posted_at_once_and_only_who_meets_it_reads_of_it(library: Library) -> None:
    mia, sam, zoe = library.person("Mia Chen"), library.person("Sam Roy"), library.person("Zoe Park")
    await library.volunteer(mia, "Public speaking", **{STAGE: "In my first years"})
    await library.volunteer(sam, "Grant writing", **{STAGE: "Most of a career in"})
    await library.volunteer(zoe, "Grant writing")
    await library.ask(mia, GRANT, **{WISH: "Someone further along than me"})
    assert "They'd like to hear from someone further along" in card(sam, "hopes for").text
    assert "you're further along" in card(sam, "hopes for").text
    assert "further along" not in card(zoe, "hopes for").text


async def test_an_offer_says_who_it_is_and_why_them(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy", title="Research librarian")
    await library.volunteer(sam, "Grant writing", Your_team="Archives", About_me_as_a_mentor="I read drafts twice.")
    await library.ask(mia, GRANT)
    await library.press(sam, "I can help")
    offer = card(mia, "@Sam Roy can help").text
    assert "Research librarian, Archives" in offer
    assert "*In their own words:*\n> I read drafts twice." in offer
    assert f"Why <@{sam.id}>: their topics include Grant writing" in offer


async def test_an_offer_from_the_channel_gives_no_reason_that_is_not_so(library: Library) -> None:
    mia, ana = library.person("Mia Chen"), library.person("Ana Ruiz")
    channel = await library.open_ask_channel(ana)
    widely = f"Also show it in <#{channel.id}>, where anyone can offer"
    await library.ask(mia, GRANT, **{"Ask more widely": [widely]})
    await library.press(ana, "I can help")
    assert "saw your question in the channel" in card(mia, "can help").text
    assert "volunteer" not in card(mia, "can help").text
