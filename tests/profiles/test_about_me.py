"""*About me*: told in one form, all of it optional, kept for matching alone, and taken back as easily."""

import pytest

from bot.blocks import buttons, message, paragraph
from bot.languages.reader import ENGLISH
from bot.members import directory
from bot.members.models import Member
from bot.members.readers import readers_of
from bot.moment import Moment
from bot.outbox.letters import to_members
from bot.profiles.actions import about_me_button
from bot.profiles.models import Interest, MemberValue, NeverPair, Profile
from bot.topics.models import Topic
from playground import Message, Outcome, Person, render_view
from tests.library import Library, card, last_seen, seen

pytestmark = pytest.mark.either_database

LINE = "What I do, or what I'm curious about"
TOPICS = "Topics, up to 5"
VALUES = "What matters to me at work, up to 3"
STAGE = "Where I am in my working life"


async def open_form(library: Library, person: Person) -> str:
    """Press the button in a message of any room; how the form looks then."""
    if not seen(person):
        async with library.klatch.database.transaction() as session:
            moment = Moment(session, library.playground.workspace.team_id, library.clock.now(), "anything")
            await moment.tell(
                to_members(person.id),
                f"hello-{person.id}",
                message(ENGLISH, paragraph("Hello."), buttons(about_me_button(ENGLISH))),
            )
        await library.settle()
    await library.press(person, "About me", card(person, "Hello."))
    assert person.form is not None
    return render_view(person.form, person)


async def tell(library: Library, person: Person, fields: dict[str, object]) -> Outcome:
    await open_form(library, person)
    return await library.send(person, **fields)


async def told(library: Library, person: Person) -> tuple[str, set[str], set[str]]:
    """The line, the names of the topics and the values that are kept of somebody."""
    names = {topic.id: topic.name for topic in await library.rows(Topic)}
    return (
        next((profile.about for profile in await library.rows(Profile) if profile.member == person.id), ""),
        {names[interest.topic_id] for interest in await library.rows(Interest) if interest.member == person.id},
        {row.value for row in await library.rows(MemberValue) if row.member == person.id},
    )


