"""A form that is sent again: once taken it stays taken, and one that stays open is there to be sent again."""

import pytest
from sqlalchemy import text

from bot.slack.request import Command, FormFaults, Nothing, OpenForm, ReplaceForm, Reply, Request, Submission
from bot.slack.routes import Routes
from playground import Person, payloads
from tests.slack.scenes import form, title
from tests.slack.stage import Stage

pytestmark = pytest.mark.either_database


class Desk:
    """Takes forms as their word says, and keeps what it took."""

    def __init__(self, stage: Stage) -> None:
        self.taken: list[str] = []
        stage.edge.registry.add(Routes(commands={"/hello": self.open}))
        stage.edge.registry.add(Routes(forms={"form": self.take}))
        self.ana = stage.playground.add_person("Ana Ruiz")

    async def open(self, _request: Request, _command: Command) -> Reply:
        return OpenForm(form())

    async def take(self, _request: Request, submission: Submission) -> Reply:
        word = submission.values.text("word")
        if word == "wrong":
            return FormFaults({"word": "Do you have another?"})
        if word == "broken":
            self.taken.append("broken")
            raise ValueError("not this time")
        self.taken.append(word)
        return ReplaceForm(form("Second")) if word == "more" else Nothing()

    async def write(self, word: str) -> None:
        """Open the form and fill it in."""
        await self.ana.command("/hello")
        await self.ana.fill("Word", word)


@pytest.fixture
def desk(stage: Stage) -> Desk:
    return Desk(stage)


async def resend(person: Person, body: dict[str, object]) -> object:
    """Send a form as it was."""
    return (await person._door.send_payload(body)).body


def photograph(person: Person) -> dict[str, object]:
    """What is sent when the open form is."""
    assert person.form is not None
    return payloads.submission(person.workspace, person.user, person.form)


async def test_a_form_that_is_sent_again_later_is_taken_once(desk: Desk) -> None:
    await desk.write("word")
    sent = photograph(desk.ana)
    await desk.ana.submit()
    assert await resend(desk.ana, sent) is None
    assert desk.taken == ["word"]


async def test_what_stood_in_the_place_of_a_form_is_answered_again(desk: Desk) -> None:
    await desk.write("more")
    sent = photograph(desk.ana)
    first = await resend(desk.ana, sent)
    assert "Second" in str(first)
    assert await resend(desk.ana, sent) == first
    assert desk.taken == ["more"]


async def test_the_form_that_stands_in_the_place_of_another_is_sent_by_itself(desk: Desk) -> None:
    await desk.write("more")
    await desk.ana.submit()
    assert title(desk.ana) == "Second"
    await desk.ana.fill("Word", "then")
    await desk.ana.submit()
    assert desk.taken == ["more", "then"]


async def test_a_form_that_was_refused_is_sent_again_mended(desk: Desk) -> None:
    await desk.write("wrong")
    for _ in range(2):
        assert (await desk.ana.submit()).errors == {"Word": "Do you have another?"}
    await desk.ana.fill("Word", "right")
    assert (await desk.ana.submit()).ok
    assert desk.taken == ["right"]


async def test_a_form_that_broke_is_sent_again(desk: Desk) -> None:
    await desk.write("broken")
    assert "Something went wrong" in (await desk.ana.submit()).errors["Word"]
    await desk.ana.fill("Word", "whole")
    assert (await desk.ana.submit()).ok
    assert desk.taken == ["broken", "whole"]


async def test_the_same_words_in_a_form_that_was_opened_anew_are_taken_again(desk: Desk) -> None:
    for _ in range(2):
        await desk.write("word")
        await desk.ana.submit()
    assert desk.taken == ["word", "word"]


async def test_of_a_form_that_was_sent_nothing_is_kept_but_the_day_and_what_stands_in_its_place(
    stage: Stage, desk: Desk
) -> None:
    """An hour beside a topic that was suggested without a name could tell who it was."""
    await desk.write("more")
    await desk.ana.submit()
    async with stage.database.transaction() as session:
        (kept,) = (await session.execute(text("SELECT * FROM sent_forms"))).mappings()
    assert sorted(map(str, kept)) == ["answer", "id", "sent_on", "workspace"]
    assert str(kept["sent_on"]) == str(stage.clock.now().date())
    assert "Second" not in kept["answer"]
