"""The scenes of people whom nobody asked anything: lunch with a colleague, and three rounds of random coffee."""

from playground import Person
from playground.story.cast import Cast
from playground.story.stage import Stage, StoryError

CAFE = "Main Library café"
TEAMS = ("in the archives", "in systems", "at the front desk", "in access services")
THIS_WEEK = "Only in the week until Friday 27 November"


async def tell_of_lunch(stage: Stage, cast: Cast) -> None:
    """Play the lunch. Raises StoryError at the first step that does not happen."""
    stage.scene("Lunch with a colleague")
    guests = [cast.hana, cast.ivo, cast.kofi, cast.lena]
    await _about_themselves(stage, dict(zip(guests, TEAMS, strict=True)))
    await _join(stage, cast.hana, CAFE)
    with stage.quietly():
        for guest in guests[1:]:
            await _join(stage, guest, CAFE)
    await stage.later("ten minutes pass", minutes=10)
    hana, with_hana = cast.hana, _proposed_to(stage, cast.hana, guests)
    kofi, other = [guest for guest in guests if guest not in (hana, with_hana)]
    await _both_accept(stage, hana, with_hana)
    await stage.press(kofi, "Not this time")
    stage.expect(other, "This lunch is off. It says nothing about you.")
    stage.expect_hidden(other, "declined", "not this time.")

    with stage.quietly():
        await _join(stage, cast.amara, "main library cafe")
    await stage.later("a quarter of an hour passes", minutes=15)
    await _both_accept(stage, other, cast.amara)


async def _about_themselves(stage: Stage, teams: dict[Person, str]) -> None:
    """Each tells a line, and where they work; the reader sees the first form."""
    for number, (person, team) in enumerate(teams.items()):
        words = f"I work {team}, and like to hear how others do it."
        if number == 0:
            await _about_me(stage, person, team, words)
            continue
        with stage.quietly():
            await _about_me(stage, person, team, words)


async def _about_me(stage: Stage, person: Person, team: str, words: str) -> None:
    await stage.command(person, "/just-lunch", "help")
    await stage.press(person, "About me")
    await stage.fill_in(person, {"What I do, or what I am curious about": words, "My team": team})


async def _join(stage: Stage, person: Person, place: str) -> None:
    await stage.command(person, "/just-lunch")
    await stage.fill_in(person, {"Where?": place, "For how long?": THIS_WEEK})


async def _both_accept(stage: Stage, one: Person, other: Person) -> None:
    await stage.press(one, "Accept")
    stage.expect_hidden(other, "said yes to", f"<@{one.id}> said yes")
    await stage.press(other, "Accept")
    for person in (one, other):
        stage.expect(person, "It is on", "meet")


def _proposed_to(stage: Stage, person: Person, guests: list[Person]) -> Person:
    for guest in guests:
        if guest is not person and f"would you like lunch with @{guest.name}" in stage.words_of(person):
            return guest
    raise StoryError(f"nobody was proposed to {person.name}")


async def tell_of_coffee(stage: Stage, cast: Cast) -> None:
    """Play the coffees. Raises StoryError at the first step that does not happen."""
    stage.scene("Three rounds of random coffee")
    members = [cast.elif_, cast.ben, cast.chloe, cast.farid, cast.grace, cast.june]
    channel = stage.playground.add_channel("library-coffee", members)
    await stage.playground.invite_bot(channel, cast.elif_)
    await stage.go_on()
    await stage.press(cast.elif_, "Set up random coffee here")
    everybody = "Everybody in the channel is in, until they say otherwise"
    await stage.fill_in(cast.elif_, {"Who is in": everybody, "How often": "Every week"})
    await stage.press(cast.elif_, "Preview")
    stage.expect(cast.elif_, "Nothing has been sent")
    for week, words in enumerate(("the week passes", "another week passes", "a third week passes"), start=1):
        await stage.later(words, days=7)
        stage.expect_introductions(members, rounds=week)
    await stage.press(cast.june, "Why us?")
