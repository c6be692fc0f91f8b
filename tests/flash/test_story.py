"""From volunteering to thanks: the whole of a flash mentoring, as its people see it."""

from bot.flash.models import Ask, Conversation, Invitation
from bot.flash.rules import AskState, ConversationState, InvitationState
from tests.library import Library, card, live_buttons, seen


async def test_a_question_becomes_a_conversation_and_ends_with_thanks(library: Library) -> None:
    """Every step of the way, with what each of the two can see and press at it."""
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing", About_me_as_a_mentor="I ask a lot of questions.")

    await library.ask(mia, "How do I write my first grant proposal?")
    assert "asked one person privately" in seen(mia)[-1]
    assert live_buttons(mia) == ["Withdraw"]
    assert "@Mia Chen" in seen(sam)[-1]
    assert live_buttons(sam) == ["I can help", "Not this time", "Ask something first", "I know someone", "Pause me"]

    await library.press(sam, "I can help")
    assert live_buttons(sam) == ["Withdraw"]
    assert "I ask a lot of questions." in card(mia, "@Sam Roy can help").text
    assert live_buttons(mia) == ["Withdraw", "Choose", "Keep looking"]

    await library.press(mia, "Choose")
    introduction = card(mia, ", meet")
    assert introduction == card(sam, ", meet")
    assert "How do I write my first grant proposal?" in introduction.text
    assert live_buttons(sam) == ["Propose a time", "Step back"]
    assert live_buttons(mia) == ["Ask someone else", "Propose a time", "Step back"]

    await library.pass_time(days=1)
    assert "ignore this" in seen(mia)[-1]
    await library.pass_time(days=2)
    assert "Have you and @Sam Roy talked?" in seen(mia)[-1]
    assert not any("talked?" in message for message in seen(sam))
    await library.press(mia, "We talked")
    await library.press(mia, "Say thanks")
    await library.send(mia, Your_words="You saved my week.")
    assert "You saved my week." in seen(sam)[-1]

    assert [ask.state for ask in await library.rows(Ask)] == [AskState.CHOSEN]
    assert [invitation.state for invitation in await library.rows(Invitation)] == [InvitationState.CHOSEN]
    assert [one.state for one in await library.rows(Conversation)] == [ConversationState.TALKED]