async def test_what_was_told_stands_in_the_form_again_and_only_in_ones_own(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    everything: dict[str, object] = {
        LINE: "Maps & <atlases>",
        TOPICS: ["Grant writing"],
        VALUES: ["Craft", "Curiosity", "Trust"],
        "My team": "Cartography",
        "My place": "Law Library",
        STAGE: "Some years in",
    }
    await tell(library, mia, everything)
    assert await told(library, mia) == ("Maps & <atlases>", {"Grant writing"}, {"craft", "curiosity", "trust"})
    words = ("Maps & <atlases>", "Grant writing", "Craft", "Curiosity", "Trust", "Cartography", "Law Library")
    mine, other = await open_form(library, mia), await open_form(library, sam)
    assert [word for word in (*words, "Some years in") if word not in mine] == []
    assert [word for word in ("Maps & <atlases>", "Cartography", "Law Library") if word in other] == []
    assert [word for message in seen(sam) for word in words if word in message] == []


async def test_the_form_says_what_is_done_with_it(library: Library) -> None:
    form = await open_form(library, library.person("Mia Chen"))
    for promise in ("or nothing", "I use it to find people", "Nobody can look it up", "see your line"):
        assert promise in form


async def test_what_happens_next_is_said_and_the_form_can_be_opened_from_there(library: Library) -> None:
    mia = library.person("Mia Chen")
    await tell(library, mia, {LINE: "Maps", "My place": "Law Library"})
    assert "people will see your line" in last_seen(mia)
    await library.press(mia, "About me", card(mia, "Saved."))
    await library.send(mia, **{LINE: ""})
    assert "I'll use it the next time I introduce you." in last_seen(mia)


async def test_everything_is_optional_and_can_be_taken_back(library: Library) -> None:
    mia = library.person("Mia Chen")
    await tell(library, mia, {LINE: "Maps", TOPICS: ["Grant writing"], VALUES: ["Craft"], "My team": "Cartography"})
    outcome = await tell(library, mia, {LINE: "", TOPICS: [], VALUES: [], "My team": ""})
    assert outcome.errors == {}
    assert await told(library, mia) == ("", set(), set())
    assert "Your profile is empty" in last_seen(mia)


async def test_a_topic_of_ones_own_joins_the_list_and_a_known_one_stays_one(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await tell(library, mia, {"Other topics": "grant-writing, Beekeeping"})
    assert (await told(library, mia))[1] == {"Grant writing", "Beekeeping"}
    assert (await tell(library, sam, {TOPICS: ["Beekeeping"]})).errors == {}
    assert (await told(library, sam))[1] == {"Beekeeping"}


@pytest.mark.parametrize(
    ("fields", "field", "fault"),
    [
        ({"Other topics": "Maps, <!channel>"}, "Other topics", "another way"),
        ({"Other topics": "one, two, three, four, five, six"}, "Other topics", "keep to 5 topics"),
        ({VALUES: ["Craft", "Trust", "Joy", "Care"]}, VALUES, "no more than 3"),
    ],
)
async def test_what_was_typed_is_kept_where_something_is_to_be_mended(
    library: Library, fields: dict[str, object], field: str, fault: str
) -> None:
    mia = library.person("Mia Chen")
    outcome = await tell(library, mia, {LINE: "Maps", **fields})
    assert fault in outcome.errors[field]
    assert mia.form is not None
    assert "Maps" in render_view(mia.form, mia)
    assert await told(library, mia) == ("", set(), set())
    outcome = await library.send(mia, **dict.fromkeys(fields))
    assert outcome.errors == {}
    assert (await told(library, mia))[0] == "Maps"


async def test_volunteering_leaves_what_was_told_here_and_shares_the_rest(library: Library) -> None:
    mia = library.person("Mia Chen")
    await tell(library, mia, {LINE: "Maps", TOPICS: ["Grant writing"], VALUES: ["Craft"], "My team": "Cartography"})
    await library.volunteer(mia, "Publishing research", Your_place="Law Library")
    assert await told(library, mia) == ("Maps", {"Grant writing"}, {"craft"})
    form = await open_form(library, mia)
    assert "Cartography" in form
    assert "Law Library" in form
    assert await library.rows(NeverPair) == []


async def test_it_is_read_in_the_language_of_ones_slack_until_one_chooses_another(library: Library) -> None:
    lea = library.person("Léa Roy", locale="fr-CA")
    await library.press(lea, "À propos de moi", await _said_hello(library, lea))
    await library.send(lea, Langue="English")
    assert "Saved. Your profile is empty." in last_seen(lea)
    await library.press(lea, "About me", card(lea, "Saved."))
    assert lea.form is not None
    assert "Language: [English]" in render_view(lea.form, lea)


async def test_who_chooses_the_language_of_their_slack_keeps_the_dates_of_their_country(library: Library) -> None:
    kim, sam = library.person("Kim Lee", locale="en-US"), library.person("Sam Osei", locale="fr-CA")
    for person, label in ((kim, "Language"), (sam, "Langue")):
        await library.press(
            person, "About me" if person is kim else "À propos de moi", await _said_hello(library, person)
        )
        await library.send(person, **{label: "English"})
    workspace = library.playground.workspace.team_id
    async with library.klatch.database.transaction() as session:
        readers = await readers_of(session, workspace, [f"@{kim.id}", f"@{sam.id}"])
        members = [await session.get_one(Member, (workspace, person.id)) for person in (kim, sam)]
        assert [member.reader.locale for member in members] == ["en_US", "en"]
    assert [readers[f"@{person.id}"].locale for person in (kim, sam)] == ["en_US", "en"]


@pytest.mark.parametrize(
    ("locale", "chosen", "reads"),
    [("de-DE", "en", "en_GB"), ("fr-CA", "xx", "fr_CA"), ("FR-CA", "fr", "fr_CA"), ("", "fr", "fr")],
)
async def test_what_is_answered_and_what_is_sent_later_are_read_alike(
    library: Library, locale: str, chosen: str, reads: str
) -> None:
    kim, workspace = library.person("Kim Lee"), library.playground.workspace.team_id
    await _said_hello(library, kim)
    async with library.klatch.database.transaction() as session:
        member = await session.get_one(Member, (workspace, kim.id))
        member.locale, member.language = locale, chosen
        await session.flush()
        later = await readers_of(session, workspace, [f"@{kim.id}"])
        assert (member.reader.locale, later[f"@{kim.id}"].locale) == (reads, reads)


async def test_who_chose_a_language_that_there_is_no_more_reads_that_of_their_slack(library: Library) -> None:
    lea = library.person("Léa Roy", locale="fr-CA")
    await lea.command("/mentor-ask", "help")
    async with library.klatch.database.transaction() as session:
        await directory.choose_language(session, library.playground.workspace.team_id, lea.id, "xx")
    await library.press(lea, "À propos de moi", await _said_hello(library, lea))
    assert lea.form is not None
    assert "Langue: [Celle de mon Slack]" in render_view(lea.form, lea)


async def test_topics_are_chosen_by_the_names_that_they_have_in_ones_language(library: Library) -> None:
    lea = library.person("Léa Roy", locale="fr-CA")
    await library.press(lea, "À propos de moi", await _said_hello(library, lea))
    assert lea.form is not None
    form = render_view(lea.form, lea)
    assert form.index("Accessibilité") < form.index("Éthique de la recherche") < form.index("Télétravail")
    assert "Negotiating pay" not in form
    assert "Négocier son salaire" in form


async def _said_hello(library: Library, person: Person) -> Message:
    """Have the button said to somebody as whoever reads there reads it."""
    async with library.klatch.database.transaction() as session:
        moment = Moment(session, library.playground.workspace.team_id, library.clock.now(), "hello")
        user = person.user.to_slack(library.clock.now(), with_locale=True)
        await directory.remember(session, moment.workspace, user, moment.now)
        await moment.tell(
            to_members(person.id),
            f"hello-{person.id}",
            lambda reader: message(reader, paragraph("Hello."), buttons(about_me_button(reader))),
        )
    await library.settle()
    return card(person, "Hello.")
