"""The forms of flash mentoring, but those in which one asks and volunteers."""

from collections.abc import Sequence
from datetime import date, datetime

from slack_sdk.models.views import View

from bot.blocks import note, paragraph, person, quote
from bot.flash.actions import Field, Form
from bot.flash.models import Ask, Conversation, Invitation
from bot.flash.rules import ANSWER_LIMIT
from bot.flash.views.shared import start_of
from bot.form_fields import date_field, datetime_field, form, member_field, text_field
from bot.languages.reader import Reader


def pause_form(reader: Reader, back_on: date, subject: object = "") -> View:
    """Return the form for a pause, with a day on which it ends by itself."""
    words = reader.gettext("I won't show you any questions until that day. Conversations you've started go on.")
    return form(
        reader,
        Form.PAUSE,
        reader.gettext("Pause"),
        paragraph(words),
        date_field(Field.UNTIL, reader.gettext("Back on"), initial=back_on),
        submit=reader.gettext("Pause"),
        subject=subject,
    )


def pause_in_the_past(reader: Reader) -> str:
    """Return the fault at a pause that would be over already."""
    return reader.gettext("That day isn't in the future. Please choose a later one.")


def ask_first_form(reader: Reader, ask: Ask) -> View:
    """Return the form in which a mentor asks something before they decide."""
    hint = reader.gettext("I'll pass it on to the person who asked, with your name, and bring you the answer.")
    label = reader.gettext("What would you like to know?")
    return form(
        reader,
        Form.ASK_FIRST,
        reader.gettext("Ask first"),
        paragraph(reader.gettext("About {question}", question=start_of(reader, ask))),
        text_field(Field.ANSWER, label, limit=ANSWER_LIMIT, required=True, hint=hint),
        subject=ask.id,
    )


def answer_first_form(reader: Reader, asking: Invitation) -> View:
    """Return the form in which the asker answers what a mentor asked first."""
    return form(
        reader,
        Form.ANSWER_FIRST,
        reader.gettext("Answer"),
        paragraph(reader.gettext("They'd like to know:")),
        paragraph(quote(asking.clarification)),
        text_field(Field.ANSWER, reader.gettext("Your answer"), limit=ANSWER_LIMIT, required=True),
        subject=asking.id,
    )


def someone_else_form(reader: Reader, ask: Ask) -> View:
    """Return the form in which a mentor names a colleague who could help."""
    hint = reader.gettext("If I can, I'll show it to them privately and say that you thought of them.")
    return form(
        reader,
        Form.SOMEONE_ELSE,
        reader.gettext("I know someone"),
        paragraph(reader.gettext("About {question}", question=start_of(reader, ask))),
        member_field(Field.PERSON, reader.gettext("Who comes to mind?"), hint=hint),
        subject=ask.id,
    )


def name_someone_else(reader: Reader) -> str:
    """Return the fault at a mentor's own name, or at that of nobody here."""
    return reader.gettext("Please choose a colleague other than yourself.")


def nobody_says_who_that_is(reader: Reader) -> str:
    """Return the fault at a colleague of whom Slack has not told us yet."""
    return reader.gettext("Slack didn't tell me in time who that is. Please try again in a minute.")


def propose_time_form(reader: Reader, conversation_id: int, initial: datetime) -> View:
    """Return the form for one to three times, with a first one in it."""
    return form(
        reader,
        Form.PROPOSE_TIME,
        reader.gettext("Propose a time"),
        datetime_field(Field.FIRST_TIME, reader.gettext("First choice"), initial=initial, required=True),
        datetime_field(Field.SECOND_TIME, reader.gettext("Second choice")),
        datetime_field(Field.THIRD_TIME, reader.gettext("Third choice")),
        note(reader.gettext("Times are in your own time zone; the other person sees them in theirs.")),
        submit=reader.gettext("Propose"),
        subject=conversation_id,
    )


def time_missing(reader: Reader) -> str:
    """Return the fault at a form without any time."""
    return reader.gettext("Please choose at least one time.")


def faults_in_times(reader: Reader, fields: Sequence[str]) -> dict[str, str]:
    """Return what to mend in the fields whose times have passed."""
    return dict.fromkeys(fields, reader.gettext("That time has already passed. Please choose a later one."))


def thanks_form(reader: Reader, conversation: Conversation) -> View:
    """Return the form for a private word of thanks to the mentor."""
    label, hint = reader.gettext("Your words"), reader.gettext("What helped, and what you did with it.")
    return form(
        reader,
        Form.THANKS,
        reader.gettext("Say thanks"),
        paragraph(reader.gettext("Only {person} will see this.", person=person(conversation.mentor))),
        text_field(Field.THANKS, label, limit=ANSWER_LIMIT, required=True, hint=hint),
        subject=conversation.id,
    )
