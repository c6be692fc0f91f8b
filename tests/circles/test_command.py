"""/klatch: what can be typed after it, and which circle is meant."""

import json

import pytest

from bot.circles.members.lookup import likely_name, matching
from bot.circles.models import Circle, CircleMember
from bot.circles.rules import Belonging
from bot.languages.reader import ENGLISH
from bot.recurring.rules import RecurringState
from tests.circles.klatch import channel_with, open_klatch, people, toronto
from tests.circles.meeting import announced
from tests.library import Library, card, cards, last_seen

pytestmark = pytest.mark.one_database


def test_which_circle_is_meant() -> None:
    tea, team = Circle(id=1, name="Tea", channel="C1"), Circle(id=2, name="Team  reading", channel="C1")
    other = Circle(id=3, name="Tea", channel="C2")
    everything = [tea, team, other]
    assert matching(everything, "TEA", "C9") == [tea, other]
    assert matching(everything, "team", "C2") == [team]
    assert matching(everything, "coffee", "C1") == []
    assert matching(everything, "", "C2") == [other]
    assert matching(everything, "", "C9") == everything


def test_a_circle_is_known_by_its_name_whatever_apostrophe_dash_or_quotation_marks_were_typed() -> None:
    writers, mid_week = Circle(id=1, name="Writer's Circle", channel="C1"), Circle(id=2, name="Mid–week", channel="C1")
    everything = [writers, mid_week]
    for typed in ("writer’s circle", "“Writer's Circle”", "Writerʼs", "WRITER‘S CIRCLE"):
        assert matching(everything, typed, "") == [writers]
    for typed in ("mid-week", "Mid—week", "mid−"):
        assert matching(everything, typed, "") == [mid_week]
    assert likely_name("Writers’ Circle", everything) == "Writer's Circle"


