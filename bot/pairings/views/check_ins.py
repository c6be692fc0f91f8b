"""The questions to a group in its conversation: a word midway, and whether they met."""

from bot.blocks import button, buttons, message, paragraph, said
from bot.languages.reader import Reader
from bot.outbox.message import Message
from bot.pairings.actions import Action
from bot.pairings.models import Group
from bot.pairings.rules import CheckIn, GroupState


def check_in(reader: Reader, group: Group, number: int, *, is_lunch: bool) -> Message:
    """Return one of the questions whether a group met, as it is now. One answer does for all."""
    if number < group.check_ins:
        return said(reader, reader.gettext("There's a newer message further down."))
    match group.state:
        case GroupState.INTRODUCED:
            return _asking(reader, group, is_lunch=is_lunch)
        case GroupState.MET:
            return said(reader, reader.gettext("Good to hear! What's your takeaway?"))
        case GroupState.DID_NOT_HAPPEN:
            return message(
                reader,
                paragraph(reader.gettext("That happens. If you do meet after all, press the button.")),
                buttons(button(reader.gettext("We met"), Action.WE_MET, group.id)),
            )
        case GroupState.FADED:
            return said(reader, reader.gettext("I'll stop asking. You can keep talking here."))
    return said(reader, reader.gettext("Nothing left to do here."))


def _asking(reader: Reader, group: Group, *, is_lunch: bool) -> Message:
    match group.check_in:
        case CheckIn.NUDGED:
            asked = reader.gettext(
                "Have you found a time yet? Half an hour is plenty. It helps to suggest one: “Tuesday at ten?”"
            )
        case CheckIn.ASKS_AGAIN:
            return said(reader, reader.gettext("All right, I'll ask once more."))
        case CheckIn.ASKS_NO_MORE:
            return said(reader, reader.gettext("All right, I won't ask again. You can keep talking here."))
        case _:
            asked = _did_you_meet(reader, is_lunch=is_lunch)
    return message(
        reader,
        paragraph(asked),
        buttons(
            button(reader.gettext("We met"), Action.WE_MET, group.id, style="primary"),
            button(reader.gettext("Not yet"), Action.NOT_YET, group.id),
            button(reader.gettext("It won't happen"), Action.NOT_HAPPENING, group.id),
        ),
    )


def _did_you_meet(reader: Reader, *, is_lunch: bool) -> str:
    if is_lunch:
        return reader.gettext(
            "Did you have lunch together? One answer is enough for all of you, and it's only for my count."
        )
    return reader.gettext("Did you meet? One answer is enough for all of you, and it's only for my count.")
