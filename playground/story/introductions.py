"""The steps of people who are introduced without a question: random coffee, and lunch with a colleague."""

from playground import Person
from playground.story.cast import Cast
from playground.story.stage import Stage, StoryError

CAFE = "Main Library café"
TEAMS = ("in the archives", "in systems", "at the front desk", "in access services")
THIS_WEEK = "Only until Friday, December 4"


async def set_up_coffee(stage: Stage, cast: Cast) -> None:
    """Three days later Elif sets it up for a channel, and looks at what people will read."""
    await stage.later("three days pass", days=2, hours=18)
    channel = stage.playground.add_channel("library-coffee", _members(cast))
    await stage.playground.invite_bot(channel, cast.elif_)
    await stage.go_on()
    await stage.press(cast.elif_, "Set up random coffee here")
    everybody = "Everyone in the channel, unless they opt out"
    await stage.fill_in(cast.elif_, {"Who is in": everybody, "How often": "Every week"})
    await stage.press(cast.elif_, "Preview")
    stage.expect(cast.elif_, "I haven't sent anything")


async def have_coffee(stage: Stage, cast: Cast) -> None:
    """The first round: everybody is told a working day before, and introduced to somebody.

    Ben and Lena have said where they work, so that there is a reason to introduce them.
    """
    with stage.quietly():
        await _about_me(stage, cast.ben, "in research services", "I help people win grants.")
        await _about_me(stage, cast.lena, "in access services", "I keep the library open.")
    await stage.later("a week passes", days=7)
    stage.expect_introductions(_members(cast), rounds=1)


async def ask_why_us(stage: Stage, cast: Cast) -> None:
    """Lena asks why the two of them."""
    await stage.press(cast.lena, "Why us?")


async def leave_the_coffees(stage: Stage, cast: Cast) -> None:
    """Nobody has met the same person twice in three rounds, and Grace leaves."""
    stage.expect_introductions(_members(cast), rounds=3)
    await stage.command(cast.grace, "/coffee", "leave")


def _members(cast: Cast) -> list[Person]:
    return [cast.elif_, cast.ben, cast.chloe, cast.farid, cast.grace, cast.lena]


async def join_lunch(stage: Stage, cast: Cast) -> None:
    """Four tell a line about themselves, and join."""
    guests = _guests(cast)
    await _about_themselves(stage, dict(zip(guests, TEAMS, strict=True)))
    await _join(stage, cast.hana, CAFE)
    with stage.quietly():
        for guest in guests[1:]:
            await _join(stage, guest, CAFE)


async def be_proposed(stage: Stage, cast: Cast) -> None:
    """Somebody is proposed to each of them, alone."""
    await stage.later("ten minutes pass", minutes=10)
    for guest in _guests(cast):
        _proposed_to(stage, guest, _guests(cast))


async def accept_lunch(stage: Stage, cast: Cast) -> None:
    """Hana and whom she was proposed say yes."""
    await _both_accept(stage, cast.hana, _proposed_to(stage, cast.hana, _guests(cast)))


async def match_again(stage: Stage, cast: Cast) -> None:
    """Of the other two one says no, and nobody is told who; Amara joins, and the other has lunch all the same."""
    declines, other = stage.who_can_press("Accept")
    await stage.press(declines, "Not this time")
    stage.expect(other, "this lunch is off.")
    stage.expect_hidden(other, "declined", "OK, not this time.")
    with stage.quietly():
        await _join(stage, cast.amara, "main library cafe")
    await stage.later("a quarter of an hour passes", minutes=15)
    await _both_accept(stage, other, cast.amara)


def _guests(cast: Cast) -> list[Person]:
    return [cast.hana, cast.ivo, cast.kofi, cast.lena]


async def _about_themselves(stage: Stage, teams: dict[Person, str]) -> None:
    """Each tells a line, and where they work; the reader sees the first form."""
    for number, (person, team) in enumerate(teams.items()):
        words = f"I work {team}, and I'm always curious how other teams do things."
        if number == 0:
            await _about_me(stage, person, team, words)
            continue
        with stage.quietly():
            await _about_me(stage, person, team, words)


async def _about_me(stage: Stage, person: Person, team: str, words: str) -> None:
    await stage.command(person, "/just-lunch", "help")
    await stage.press(person, "About me")
    await stage.fill_in(person, {"What I do, or what I'm curious about": words, "My team": team})


async def _join(stage: Stage, person: Person, place: str) -> None:
    await stage.command(person, "/just-lunch")
    await stage.fill_in(person, {"Where?": place, "For how long?": THIS_WEEK})


async def _both_accept(stage: Stage, one: Person, other: Person) -> None:
    await stage.press(one, "Accept")
    stage.expect_hidden(other, "said yes to", f"<@{one.id}> said yes")
    await stage.press(other, "Accept")
    for person in (one, other):
        stage.expect(person, "It's on", "meet")


def _proposed_to(stage: Stage, person: Person, guests: list[Person]) -> Person:
    for guest in guests:
        if guest is not person and stage.says(f"would you like lunch with @{guest.name}", stage.words_of(person)):
            return guest
    raise StoryError(f"nobody was proposed to {person.name}")