async def test_alone_it_shows_the_circles_and_where_one_stands(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    assert "There's no circle here yet" in (await ana.command("/klatch")).text
    assert list(ana.messages()[-1].buttons) == ["Start a circle"]
    klatch = await open_klatch(library, [ana, ben], outside=[cleo])
    await open_klatch(library, [ben, cleo], name="Tea & doubts", channel=klatch.channel, seats=2)
    await ana.command("/klatch", "list")
    shown = ana.messages()[-1]
    assert "*Coffee Klatch* in" in shown.text
    assert "every second Tuesday at 3:00\N{NO-BREAK SPACE}PM Toronto time" in shown.text
    assert "*Tea &amp; doubts*" in shown.text
    assert "It's full right now." in shown.text
    assert list(shown.buttons) == ["Reminders…", "Leave", "Wait for a place"]


async def test_who_cannot_come_this_time_reads_that_beside_being_in(library: Library) -> None:
    ana, ben = people(library, 2)
    await open_klatch(library, [ana, ben])
    await ben.command("/klatch", "next")
    await library.press(ben, "Not this time", ben.messages()[-1])
    words = "You're in, and said *Not this time* to the next meeting."
    assert words in (await ben.command("/klatch")).text
    assert "You're in." in (await ana.command("/klatch")).text


async def test_next_shows_what_comes_and_takes_the_answer(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    assert "You're not in a circle yet" in (await ana.command("/klatch", "next")).text
    await open_klatch(library, [ana, ben, cleo])
    await open_klatch(
        library, [ben, ana], name="Far away", when="the last Friday of every month at 9:00", place="Room 4"
    )
    await cleo.command("/klatch", "next")
    assert list(cleo.messages()[-1].buttons) == [
        "I'm in",
        "Not this time",
        "Maybe",
        "Add to my calendar",
        "See the agenda",
    ]
    await library.press(cleo, "I'm in", cleo.messages()[-1])
    await cleo.command("/klatch", "next")
    assert "You said *I'm in*." in cleo.messages()[-1].text
    await library.press(ana, "I'll host")
    await ana.command("/klatch", "next")
    assert {"Another day", "Call it off"} <= set(ana.messages()[-1].buttons)
    assert "You're hosting." in ana.messages()[-1].text


async def test_who_is_in_many_circles_of_many_words_sees_the_first_few_and_how_to_see_more(library: Library) -> None:
    ana, ben = people(library, 2)
    for number in range(13):
        name, place = f"R&D <{number:02}> & “friends” ".ljust(60, "&"), f"https://calls.example/?a=1&b={'&' * 150}"
        await open_klatch(library, [ana, ben], name=name, place=place)
    for words in ("", "next", "host", "leave"):
        await ana.command("/klatch", words)
        said = json.dumps(ana.messages()[-1].blocks)
        shown = said.count("R&amp;D")
        assert shown > 2
        assert f"And {ENGLISH.number(13 - shown)} more" in said
    assert "And " in (await ana.command("/mentor-admin")).text
    for words in ("next R&D <11>", "host r&d <11>"):
        assert (await ana.command("/klatch", words)).text.count("R&amp;D") == 1
    assert "I can't find a circle called “Tea” for you" in (await ana.command("/klatch", "next Tea")).text


async def test_the_host_who_looks_after_nothing_may_move_the_meeting_from_there(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    await open_klatch(library, [ana, ben, cleo])
    await ana.press("Pass", card(ana, "Would you host"))
    await library.settle()
    host, other = (ben, cleo) if cards(ben, "Would you host") else (cleo, ben)
    await library.press(host, "I'll host")
    await host.command("/klatch", "next")
    assert "Call it off" in host.messages()[-1].buttons
    await library.press(host, "Call it off", host.messages()[-1])
    assert "is called off" in card(other, "is called off").text


async def test_join_and_leave_ask_which_one_and_know_names(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    klatch = await open_klatch(library, [ana, ben], outside=[cleo])
    await open_klatch(library, [ben, ana], name="Tea", channel=klatch.channel)
    await cleo.command("/klatch", "join", channel=klatch.channel)
    assert "Which one do you mean?" in last_seen(cleo)
    assert list(cleo.messages()[-1].buttons) == ["Join", "Join"]
    await cleo.command("/klatch", "join te")
    assert cleo.form is not None
    await library.send(cleo)
    await cleo.command("/klatch", "join", channel=klatch.channel)
    await library.send(cleo)
    assert "Welcome to *Coffee Klatch*" in last_seen(cleo)
    await cleo.command("/klatch", "leave")
    assert list(cleo.messages()[-1].buttons) == ["Leave", "Leave"]
    await cleo.command("/klatch", "leave tae")
    assert "Did you mean “Tea”?" in last_seen(cleo)
    await cleo.command("/klatch", "leave coffee")
    assert "You've left *Coffee Klatch*" in last_seen(cleo)
    await cleo.command("/klatch", "leave")
    assert "You've left *Tea*" in last_seen(cleo)


async def test_suggest_prompt_and_new_open_their_forms(library: Library) -> None:
    ana, ben = people(library, 2)
    await open_klatch(library, [ana, ben])
    for words, title in (
        ("suggest How do you say <no>?", "Suggest a topic"),
        ("prompt What do you miss?", "Your own prompt"),
        ("new", "Start a circle"),
    ):
        await ana.command("/klatch", words)
        assert ana.form is not None
        assert ana.form.title == title
        await ana.close_form()


async def test_help_and_slips(library: Library) -> None:
    ana, ben = people(library, 2)
    await channel_with(library, [ana, ben])
    for typed, answer in (
        ("HELP", "`/klatch suggest`"),
        ("jion", "Did you mean `/klatch join`?"),
        ("sugest something to do", "Did you mean `/klatch suggest`?"),
        ("what <is> this", "doesn't know “what &lt;is&gt; this”"),
    ):
        assert answer in (await ana.command("/klatch", typed)).text


async def test_the_hello_of_a_channel_starts_a_circle_there(library: Library) -> None:
    ana, ben = people(library, 2)
    channel = await channel_with(library, [ana, ben])
    await ben.press("Start a circle here")
    assert ben.form is not None
    assert ben.form.values["circle_channel"]["circle_channel"]["selected_conversation"] == channel.id
    await ben.submit()
    await library.send(ben)
    assert "is set up in" in card(ben, "is set up in").text


@pytest.mark.parametrize(
    ("command", "words", "button"),
    [
        ("/mentor-admin", "", "New circle"),
        ("/klatch", "", "Start a circle"),
        ("/klatch", "help", "Start a circle"),
    ],
)
async def test_a_circle_that_is_started_from_an_answer_is_for_the_channel_where_that_stands(
    library: Library, command: str, words: str, button: str
) -> None:
    ada, ben = library.person("Ada Admin", admin=True), library.person("Ben Moss")
    here = await channel_with(library, [ada, ben])
    without_klatch = library.playground.add_channel("elsewhere", [ada])
    for channel, expected in ((here, here.id), (without_klatch, None), (ada.dm, None)):
        await ada.command(command, words, channel=channel)
        await library.press(ada, button, ada.messages()[-1])
        assert ada.form is not None
        assert ada.form.values["circle_channel"]["circle_channel"]["selected_conversation"] == expected
        await ada.close_form()


async def test_what_is_pressed_in_an_answer_is_done_and_answered_also_where_klatch_is_not(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    klatch = await open_klatch(library, [ana, ben], outside=[cleo], quorum=1)
    elsewhere = library.playground.add_channel("elsewhere", [ben])
    await ben.command("/klatch", "next", channel=elsewhere)
    await library.press(ben, "I'm in", ben.messages()[-1])
    assert "See you tomorrow" in last_seen(ben)
    assert f"@{ben.name}" in announced(klatch)
    await ben.command("/klatch", "leave", channel=elsewhere)
    assert "You've left" in last_seen(ben)
    await ben.command("/klatch", "", channel=elsewhere)
    await library.press(ben, "Join", ben.messages()[-1])
    await library.send(ben)
    assert [one.belonging for one in await library.rows(CircleMember) if one.member == ben.id] == [Belonging.IN]


async def test_an_answer_about_a_channel_that_is_gone_says_so_when_pressed(library: Library) -> None:
    ana, ben = people(library, 2)
    klatch = await open_klatch(library, [ana, ben])
    await ana.command("/mentor-admin")
    before = ana.messages()[-1]
    await library.playground.archive(klatch.channel, ben)
    await library.settle()
    await library.press(ana, "Pause", before)
    assert "already done" in last_seen(ana)
    await ana.command("/mentor-admin")
    await library.press(ana, "Resume", ana.messages()[-1])
    assert "I'm not in this circle's channel any more" in last_seen(ana)


async def test_a_circle_whose_channel_was_archived_goes_on_in_the_way_that_is_said(library: Library) -> None:
    ana, ben = people(library, 2)
    klatch = await open_klatch(library, [ana, ben])
    await library.playground.archive(klatch.channel, ben)
    await library.settle()
    await library.playground.unarchive(klatch.channel, ben)
    assert "unarchive the channel" in card(ana, "has stopped").text
    await library.press(ana, "Resume", card(ana, "has stopped"))
    assert (await klatch.row()).state is RecurringState.RUNNING


async def test_the_refusal_of_mentor_admin_says_what_anyone_can_do(library: Library) -> None:
    ana, ben = people(library, 2)
    assert "/klatch help" in (await ben.command("/mentor-admin")).text
    await open_klatch(library, [ben, ana])
    assert "*Coffee Klatch* in" in (await ben.command("/mentor-admin")).text
    await library.pass_until(toronto(11, 23, 12))
    assert "announced already" in (await ben.command("/mentor-admin")).text


async def test_who_reads_french_finds_joins_and_leaves_a_circle_in_french(library: Library) -> None:
    ana, ben = people(library, 2)
    lea = library.person("Léa Roy", locale="fr-CA")
    await open_klatch(library, [ana, ben], outside=[lea])
    await lea.command("/klatch", "aide")
    assert "`/klatch rejoindre` et `/klatch quitter`" in last_seen(lea)
    await lea.command("/klatch")
    assert "un mardi sur deux à 15\u00a0h, heure de Toronto" in last_seen(lea)
    assert list(lea.messages()[-1].buttons) == ["Me joindre au cercle"]
    await lea.command("/klatch", "rejoindre")
    assert lea.form is not None
    assert lea.form.title == "Se joindre à un cercle"
    await library.send(lea, **{"Quand voulez-vous un rappel des rencontres?": "Une heure avant"})
    welcome = card(lea, "Bienvenue dans *Coffee Klatch*").text
    assert "Je vous enverrai un message par rencontre, une heure avant." in welcome
    assert "Des collègues qui se rencontrent de temps en temps" in welcome
    await lea.command("/klatch", "quitter")
    assert "Vous avez quitté *Coffee Klatch*." in last_seen(lea)
