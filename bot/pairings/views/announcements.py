"""A channel's random coffee, as the channel reads of it."""

from bot.blocks import buttons, message, note, paragraph, said
from bot.cadence import from_rule, rhythm_in_words
from bot.languages.reader import Reader
from bot.outbox.message import Message
from bot.pairings.models import Programme
from bot.pairings.rules import JoinMode
from bot.pairings.views.coffee import join_button
from bot.recurring.rules import RecurringState
from bot.recurring.views import name_of


def announcement(reader: Reader, programme: Programme, number: int) -> Message:
    """To the channel of a programme: what is so. Whatever it was told before says that there is something newer."""
    coffee = name_of(programme)
    if programme.state is RecurringState.ENDED:
        return said(reader, reader.gettext("{coffee} has ended. Thank you for taking part.", coffee=coffee))
    if number < programme.announcements:
        newer = reader.gettext(
            "{coffee}: how to take part has changed. The newer message is further down.", coffee=coffee
        )
        return said(reader, newer)
    sentences = [_what(reader, programme), *_changes(reader, programme, number), _who(reader, programme)]
    if programme.joining is JoinMode.WHO_JOINS:
        return message(
            reader,
            paragraph(" ".join(sentences)),
            buttons(join_button(reader, programme, style="primary")),
            note(
                reader.gettext(
                    "I'll let you know one working day before each coffee, so you can skip it. You can leave any time, privately."
                )
            ),
        )
    return message(
        reader,
        paragraph(" ".join(sentences)),
        note(
            reader.gettext(
                "I'll let you know one working day before each coffee. You can skip, pause or leave then, and nobody is told. `/coffee` shows how you take part."
            )
        ),
    )


def _what(reader: Reader, programme: Programme) -> str:
    what = {"coffee": name_of(programme), "rhythm": rhythm_in_words(from_rule(programme.cadence), reader.locale)}
    if programme.size == 2:
        return reader.gettext("{coffee}: I introduce you to a colleague you might not have met, {rhythm}.", **what)
    return reader.gettext("{coffee}: I introduce you to a few colleagues you might not have met, {rhythm}.", **what)


def _changes(reader: Reader, programme: Programme, number: int) -> list[str]:
    paused = [reader.gettext("It's paused for now.")] if programme.state is RecurringState.PAUSED else []
    changed = [reader.gettext("How to take part has changed.")] if number > 1 else []
    return [*paused, *changed]


def _who(reader: Reader, programme: Programme) -> str:
    if programme.joining is JoinMode.WHO_JOINS:
        return reader.gettext("To take part, press *Join*.")
    return reader.gettext("Everyone in this channel is in, unless they opt out.")
